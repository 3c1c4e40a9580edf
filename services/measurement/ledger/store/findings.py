"""What was found in the last reports of activities, kept with them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from services.measurement.copy_rows import copy, escaped
from services.measurement.ledger.store.event_rows import STATE, EventRowBuilder, activity_rows
from services.measurement.reading.findings import Finding, Severity, identity_of, rules_of
from services.measurement.reading.records import Activity
from shared.db import Driver
from shared.outbox import append_many
from shared.unit_of_work import UnitOfWork

COLUMNS = ("activity", "flow", "number", "rule", "line", "path", "message", "rejects", "import_id")

FORGET = "DELETE FROM activity_findings WHERE activity = ANY($1)"
REFRESH = """
UPDATE activities a SET findings_digest = n.digest, flows_rejected = n.rejected, updated_at = $4,
    version = a.version + 1
FROM unnest($1::uuid[], $2::bytea[], $3::int[]) n(id, digest, rejected) WHERE a.id = n.id
RETURNING {STATE}
""".replace("{STATE}", STATE)
RECOUNT = """
INSERT INTO reporter_findings AS held (reporter, with_errors, with_warnings, flows_rejected)
SELECT r.reporter, count(*) FILTER (WHERE f.errors), count(*) FILTER (WHERE f.warnings),
    coalesce(sum(a.flows_rejected), 0)
FROM unnest($1::text[]) r(reporter)
LEFT JOIN activities a ON a.reporter = r.reporter AND a.withdrawn_at IS NULL AND a.findings_digest <> ''
LEFT JOIN LATERAL (
    SELECT bool_or(rule = ANY($2)) AS errors, bool_or(rule = ANY($3)) AS warnings
    FROM activity_findings WHERE activity = a.id
) f ON true
GROUP BY r.reporter
ON CONFLICT (reporter) DO UPDATE SET with_errors = excluded.with_errors,
    with_warnings = excluded.with_warnings, flows_rejected = excluded.flows_rejected
"""


class Refreshed(NamedTuple):
    """An activity whose content is as before, and in which something else was found."""

    id: UUID
    activity: Activity


def finding_lines(activity_id: str, findings: Sequence[Finding], import_id: UUID) -> list[str]:
    """Write the findings of an activity as rows of their table."""
    return [_line(activity_id, number, one, import_id) for number, one in enumerate(findings)]


def _line(activity_id: str, number: int, one: Finding, import_id: UUID) -> str:
    texts = "\t".join((str(one.line), escaped(one.path), escaped(one.detail), one.rejects, str(import_id)))
    return f"{activity_id}\t\\\\x{one.flow.hex()}\t{number}\t{one.rule}\t{texts}"


async def write_findings(connection: Driver, lines: Sequence[str], replaced: Collection[UUID]) -> None:
    """Add the findings of activities, in the place of those of their earlier reports."""
    if replaced:
        await connection.execute(FORGET, list(replaced))
    await copy(connection, "activity_findings", COLUMNS, lines)


async def refresh_findings(
    uow: UnitOfWork, connection: Driver, events: EventRowBuilder, refreshed: Sequence[Refreshed], import_id: UUID
) -> None:
    """Put other findings to activities whose content is as before, and tell of each."""
    if not refreshed:
        return
    ids = [one.id for one in refreshed]
    digests = [identity_of(one.activity.findings) for one in refreshed]
    rejected = [one.activity.flows_rejected for one in refreshed]
    rows = await connection.fetch(REFRESH, ids, digests, rejected, uow.now)
    lines = [line for one in refreshed for line in finding_lines(str(one.id), one.activity.findings, import_id)]
    await write_findings(connection, lines, ids)
    await append_many(connection, activity_rows(events, rows))


async def recount_findings(connection: Driver, reporters: Iterable[str]) -> None:
    """Count again what was found in the last reports of reporting organisations; the caller holds their lock."""
    wanted: list[Any] = sorted(set(reporters))
    if wanted:
        await connection.execute(RECOUNT, wanted, rules_of([Severity.ERROR]), rules_of([Severity.WARNING]))
