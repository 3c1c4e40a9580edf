"""Flows as rows of their table: written as lines of COPY, because encoding value by value costs more than all else."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from services.measurement.rules.records import Flow, Recipients
from services.measurement.rules.settling import Settled
from shared.db import Driver

COLUMNS = (
    "id",
    "activity",
    "reporter",
    "ref",
    "kind",
    "day",
    "provider",
    "provider_ref",
    "provider_name",
    "receiver_ref",
    "receiver_name",
    "recipients",
    "weights",
    "parts_usd",
    "amount",
    "currency",
    "value_date",
    "usd",
    "rate",
    "rate_source",
    "rate_date",
    "channel",
    "modality",
    "flow_type",
    "finance_type",
    "cooperation",
    "digest",
    "corrects",
    "import_id",
    "created_at",
)
NULL = r"\N"

HELD = """
SELECT id, activity, reporter, ref, kind, day, provider, recipients, parts_usd, cooperation, modality, digest
FROM flows WHERE activity = ANY($1) AND corrected_by IS NULL ORDER BY id
"""
CORRECT = "UPDATE flows SET corrected_by = c.by FROM unnest($1::uuid[], $2::uuid[]) c(id, by) WHERE flows.id = c.id"

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


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


class Place(NamedTuple):
    """Where a new row stands: its id, its activity with the reporting organisation, and what it corrects."""

    id: str
    activity: str
    reporter: str
    corrects: UUID | None


@lru_cache(maxsize=10_000)
def escaped(text: str) -> str:
    """Write a text as a field of COPY's text format."""
    return text.translate(_ESCAPES)


@lru_cache(maxsize=1_000)
def _arrays(recipients: Recipients) -> str:
    quoted = (code.replace("\\", r"\\").replace('"', r"\"") for code, _ in recipients)
    codes = ",".join(f'"{code}"' for code in quoted)
    return f"{escaped(f'{{{codes}}}')}\t{{{','.join(str(weight) for _, weight in recipients)}}}"


def flow_line(place: Place, flow: Flow, settled: Settled, tail: str) -> str:
    """Make the line of a flow; `tail` is what all lines of an import end in: its id and the moment."""
    provider, receiver = flow.provider, flow.receiver
    fields = (
        place.id,
        place.activity,
        escaped(place.reporter),
        escaped(flow.ref),
        flow.kind,
        str(flow.day),
        escaped(settled.provider.code),
        escaped(provider.ref),
        escaped(provider.name),
        escaped(receiver.ref),
        escaped(receiver.name),
        _arrays(flow.recipients),
        _converted(flow, settled),
        escaped(flow.channel),
        escaped(flow.aid_type),
        escaped(flow.flow_type),
        escaped(flow.finance_type),
        settled.cooperation or NULL,
        rf"\\x{flow.digest.hex()}",
        str(place.corrects) if place.corrects else NULL,
        tail,
    )
    return "\t".join(fields)


def _converted(flow: Flow, settled: Settled) -> str:
    """Write the fields from `parts_usd` to `rate_date`."""
    value = f"{flow.amount}\t{flow.currency}\t{flow.value_date}"
    rate, parts = settled.rate, settled.parts
    if rate is None or parts is None:
        return f"{NULL}\t{value}\t{NULL}\t{NULL}\t{NULL}\t{NULL}"
    given = str(parts[0]) if len(parts) == 1 else ",".join(map(str, parts))
    return f"{{{given}}}\t{value}\t{settled.usd}\t{rate.units}\t{escaped(rate.source)}\t{rate.date}"


async def held_flows(connection: Driver, activities: Sequence[UUID]) -> dict[UUID, list[HeldFlow]]:
    """Give the current flows of activities."""
    found: dict[UUID, list[HeldFlow]] = {activity: [] for activity in activities}
    if activities:
        for row in await connection.fetch(HELD, activities):
            found[row["activity"]].append(HeldFlow(*row))
    return found


async def write_flows(connection: Driver, lines: Sequence[str], corrections: Sequence[tuple[UUID, str]]) -> None:
    """Add rows, and mark those that they correct."""
    if lines:
        text = io.BytesIO("\n".join(lines).encode() + b"\n")
        await connection.copy_to_table("flows", columns=COLUMNS, source=text)
    if corrections:
        await connection.execute(CORRECT, *zip(*corrections, strict=True))
