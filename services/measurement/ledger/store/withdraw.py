"""Takes activities and flows back, set by set: rows stay, totals and pairs let go of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.measurement.events import FlowWithdrawn
from services.measurement.facts.registry.rules import Days
from services.measurement.ledger.store.event_rows import STATE, activity_events, open_teller
from services.measurement.ledger.store.flows import HeldFlow, filled
from services.measurement.ledger.store.indicators import IndicatorSheet
from services.measurement.ledger.store.totals import Ledger
from services.measurement.ledger.store.unpaired import put_up
from shared.db import Driver
from shared.decimals import digits
from shared.outbox import append_many
from shared.unit_of_work import UnitOfWork

AT_ONCE = 1000
"""So many activities are withdrawn together."""

SECOND = 2
"""The sequence of the last event of a flow: the first told that it was recorded."""

WITHDRAW = filled("""
UPDATE flows f SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_because = $4,
    version = f.version + 1, updated_at = $2
FROM activities a WHERE f.id = ANY($1) AND f.corrected_by IS NULL AND f.withdrawn_at IS NULL AND a.id = f.activity
RETURNING {FIELDS}, f.amount IS NOT NULL AND f.repeats IS NULL AS counted,
    f.amount, f.currency, f.value_date, f.usd, a.identifier, a.reporter_name,
    (SELECT min(e.external_id) FROM external_flows e WHERE e.flow = f.id) AS external_id
""")
# Without a digest, whatever a file says of an activity later is a change: it lives again.
VANISH = """
UPDATE activities a SET withdrawn_at = $2, withdrawn_by = $3, updated_at = $2, version = version + 1, digest = ''
WHERE id = ANY($1)
RETURNING {STATE}
""".replace("{STATE}", STATE)
FLOWS = "SELECT id FROM flows WHERE activity = ANY($1) AND corrected_by IS NULL AND withdrawn_at IS NULL"
INDICATORS = "SELECT id FROM indicators WHERE activity = ANY($1) AND source = 'import' AND status = 'active'"

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
    teller = await open_teller(connection, uow.now)
    lines = await _lines(connection, [row["id"] for row in rows])
    events = []
    for row in rows:
        ledger.take_out(HeldFlow(**{name: row[name] for name in HeldFlow._fields}))
        state = _state(row) | {"lines": lines.get(row["id"], [])}
        events.append(teller.row(FlowWithdrawn, state, SECOND, row["recipients"], Days(row["day"], row["day"])))
    await append_many(connection, events)
    await put_up(connection, {row["activity"] for row in rows})
    return len(rows)


async def withdraw_activities(
    uow: UnitOfWork, connection: Driver, ledger: Ledger, activities: Sequence[UUID], reason: str
) -> int:
    """Take back activities that files hold no longer, and tell of each; say how many flows went with them.

    The caller holds their reporters' lock, and lets the ledger be written and told.
    """
    teller = await open_teller(connection, uow.now)
    rows = await connection.fetch(VANISH, activities, uow.now, uow.principal.id)
    await append_many(connection, activity_events(teller, rows))
    return await withdraw_contents(uow, connection, ledger, activities, reason)


async def withdraw_contents(
    uow: UnitOfWork, connection: Driver, ledger: Ledger, activities: Sequence[UUID], reason: str
) -> int:
    """Take back the flows and imported indicators of activities, and tell of each; say how many flows that were."""
    sheet = IndicatorSheet(await open_teller(connection, uow.now), uow.now, Counter())
    sheet.vanished = [row[0] for row in await connection.fetch(INDICATORS, activities)]
    await append_many(connection, await sheet.write(connection))
    flows = [row[0] for row in await connection.fetch(FLOWS, activities)]
    return await withdraw_flows(uow, connection, ledger, flows, reason)


async def _lines(connection: Driver, flows: Sequence[UUID]) -> dict[UUID, list[dict[str, str]]]:
    found: dict[UUID, list[dict[str, str]]] = {}
    for row in await connection.fetch(LINES, flows):
        line = {"quantity": digits(row["quantity"]), **{name: row[name] for name in ("type", "unit", "modality")}}
        found.setdefault(row["flow"], []).append(line)
    return found


def _state(row: Any) -> dict[str, Any]:
    as_text = {name: str(row[name]) for name in ("id", "activity", "day", "currency", "value_date")}
    as_number = {name: None if row[name] is None else digits(row[name]) for name in ("amount", "usd")}
    as_it_is = (
        "identifier",
        "external_id",
        "reporter",
        "reporter_name",
        "kind",
        "provider",
        "recipients",
        "cooperation",
        "modality",
    )
    return as_text | as_number | {name: row[name] for name in as_it_is}
