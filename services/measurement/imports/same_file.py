"""Tells of a file that was imported before, and of which nothing has changed since, without reading it again."""

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import orjson

from services.measurement.imports.queue import Claimed
from shared.db import Driver

CODE = ("services.measurement.reading", "shared.standards", "shared.tables")
"""What decides how files are read and checked: any change of it is another edition."""
LIBRARIES = ("babel", "lxml", "pycountry")

LISTS = """
SELECT (SELECT string_agg(id || ' ' || version, ',' ORDER BY id) FROM codelists) AS lists,
       (SELECT count(*) || ' ' || coalesce(sum(version), 0) FROM actors) AS actors
"""

OF_FILE = ("activities", "rejected", "missing", "flows", "flows_rejected", "critical", "error", "warning")
"""What is counted again as it was."""

SIGN = """
UPDATE imports SET reporters = s.reporters, rules_edition = $2, held = h.held
FROM (SELECT coalesce(array_agg(DISTINCT reporter), '{}') AS reporters FROM seen) s CROSS JOIN LATERAL (
    SELECT ARRAY[count(*), coalesce(sum(version), 0)] AS held FROM activities WHERE reporter = ANY(s.reporters)
) h WHERE id = $1
"""
# A day that had not come may have come since; then what was found is found no more.
BEFORE = """
SELECT e.id, e.counts::text AS counts
FROM imports j JOIN imports e USING (sha256, size, kind, reading, accept, created_by)
WHERE j.id = $1 AND e.id <> j.id AND e.status = 'finished' AND e.mode = 'apply' AND e.rules_edition = $2
AND 'keep' = ALL (ARRAY[j.missing, e.missing]) AND e.may_report IS NOT DISTINCT FROM j.may_report
AND e.held = (
    SELECT ARRAY[count(*), coalesce(sum(version), 0)] FROM activities a WHERE a.reporter = ANY(e.reporters)
)
AND NOT EXISTS (
    SELECT FROM import_findings f
    WHERE f.import_id = e.id AND f.rule IN ('11.1.1', '11.1.4', '11.1.5', '11.2.1', '11.2.2')
)
ORDER BY e.id DESC LIMIT 1
"""
FINDINGS = """
INSERT INTO import_findings
SELECT $2, number, rule, severity, category, line, path, message, activity, rejects
FROM import_findings WHERE import_id = $1
"""


@cache
def _code() -> bytes:
    """Stand for the code that reads and checks, with the tables beside it."""
    found = blake2b(digest_size=16)
    for module in map(import_module, CODE):
        whole = hasattr(module, "__path__")
        place = Path(module.__path__[0] if whole else str(module.__file__))
        for file in sorted(place.rglob("*")) if whole else [place]:
            if file.is_file() and file.suffix != ".pyc":
                found.update(file.read_bytes())
    for name in LIBRARIES:
        found.update(f"{name} {version(name)}".encode())
    return found.digest()


async def edition_of(connection: Driver) -> int:
    """Stand for all that a file is read with beside itself: the code, the code lists, and the registered actors."""
    row = await connection.fetchrow(LISTS)
    said = _code() + "\0".join(map(str, row.values() if row else ())).encode()
    return int.from_bytes(blake2b(said, digest_size=4).digest(), "big") >> 1 or 1


async def sign(connection: Driver, job: Claimed, edition: int) -> None:
    """Remember what it was read with, and what is held of its reporting organisations, by count and versions."""
    await connection.execute(SIGN, job.id, edition)


async def repeated(connection: Driver, job: Claimed) -> Mapping[str, int] | None:
    """Give the counts of a file of which all is the same, with its findings as before; None where it has to be read."""
    before = await connection.fetchrow(BEFORE, job.id, await edition_of(connection))
    if before is None:
        return None
    await connection.execute(FINDINGS, before["id"], job.id)
    counts = orjson.loads(before["counts"])
    unchanged = {
        "unchanged": sum(counts.get(name, 0) for name in ("new", "changed", "unchanged")),
        "flows_unchanged": sum(counts.get(name, 0) for name in ("flows_new", "flows_corrected", "flows_unchanged")),
    }
    return {**{name: counts[name] for name in OF_FILE if name in counts}, **unchanged}
