"""Applies what an import has found right: batch by batch, in one transaction, never a round trip per row."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.measurement.commands.activity_rows import (
    Known,
    Name,
    activity_event,
    activity_row,
    known_activities,
    name_of,
    write_activities,
)
from services.measurement.commands.flow_rows import (
    FlowRow,
    HeldFlow,
    flow_event,
    flow_row,
    held_flows,
    write_flows,
)
from services.measurement.commands.rates import RateBook
from services.measurement.commands.totals import Key, Ledger
from services.measurement.rules.findings import Finding
from services.measurement.rules.flows import reconcile
from services.measurement.rules.parties import Party
from services.measurement.rules.records import Activity, Flow
from services.measurement.rules.settling import settle
from shared import outbox
from shared.bus import Message
from shared.db import Driver
from shared.envelope import Event, enveloped
from shared.standards import countries
from shared.unit_of_work import UnitOfWork

SEEN = """
INSERT INTO seen SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING RETURNING reporter, identifier
"""
VANISHED = """
SELECT count(*) FROM activities a WHERE reporter IN (SELECT DISTINCT reporter FROM seen)
AND NOT EXISTS (SELECT FROM seen s WHERE s.reporter = a.reporter AND s.identifier = a.identifier)
"""
REGIONS = """
SELECT country, array_agg(region ORDER BY region) FROM memberships
WHERE (valid_from IS NULL OR valid_from <= $1) AND (valid_to IS NULL OR valid_to > $1) GROUP BY country
"""


@dataclass(slots=True)
class Batch:
    """What one batch writes."""

    known: Mapping[str, Party]
    activities: list[dict[str, Any]] = field(default_factory=list)
    flows: list[FlowRow] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)


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
        self._regions: dict[str, list[str]] = {}

    async def begin(self) -> None:
        """Get ready."""
        await self._connection.execute(
            "CREATE TEMP TABLE seen (reporter text, identifier text, PRIMARY KEY (reporter, identifier)) ON COMMIT DROP"
        )
        rows = await self._connection.fetch(REGIONS, self._uow.now.date())
        self._regions = {row[0]: row[1] for row in rows}

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
        """Write the totals and tell of them; count what the file no longer holds."""
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
        if not activities:
            return
        await self._rates.open({flow.currency for activity in activities for flow in activity.flows})
        batch = Batch(await self._parties(activities))
        flows = await held_flows(self._connection, [known.id for known in held.values()])
        for activity in activities:
            known = held.get(name_of(activity))
            self._apply_activity(batch, activity, known, flows[known.id] if known else [])
        if not self._terms.check_only:
            await self._write(batch)

    async def _write(self, batch: Batch) -> None:
        await write_activities(self._connection, batch.activities)
        await write_flows(self._connection, batch.flows)
        await outbox.append(self._connection, batch.messages)
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
            activity_id=known.id if known else uuid7(),
            version=known.version + 1 if known else 1,
            import_id=self._terms.import_id,
            now=self._uow.now,
        )
        batch.activities.append(row)
        batch.messages.append(self._message(activity_event(row), row["version"], row["places"]))
        for flow in found.new:
            self._record(batch, activity, row["id"], flow, None)
        for old, flow in found.corrected:
            self._take_out(old)
            self._record(batch, activity, row["id"], flow, old.id)

    def _record(self, batch: Batch, activity: Activity, activity_id: UUID, flow: Flow, corrects: UUID | None) -> None:
        rate = self._rates.rate(flow.currency, flow.value_date)
        settled = settle(flow, activity.reporter, batch.known, rate)
        row = flow_row(
            flow,
            settled,
            activity,
            flow_id=uuid7(),
            activity_id=activity_id,
            import_id=self._terms.import_id,
            corrects=corrects,
            now=self._uow.now,
        )
        batch.flows.append(row)
        batch.messages.append(self._message(flow_event(row, activity.identifier), 1, row.recipients))
        self._ledger.add(_key(row), row.recipients, row.parts_usd)

    def _take_out(self, old: HeldFlow) -> None:
        self._ledger.add(_key(old), old.recipients, old.parts_usd, -1)

    def _message(self, event: Event, sequence: int, places: Sequence[str]) -> Message:
        country = places[0] if len(places) == 1 and places[0] in countries() else None
        envelope = enveloped(
            event,
            source="measurement",
            time=self._uow.now,
            sequence=sequence,
            country=country,
            regions=self._regions_of(places),
        )
        return Message(event.topic.name, event.subject, envelope)

    def _regions_of(self, places: Iterable[str]) -> Iterator[str]:
        found = {region: None for place in places for region in self._regions.get(place, ())}
        return iter(found)


def _is_changed(activity: Activity, held: Mapping[Name, Known]) -> bool:
    known = held.get(name_of(activity))
    return known is None or known.digest != activity.digest


def _key(row: FlowRow | HeldFlow) -> Key:
    return Key(_year(row.day), row.provider, "", row.kind, row.cooperation or "", row.modality, row.reporter)


def _year(day: date) -> int:
    return day.year


def _finding(rule: str, activity: Activity, detail: str) -> Finding:
    return Finding(
        rule, activity.line, "/iati-activities/iati-activity/reporting-org/@ref", detail, activity.identifier
    )
