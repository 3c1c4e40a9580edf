"""Takes activities and flows back, set by set: rows stay, totals and pairs let go of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

import orjson

from services.measurement.events import ActivityFlowsWithdrawn
from services.measurement.ledger.store.event_rows import STATE, EventRowBuilder, FlowEventRows, activity_rows
from services.measurement.ledger.store.flows import StoredFlow, filled
from services.measurement.ledger.store.indicators import IndicatorSheet
from services.measurement.ledger.store.totals import TotalsWriter
from services.measurement.ledger.store.unpaired import enqueue_unpaired
from shared.db import Driver
from shared.decimals import digits
from shared.outbox import append_many
from shared.unit_of_work import UnitOfWork

AT_ONCE = 1000
"""So many activities are withdrawn together."""

WITHDRAW = filled("""
UPDATE flows f SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_because = $4,
    version = f.version + 1, updated_at = $2
FROM activities a WHERE f.id = ANY($1) AND f.corrected_by IS NULL AND f.withdrawn_at IS NULL AND a.id = f.activity
RETURNING {FIELDS}, f.amount IS NOT NULL AND f.repeats IS NULL AS counted,
    f.amount, f.currency, f.value_date, f.usd, a.identifier, a.reporter_name, a.version AS activity_version,
    (SELECT min(e.external_id) FROM external_flows e WHERE e.flow = f.id) AS external_id
""")
# Without a digest, whatever a file says of an activity later is a change: it lives again.
WITHDRAW_ACTIVITIES = """
UPDATE activities a SET withdrawn_at = $2, withdrawn_by = $3, updated_at = $2, version = version + 1, digest = ''
WHERE id = ANY($1)
RETURNING {STATE}
""".replace("{STATE}", STATE)
FLOWS = "SELECT id FROM flows WHERE activity = ANY($1) AND corrected_by IS NULL AND withdrawn_at IS NULL"
INDICATORS = "SELECT id FROM indicators WHERE activity = ANY($1) AND source = 'import' AND status = 'active'"

LINES = """
SELECT flow, kind AS type, quantity, unit, tossd_modality FROM flow_lines WHERE flow = ANY($1) ORDER BY flow, number
"""


class Withdrawal:
    """What one transaction takes back, and the events that tell of it.

    The caller holds the lock of the activities' reporters, and lets the ledger be written and told.
    """

    def __init__(self, uow: UnitOfWork, connection: Driver, ledger: TotalsWriter, events: EventRowBuilder) -> None:
        self._uow = uow
        self._connection = connection
        self._ledger = ledger
        self._events = events

    async def withdraw_flows(self, flows: Sequence[UUID], reason: str) -> int:
        """Take back those of the flows that are current; say how many."""
        by, now = self._uow.principal.id, self._uow.now
        rows = await self._connection.fetch(WITHDRAW, flows, now, by, reason)
        if not rows:
            return 0
        lines = await _lines(self._connection, [row["id"] for row in rows])
        of_activities: dict[UUID, tuple[FlowEventRows, int]] = {}
        for row in sorted(rows, key=itemgetter("activity", "id")):
            self._ledger.take_out(StoredFlow(**{name: row[name] for name in StoredFlow._fields}))
            activity = row["activity"]
            if activity not in of_activities:
                state = {
                    "id": str(activity),
                    **{name: row[name] for name in ("identifier", "reporter", "reporter_name")},
                }
                of_activities[activity] = FlowEventRows(self._events, state), row["activity_version"]
            told = of_activities[activity][0].together(ActivityFlowsWithdrawn, tuple(row["recipients"]), row["day"])
            told.append(orjson.dumps(_state(row, lines.get(row["id"], []))))
        events = [one for told, version in of_activities.values() for one in told.take_rows(version)]
        await append_many(self._connection, events)
        await enqueue_unpaired(self._connection, of_activities)
        return len(rows)

    async def withdraw_activities(self, activities: Sequence[UUID], reason: str) -> int:
        """Take back activities that files hold no longer; say how many flows went with them."""
        rows = await self._connection.fetch(WITHDRAW_ACTIVITIES, activities, self._uow.now, self._uow.principal.id)
        await append_many(self._connection, activity_rows(self._events, rows))
        return await self.withdraw_contents(activities, reason)

    async def withdraw_contents(self, activities: Sequence[UUID], reason: str) -> int:
        """Take back the flows and imported indicators of activities; say how many flows that were."""
        sheet = IndicatorSheet(self._events, self._uow.now, Counter())
        sheet.missing = [row[0] for row in await self._connection.fetch(INDICATORS, activities)]
        await append_many(self._connection, await sheet.write(self._connection))
        flows = [row[0] for row in await self._connection.fetch(FLOWS, activities)]
        return await self.withdraw_flows(flows, reason)


async def _lines(connection: Driver, flows: Sequence[UUID]) -> dict[UUID, list[dict[str, str]]]:
    found: dict[UUID, list[dict[str, str]]] = {}
    for row in await connection.fetch(LINES, flows):
        line = {"quantity": digits(row["quantity"]), **{name: row[name] for name in ("type", "unit", "tossd_modality")}}
        found.setdefault(row["flow"], []).append(line)
    return found


def _state(row: Any, lines: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    as_it_is = {name: row[name] for name in ("transaction_type", "provider", "currency", "cooperation", "aid_type")}
    as_number = {name: None if row[name] is None else digits(row[name]) for name in ("amount", "usd")}
    value_date = None if row["value_date"] == row["day"] else row["value_date"]
    may_be_absent = {"value_date": value_date, "external_id": row["external_id"], "lines": lines}
    present = {name: value for name, value in may_be_absent.items() if value}
    return {"id": str(row["id"]), "day": row["day"], **as_number, **as_it_is, **present}
