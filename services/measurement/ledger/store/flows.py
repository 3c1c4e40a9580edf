"""Flows as rows of their table."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services.measurement.copy_rows import NULL, all_escaped, copy, numbers, texts
from services.measurement.ledger import models
from services.measurement.ledger.rules.attribution import Settled, Sides
from services.measurement.ledger.rules.reconcile import COMING_BACK
from services.measurement.reading.records import Flow, TransactionTerms
from shared.db import Driver
from shared.decimals import digits

COLUMNS = (
    *("id", "day", "amount", "value_date", "ref", "description", "digest", "corrects"),
    *("parts_usd", "usd", "rate", "rate_source", "rate_date"),
    *("activity", "reporter", "transaction_type", "currency", "provider", "provider_ref", "provider_name"),
    *("receiver_ref", "receiver_name", "recipients", "weights", "channel", "aid_type", "flow_type", "finance_type"),
    *("sectors", "cooperation", "import_id", "version", "created_at", "updated_at"),
)
UNCONVERTED = "\t".join([NULL] * 5)
"""The fields from `parts_usd` to `rate_date` where there is no rate."""


# Versions are counted on, so that what was read of a flow is never taken for what has taken its place by its name.
CORRECT = """
WITH corrected AS (
    UPDATE flows SET corrected_by = c.by, version = version + 1, updated_at = $3
    FROM unnest($1::uuid[], $2::uuid[]) c(id, by) WHERE flows.id = c.id RETURNING flows.id, c.by, version
), kept AS (
    INSERT INTO former_external_flows (flow, external_id)
    SELECT e.flow, min(e.external_id) FROM external_flows e JOIN corrected ON corrected.id = e.flow GROUP BY e.flow
), named AS (
    UPDATE external_flows SET flow = corrected.by FROM corrected WHERE external_flows.flow = corrected.id
)
UPDATE flows SET version = corrected.version FROM corrected WHERE flows.id = corrected.by
"""


NAMES = "SELECT flow, min(external_id) FROM external_flows WHERE flow = ANY($1) GROUP BY flow"


class StoredFlow(NamedTuple):
    """A flow that nothing corrects, as far as it is compared and taken out of totals; `counted` says they hold it."""

    id: UUID
    activity: UUID
    reporter: str
    ref: str
    transaction_type: str
    day: date
    provider: str
    recipients: list[str]
    parts_usd: list[Decimal] | None
    cooperation: str | None
    aid_type: str
    digest: bytes
    counted: bool


FIELDS = ", ".join(f"f.{name}" for name in StoredFlow._fields if name != "counted")
COUNTED = """
f.amount IS NOT NULL AND f.corrected_by IS NULL AND f.withdrawn_at IS NULL AND f.repeats IS NULL AND NOT EXISTS (
    SELECT FROM confirmations c WHERE c.recipient_flow = f.id AND c.left_out
)
"""
"""Whether totals hold a flow `f`, where no pair of it is dissolved after."""


def filled(statement: str) -> str:
    """Put FIELDS and COUNTED into a statement about flows `f`, in the place of their names in braces."""
    return statement.replace("{FIELDS}", FIELDS).replace("{COUNTED}", COUNTED)


# What was withdrawn because it was missing, or with its activity, is new when it is there again.
HELD = filled("""
SELECT {FIELDS}, amount IS NOT NULL AND withdrawn_at IS NULL AND repeats IS NULL AS counted
FROM flows f WHERE activity = ANY($1) AND corrected_by IS NULL AND (withdrawn_because = ANY($2)) IS NOT TRUE
ORDER BY id
""")


def held_of(row: models.Flow) -> StoredFlow:
    """Give a flow that nothing corrects."""
    fields = {name: getattr(row, name) for name in StoredFlow._fields if name != "counted"}
    return StoredFlow(**fields, counted=row.amount is not None and row.withdrawn_at is None and row.repeats is None)


class Written(NamedTuple):
    """What is a flow's own, as fields; none of it has anything to escape."""

    id: str
    day: str
    amount: str
    value_date: str


def terms_fields(terms: TransactionTerms, sides: Sides) -> list[str]:
    """Write the fields from `currency` to `cooperation`."""
    organisations = (terms.provider.ref, terms.provider.name, terms.receiver.ref, terms.receiver.name)
    return [
        terms.currency,
        *all_escaped((sides.provider.code, *organisations)),
        texts(code for code, _ in terms.recipients),
        numbers(weight for _, weight in terms.recipients),
        *all_escaped((terms.channel, terms.aid_type, terms.flow_type, terms.finance_type)),
        texts(terms.sectors),
        sides.cooperation or NULL,
    ]


def usd_fields(settled: Settled, usd: str) -> str:
    """Write `parts_usd` and `usd`; the whole is given as text."""
    return f"{{{usd}}}\t{usd}" if len(settled.parts) == 1 else f"{numbers(settled.parts)}\t{usd}"


def written(flow_id: str, flow: Flow) -> Written:
    """Write what is a flow's own."""
    day = flow.day.isoformat()
    value_date = day if flow.value_date == flow.day else flow.value_date.isoformat()
    return Written(flow_id, day, NULL if flow.amount is None else digits(flow.amount), value_date)


def own_fields(own: Written, flow: Flow, corrects: UUID | None) -> str:
    """Write the fields from `id` to `corrects`."""
    texts_of_publisher = "\t".join(all_escaped((flow.ref, flow.description)))
    said = f"{own.id}\t{own.day}\t{own.amount}\t{own.value_date}\t{texts_of_publisher}"
    return f"{said}\t\\\\x{flow.digest.hex()}\t{corrects or NULL}"


def tail(import_id: UUID | None, now: datetime) -> str:
    """Write the fields from `import_id` to `updated_at`, which all new flows of one transaction have in common."""
    return f"{import_id or NULL}\t1\t{now.isoformat()}\t{now.isoformat()}"


async def stored_flows(connection: Driver, activities: Sequence[UUID]) -> dict[UUID, list[StoredFlow]]:
    """Give the current flows of activities."""
    found: dict[UUID, list[StoredFlow]] = {activity: [] for activity in activities}
    if activities:
        for row in await connection.fetch(HELD, activities, COMING_BACK):
            found[row["activity"]].append(StoredFlow(*row))
    return found


async def external_ids_of(connection: Driver, flows: Collection[UUID]) -> dict[UUID, str]:
    """Give the names by which foreign systems know flows."""
    return {row[0]: row[1] for row in await connection.fetch(NAMES, flows)} if flows else {}


async def write_flows(
    connection: Driver, lines: Sequence[str], corrections: Sequence[tuple[UUID, str]], now: datetime
) -> None:
    """Add rows, and mark those that they correct."""
    await copy(connection, "flows", COLUMNS, lines)
    if corrections:
        await connection.execute(CORRECT, *zip(*corrections, strict=True), now)
