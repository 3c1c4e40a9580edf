"""Tells of a file that was imported before, and of which nothing has changed since, without reading it again."""

from collections.abc import Mapping

import orjson

from services.measurement.commands.imports.queue import Claimed
from shared.db import Driver

RULES_EDITION = 2
"""Counted up whenever files are read or checked otherwise than before: then nothing is taken for read."""

OF_FILE = ("activities", "aside", "vanished", "flows", "flows_aside", "critical", "error", "warning")
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
AND 'keep' = ALL (ARRAY[j.vanished, e.vanished]) AND e.may_report IS NOT DISTINCT FROM j.may_report
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


async def sign(connection: Driver, job: Claimed) -> None:
    """Remember what is held of the file's reporting organisations after the import, by count and versions."""
    await connection.execute(SIGN, job.id, RULES_EDITION)


async def repeated(connection: Driver, job: Claimed) -> Mapping[str, int] | None:
    """Give the counts of a file of which all is the same, with its findings as before; None where it has to be read."""
    before = await connection.fetchrow(BEFORE, job.id, RULES_EDITION)
    if before is None:
        return None
    await connection.execute(FINDINGS, before["id"], job.id)
    counts = orjson.loads(before["counts"])
    same = {
        "same": sum(counts.get(name, 0) for name in ("new", "changed", "same")),
        "flows_same": sum(counts.get(name, 0) for name in ("flows_new", "flows_corrected", "flows_same")),
    }
    return {**{name: counts[name] for name in OF_FILE if name in counts}, **same}
