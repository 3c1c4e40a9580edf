"""Takes flows back, set by set: rows stay, totals and pairs let go of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.measurement.commands.flow_rows import HeldFlow
from services.measurement.commands.telling import REGIONS, Teller
from services.measurement.commands.totals import Ledger
from services.measurement.events import FlowWithdrawn
from shared.db import Driver
from shared.outbox import append_many
from shared.unit_of_work import UnitOfWork

SECOND = 2
"""The sequence of the last event of a flow: the first told that it was recorded."""

WITHDRAW = """
UPDATE flows f SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_because = $4
FROM activities a WHERE f.id = ANY($1) AND f.corrected_by IS NULL AND f.withdrawn_at IS NULL AND a.id = f.activity
RETURNING f.id, f.activity, f.reporter, f.ref, f.kind, f.day, f.provider, f.recipients, f.parts_usd, f.cooperation,
    f.modality, f.digest, f.amount IS NOT NULL AS counted,
    f.amount, f.currency, f.value_date, f.usd, a.identifier
"""
LINES = """
SELECT flow, kind AS type, quantity, unit, modality FROM flow_lines WHERE flow = ANY($1) ORDER BY flow, number
"""


async def withdraw_flows(
    uow: UnitOfWork, connection: Driver, ledger: Ledger, flows: Sequence[UUID], reason: str
) -> int:
    """Take back those of the flows that are current, and tell of each; say how many.

    The caller holds their reporters' lock, and lets the ledger be written and told.
    """
    rows = await connection.fetch(WITHDRAW, flows, uow.now, uow.principal.id, reason)
    if not rows:
        return 0
    regions = {row[0]: row[1] for row in await connection.fetch(REGIONS, uow.now.date())}
    teller = Teller("measurement", uow.now, regions)
    lines = await _lines(connection, [row["id"] for row in rows])
    events = []
    for row in rows:
        ledger.take_out(HeldFlow(**{name: row[name] for name in HeldFlow._fields}))
        state = _state(row) | {"lines": lines.get(row["id"], [])}
        events.append(teller.row(FlowWithdrawn, state, SECOND, row["recipients"]))
    await append_many(connection, events)
    return len(rows)


async def _lines(connection: Driver, flows: Sequence[UUID]) -> dict[UUID, list[dict[str, str]]]:
    found: dict[UUID, list[dict[str, str]]] = {}
    for row in await connection.fetch(LINES, flows):
        line = {name: str(row[name]) for name in ("type", "quantity", "unit", "modality")}
        found.setdefault(row["flow"], []).append(line)
    return found


def _state(row: Any) -> dict[str, Any]:
    as_text = {name: str(row[name]) for name in ("id", "activity", "day", "currency", "value_date")}
    as_number = {name: None if row[name] is None else str(row[name]) for name in ("amount", "usd")}
    as_it_is = ("identifier", "reporter", "kind", "provider", "recipients", "cooperation", "modality")
    return as_text | as_number | {name: row[name] for name in as_it_is}
