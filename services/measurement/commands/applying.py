"""Applies what an import has found right: batch by batch, in one transaction, never a round trip per row."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from uuid_utils import uuid7

from services.measurement.commands.activity_rows import (
    Known,
    Name,
    activity_event,
    activity_row,
    known_activities,
    name_of,
    write_activities,
)
from services.measurement.commands.flow_rows import HeldFlow, Place, flow_line, held_flows, write_flows
from services.measurement.commands.rates import RateBook
from services.measurement.commands.telling import REGIONS, Teller
from services.measurement.commands.totals import Ledger
from services.measurement.rules.findings import Finding
from services.measurement.rules.flows import reconcile
from services.measurement.rules.parties import Party
from services.measurement.rules.records import Activity, Flow
from services.measurement.rules.settling import Settling
from shared.db import Driver
from shared.outbox import Row, append_many
from shared.unit_of_work import UnitOfWork

BREATH = 5
"""After so many activities the connection gets its turn."""

SEEN = """
INSERT INTO seen SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING RETURNING reporter, identifier
"""
VANISHED = """
SELECT count(*) FROM activities a WHERE reporter IN (SELECT DISTINCT reporter FROM seen)
AND NOT EXISTS (SELECT FROM seen s WHERE s.reporter = a.reporter AND s.identifier = a.identifier)
"""


@dataclass(slots=True)
class Batch:
    """What one batch writes."""

    known: Mapping[str, Party]
    activities: list[dict[str, Any]] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    corrections: list[tuple[UUID, str]] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)


class Home(NamedTuple):
    """What flows of one activity have in common while they are recorded."""

    id: str
    activity: Activity
    settling: Settling


class Terms(NamedTuple):
    """On whose behalf activities are taken: `may_report` names the organisations, all where it is None."""

    import_id: UUID
    may_report: frozenset[str] | None
    check_only: bool


class Applying:
    """One import on its way into the tables; `counts` says how far it is."""

    def __init__(self, uow: UnitOfWork, connection: Driver, terms: Terms) -> None:
        self.counts: Counter[str] = Counter()
        self._uow = uow
        self._connection = connection
        self._terms = terms
        self._rates = RateBook(connection)
        self._ledger = Ledger()
        self._made: Batch | None = None
        self._teller = Teller("measurement", uow.now, {})
        self._tail = f"{terms.import_id}\t{uow.now.isoformat()}"

    async def begin(self) -> None:
        """Get ready."""
        # A plan that was made for an empty table and kept would read all of it once it is large.
        await self._connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        await self._connection.execute(
            "CREATE TEMP TABLE seen (reporter text, identifier text, PRIMARY KEY (reporter, identifier)) ON COMMIT DROP"
        )
        rows = await self._connection.fetch(REGIONS, self._uow.now.date())
        self._teller = Teller("measurement", self._uow.now, {row[0]: row[1] for row in rows})

    async def take(self, activities: Sequence[Activity]) -> list[Finding]:
        """Apply a batch; give what was found wrong with activities that it keeps aside."""
        mine, findings = self._of_principal(activities)
        mine, repeated = await self._once(mine)
        held = await known_activities(self._connection, [name_of(activity) for activity in mine])
        changed = [activity for activity in mine if _is_changed(activity, held)]
        self.counts["same"] += len(mine) - len(changed)
        self.counts["flows_same"] += sum(len(activity.flows) for activity in mine)
        self.counts["flows_same"] -= sum(len(activity.flows) for activity in changed)
        await self._apply(changed, held)
        self.counts["aside"] += len(findings) + len(repeated)
        return findings + repeated

    async def finish(self) -> None:
        """Write the last batch and the totals, and tell of them; count what the file no longer holds."""
        await self._write()
        self.counts["vanished"] += await self._connection.fetchval(VANISHED)
        if not self._terms.check_only:
            await self._ledger.write(self._connection)
            await self._ledger.tell(self._uow, self._connection)

    def _of_principal(self, activities: Sequence[Activity]) -> tuple[list[Activity], list[Finding]]:
        allowed = self._terms.may_report
        if allowed is None:
            return list(activities), []
        mine = [activity for activity in activities if activity.reporter.ref in allowed]
        others = [activity for activity in activities if activity.reporter.ref not in allowed]
        return mine, [_finding("harambee-not-yours", one, f"It is {one.reporter.ref}") for one in others]

    async def _once(self, activities: Sequence[Activity]) -> tuple[list[Activity], list[Finding]]:
        names = [name_of(activity) for activity in activities]
        rows = await self._connection.fetch(SEEN, [name[0] for name in names], [name[1] for name in names])
        new = {(row[0], row[1]) for row in rows}
        first: list[Activity] = []
        again: list[Activity] = []
        for activity in activities:
            name = name_of(activity)
            (first if name in new else again).append(activity)
            new.discard(name)
        return first, [_finding("harambee-duplicate", one, "It has occurred before") for one in again]

    async def _apply(self, activities: Sequence[Activity], held: Mapping[Name, Known]) -> None:
        """Make the rows of a batch while the database takes in those of the batch before."""
        if not activities:
            return
        await self._rates.open({flow.currency for activity in activities for flow in activity.flows})
        batch = Batch(await self._parties(activities))
        flows = await held_flows(self._connection, [known.id for known in held.values()])
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write())
            for place, activity in enumerate(activities):
                known = held.get(name_of(activity))
                self._apply_activity(batch, activity, known, flows[known.id] if known else [])
                if place % BREATH == 0:
                    await asyncio.sleep(0)
        self._made = batch

    async def _write(self) -> None:
        batch, self._made = self._made, None
        if batch is None or self._terms.check_only:
            return
        await write_activities(self._connection, batch.activities)
        await write_flows(self._connection, batch.flows, batch.corrections)
        await append_many(self._connection, batch.events)
        if self._ledger.full:
            await self._ledger.write(self._connection)

    async def _parties(self, activities: Sequence[Activity]) -> dict[str, Party]:
        refs = {activity.reporter.ref for activity in activities}
        refs |= {flow.provider.ref for activity in activities for flow in activity.flows}
        rows = await self._connection.fetch(
            "SELECT identifiers, country, constituency FROM actors WHERE identifiers && $1", list(refs)
        )
        return {
            ref: Party(ref, multilateral=True) if row[2] == "multilateral" else Party(row[1] or "")
            for row in rows
            for ref in row[0]
        }

    def _apply_activity(self, batch: Batch, activity: Activity, known: Known | None, held: Sequence[HeldFlow]) -> None:
        self.counts["changed" if known else "new"] += 1
        found = reconcile(held, activity.flows)
        self.counts["flows_same"] += found.same
        self.counts["flows_new"] += len(found.new)
        self.counts["flows_corrected"] += len(found.corrected)
        self.counts["flows_vanished"] += len(found.vanished)
        if self._terms.check_only:
            return
        row = activity_row(
            activity,
            batch.known,
            activity_id=str(known.id if known else uuid7()),
            version=known.version + 1 if known else 1,
            import_id=self._terms.import_id,
            now=self._uow.now,
        )
        batch.activities.append(row)
        batch.events.append(activity_event(self._teller, row))
        home = Home(row["id"], activity, Settling(activity.reporter, batch.known))
        for flow in found.new:
            self._record(batch, home, flow)
        for old, flow in found.corrected:
            self._ledger.take_out(old)
            self._record(batch, home, flow, old.id)

    def _record(self, batch: Batch, home: Home, flow: Flow, corrects: UUID | None = None) -> None:
        settled = home.settling.settle(flow, self._rates.rate(flow.currency, flow.value_date))
        place = Place(str(uuid7()), home.id, home.activity.reporter.ref, corrects)
        batch.flows.append(flow_line(place, flow, settled, self._tail))
        batch.events.append(self._teller.flow(place, flow, settled, home.activity))
        self._ledger.add(flow, settled, home.activity.reporter.ref)
        if corrects is not None:
            batch.corrections.append((corrects, place.id))


def _is_changed(activity: Activity, held: Mapping[Name, Known]) -> bool:
    known = held.get(name_of(activity))
    return known is None or known.digest != activity.digest


def _finding(rule: str, activity: Activity, detail: str) -> Finding:
    return Finding(
        rule, activity.line, "/iati-activities/iati-activity/reporting-org/@ref", detail, activity.identifier
    )
