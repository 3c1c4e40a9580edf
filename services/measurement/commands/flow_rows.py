"""Rows of flows, and the events that tell of them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services.measurement.events import FlowCorrected, FlowRecorded
from services.measurement.rules.records import Activity, Flow
from services.measurement.rules.settling import Settled
from shared.db import Driver

HELD = """
SELECT id, activity, reporter, ref, kind, day, provider, recipients, parts_usd, cooperation, modality, digest
FROM flows WHERE activity = ANY($1) AND corrected_by IS NULL ORDER BY id
"""


class HeldFlow(NamedTuple):
    """A flow that is held and current, as far as it is compared and taken out of totals."""

    id: UUID
    activity: UUID
    reporter: str
    ref: str
    kind: str
    day: date
    provider: str
    recipients: list[str]
    parts_usd: list[Decimal] | None
    cooperation: str | None
    modality: str
    digest: bytes


class FlowRow(NamedTuple):
    """A new row of the table; the fields are its columns."""

    id: UUID
    activity: UUID
    reporter: str
    ref: str
    kind: str
    day: date
    provider: str
    provider_ref: str
    provider_name: str
    receiver_ref: str
    receiver_name: str
    recipients: list[str]
    weights: list[Decimal]
    parts_usd: list[Decimal] | None
    amount: Decimal
    currency: str
    value_date: date
    usd: Decimal | None
    rate: Decimal | None
    rate_source: str | None
    rate_date: date | None
    channel: str
    modality: str
    flow_type: str
    finance_type: str
    cooperation: str | None
    digest: bytes
    import_id: UUID
    corrects: UUID | None
    created_at: datetime


def flow_row(
    flow: Flow,
    settled: Settled,
    activity: Activity,
    *,
    flow_id: UUID,
    activity_id: UUID,
    import_id: UUID,
    corrects: UUID | None,
    now: datetime,
) -> FlowRow:
    """Make the row of a flow."""
    rate = settled.rate
    return FlowRow(
        flow_id,
        activity_id,
        activity.reporter.ref,
        flow.ref,
        flow.kind,
        flow.day,
        settled.provider.code,
        flow.provider.ref,
        flow.provider.name,
        flow.receiver.ref,
        flow.receiver.name,
        [code for code, _ in flow.recipients],
        [weight for _, weight in flow.recipients],
        settled.parts,
        flow.amount,
        flow.currency,
        flow.value_date,
        settled.usd,
        rate.units if rate else None,
        rate.source if rate else None,
        rate.date if rate else None,
        flow.channel,
        flow.aid_type,
        flow.flow_type,
        flow.finance_type,
        settled.cooperation,
        flow.digest,
        import_id,
        corrects,
        now,
    )


def flow_event(row: FlowRow, identifier: str) -> FlowRecorded | FlowCorrected:
    """Make the event that tells of a new row."""
    state = {
        "id": row.id,
        "activity": row.activity,
        "identifier": identifier,
        "reporter": row.reporter,
        "kind": row.kind,
        "day": row.day,
        "provider": row.provider,
        "recipients": row.recipients,
        "amount": row.amount,
        "currency": row.currency,
        "value_date": row.value_date,
        "usd": row.usd,
        "cooperation": row.cooperation,
        "modality": row.modality,
    }
    return FlowCorrected(**state, corrects=row.corrects) if row.corrects else FlowRecorded(**state)


async def held_flows(connection: Driver, activities: Sequence[UUID]) -> dict[UUID, list[HeldFlow]]:
    """Give the current flows of activities."""
    found: dict[UUID, list[HeldFlow]] = {activity: [] for activity in activities}
    if activities:
        for row in await connection.fetch(HELD, activities):
            found[row["activity"]].append(HeldFlow(*row))
    return found


async def write_flows(connection: Driver, rows: Sequence[FlowRow]) -> None:
    """Add rows, and mark those that they correct."""
    if not rows:
        return
    await connection.copy_records_to_table("flows", columns=FlowRow._fields, records=rows)
    corrections = [(row.corrects, row.id) for row in rows if row.corrects]
    if corrections:
        await connection.execute(
            "UPDATE flows SET corrected_by = c.by FROM unnest($1::uuid[], $2::uuid[]) c(id, by) WHERE flows.id = c.id",
            *zip(*corrections, strict=True),
        )
