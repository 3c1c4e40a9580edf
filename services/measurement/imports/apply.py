"""Applies what an import can record: batch by batch, in one transaction, never a round trip per row."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from uuid_utils import uuid7

from services.measurement.facts.country_groups.lookup import groups_in_force
from services.measurement.facts.organisations.commands.choices import note
from services.measurement.facts.organisations.lookup import Directory
from services.measurement.facts.organisations.rules.mentions import Mentions
from services.measurement.facts.rates.lookup import RateBook, unconverted
from services.measurement.imports.changed_identifiers import Pair, Succession
from services.measurement.imports.withdraw_missing import MissingFromFile, Orders
from services.measurement.ledger.recompute.catch_up import Facts, catch_up, facts_seen
from services.measurement.ledger.rules.reconcile import Reconciled, reconcile
from services.measurement.ledger.store.activities import StoredActivity, activity_row, write_activities
from services.measurement.ledger.store.contributions import ContributionRow, contribution_rows, write_contributions
from services.measurement.ledger.store.event_rows import open_event_rows
from services.measurement.ledger.store.findings import (
    Refreshed,
    finding_lines,
    recount_findings,
    refresh_findings,
    write_findings,
)
from services.measurement.ledger.store.flow_rows import FlowRow, FlowRowBuilder, WriteContext
from services.measurement.ledger.store.flows import StoredFlow, external_ids_of, stored_flows, tail, write_flows
from services.measurement.ledger.store.indicators import IndicatorSheet
from services.measurement.ledger.store.stored_activities import StoredActivities
from services.measurement.ledger.store.stored_indicators import StoredIndicator, held_indicators
from services.measurement.ledger.store.totals import TotalsWriter
from services.measurement.ledger.store.unpaired import enqueue_unpaired_of_import
from services.measurement.ledger.store.withdraw import Withdrawal
from services.measurement.reading.findings import Finding, Rejects, identity_of
from services.measurement.reading.lengths import LONGEST_CODE, exceeds
from services.measurement.reading.records import Activity, Flow, Name
from shared.db import Driver
from shared.outbox import Row, append_many
from shared.unit_of_work import UnitOfWork


class Held(NamedTuple):
    """What is held of an activity beside itself; `names` are those by which foreign systems know its flows."""

    flows: Sequence[StoredFlow]
    indicators: Sequence[StoredIndicator]
    names: Mapping[UUID, str]


NOTHING = Held((), (), {})
MOST_FLOWS = 5_000
"""So many flows of one activity are made at once, however many it has."""

IDENTIFIER = ("/iati-activities/iati-activity/iati-identifier", "/activity_identifier")
REPORTER = ("/iati-activities/iati-activity/reporting-org/@ref", "/reporter_ref")
"""Where findings point to, in an IATI file and in a table."""


@dataclass(slots=True)
class Batch:
    """What one batch writes."""

    sheet: IndicatorSheet
    activities: list[str] = field(default_factory=list)
    replaced: list[UUID] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    corrections: list[tuple[UUID, str]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    outdated: list[UUID] = field(default_factory=list)
    contributions: list[ContributionRow] = field(default_factory=list)
    missing: list[UUID] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)


class ImportScope(NamedTuple):
    """On whose behalf activities are taken: `may_report` names the organisations, all where it is None.

    `withdraws` says that what the file no longer holds is withdrawn.
    """

    import_id: UUID
    may_report: frozenset[str] | None
    check_only: bool
    withdraws: bool


class Applying:
    """One import on its way into the tables; `counts` says how far it is."""

    def __init__(self, uow: UnitOfWork, connection: Driver, scope: ImportScope) -> None:
        self.counts: Counter[str] = Counter()
        self._uow = uow
        self._connection = connection
        self._scope = scope
        self._stored = StoredActivities(connection)
        self._rates = RateBook(connection)
        self._ledger = TotalsWriter()
        self._mentions = Mentions()
        self._directory = Directory(connection)
        self._made: Batch | None = None
        self._filling: Batch
        self._judged: set[str] = set()
        self._missing: MissingFromFile
        self._succession: Succession
        self._context: WriteContext
        self._facts: Facts

    async def begin(self) -> None:
        """Get ready."""
        # A plan that was made for an empty table and kept would read all of it once it is large.
        await self._connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        await self._stored.begin()
        self._facts = await facts_seen(self._connection)
        groups = await groups_in_force(self._connection)
        events = await open_event_rows(self._connection, self._uow.now)
        ending = tail(self._scope.import_id, self._uow.now)
        self._context = WriteContext(self._rates.rate, groups, self._ledger, events, self._mentions, ending)
        withdrawal = Withdrawal(self._uow, self._connection, self._ledger, events)
        orders = Orders(self._scope.withdraws, self._scope.check_only)
        self._missing = MissingFromFile(self._connection, withdrawal, self.counts, orders)
        self._succession = Succession(self._connection, withdrawal, self.counts, self._is_mine)

    def note_rejected(self, rejected: Sequence[Name]) -> None:
        """Remember activities that are rejected: they are not missing; nothing that is held has too long a name."""
        possible = [name for name in rejected if not any(exceeds(part, LONGEST_CODE) for part in name)]
        self._missing.note_rejected([name for name in possible if not name[0] or self._is_mine(name[0])])

    async def take(self, activities: Sequence[Activity]) -> list[Finding]:
        """Apply a batch; give why activities of it are rejected. Of an activity that occurs twice the first counts."""
        mine, findings = self._of_principal(activities)
        found = await self._stored.find(mine)
        findings += [
            _finding("harambee-duplicate", one, "It has occurred before", IDENTIFIER) for one in found.duplicates
        ]
        first, succeeded = await self._succession.take(found.unique)
        findings += [
            _finding("harambee-former", activity, f"{reporter} reports it as {identifier}", IDENTIFIER)
            for activity, (reporter, identifier) in succeeded
        ]
        changed = [(activity, known) for activity, known in first if _is_changed(activity, known)]
        unchanged = [(activity, known) for activity, known in first if known and not _is_changed(activity, known)]
        self.counts["rejected"] += len(findings)
        self.counts["flows_rejected"] += sum(map(_flows, activities)) - sum(_flows(one) for one, _ in first)
        self.counts["unchanged"] += len(unchanged)
        self.counts["flows_unchanged"] += sum(len(activity.flows) for activity, _ in unchanged)
        self.counts["indicators_unchanged"] += sum(len(activity.indicators) for activity, _ in unchanged)
        if changed:
            findings += await self._apply(changed)
        await self._refresh(unchanged)
        await self._missing.compare(unchanged)
        return findings

    async def _refresh(self, unchanged: Sequence[tuple[Activity, StoredActivity]]) -> None:
        """Replace what was found in activities whose content is as before, where it is something else now."""
        other = [
            Refreshed(known.id, activity)
            for activity, known in unchanged
            if identity_of(activity.findings) != known.findings_digest
        ]
        if other and not self._scope.check_only:
            self._judged.update(one.activity.reporter.ref for one in other)
            await refresh_findings(self._uow, self._connection, self._context.events, other, self._scope.import_id)

    async def finish(self) -> list[Finding]:
        """Write the last batch and the totals, and tell of them; count or withdraw what the file no longer holds."""
        await self._write()
        import_id, check_only = self._scope.import_id, self._scope.check_only
        findings = await self._succession.finish(self._stored, import_id, check_only=check_only)
        findings += await self._missing.finish(self._stored)
        if not check_only:
            judged = self._judged | self._succession.reporters | self._missing.reporters
            await recount_findings(self._connection, judged)
            await self._ledger.write(self._connection)
            await self._ledger.tell(self._uow, self._connection)
            await catch_up(self._uow, self._connection, self._facts)
            outdated = await self._directory.outdated()
            await note(self._connection, self._mentions, outdated, self._uow.now)
            await enqueue_unpaired_of_import(self._connection, import_id)
        return findings

    def _of_principal(self, activities: Sequence[Activity]) -> tuple[list[Activity], list[Finding]]:
        if self._scope.may_report is None:
            return list(activities), []
        mine = [activity for activity in activities if self._is_mine(activity.reporter.ref)]
        others = [activity for activity in activities if not self._is_mine(activity.reporter.ref)]
        return mine, [_finding("harambee-not-yours", one, f"It is {one.reporter.ref}", REPORTER) for one in others]

    def _is_mine(self, reporter: str) -> bool:
        return self._scope.may_report is None or reporter in self._scope.may_report

    async def _apply(self, pairs: Sequence[Pair]) -> list[Finding]:
        """Make the rows of a batch while the database takes in those of the batch before; give what has no rate."""
        activities = [activity for activity, _ in pairs]
        await self._directory.meet(activities)
        await self._rates.open(
            {terms.currency for activity in activities for terms in activity.terms if terms.currency}
        )
        flows = await stored_flows(self._connection, [known.id for _, known in pairs if known])
        named = await external_ids_of(self._connection, [flow.id for held in flows.values() for flow in held])
        measured = [known.id for activity, known in pairs if known and (known.indicators or activity.indicators)]
        indicators = await held_indicators(self._connection, measured) if measured else {}
        without_rate = [unconverted(activity, self._rates.rate) for activity in activities]
        self._filling = self._new_batch()
        async with asyncio.TaskGroup() as group:
            writing = group.create_task(self._write())
            for (activity, known), findings in zip(pairs, without_rate, strict=True):
                held = Held(_standing(flows, known), indicators.get(known.id, []), named) if known else NOTHING
                for _ in self._apply_activity(activity, known, held, findings):
                    await writing
                    self._made, self._filling = self._filling, self._new_batch()
                    writing = group.create_task(self._write())
                if not writing.done():
                    await asyncio.sleep(0)  # the connection gets its turn
        self._made = self._filling
        return [finding for findings in without_rate for finding in findings]

    def _new_batch(self) -> Batch:
        return Batch(IndicatorSheet(self._context.events, self._uow.now, self.counts))

    async def _write(self) -> None:
        batch, self._made = self._made, None
        if batch is None or self._scope.check_only:
            return
        await write_activities(self._connection, batch.activities, batch.replaced)
        await write_findings(self._connection, batch.findings, batch.outdated)
        await write_flows(self._connection, batch.flows, batch.corrections, self._uow.now)
        await write_contributions(self._connection, batch.contributions)
        await append_many(self._connection, [*batch.events, *await batch.sheet.write(self._connection)])
        # Whoever reads that flows were withdrawn has read of their activity.
        await self._missing.withdraw_flows(batch.missing)
        if self._ledger.full:
            await self._ledger.write(self._connection)

    def _apply_activity(
        self, activity: Activity, known: StoredActivity | None, held: Held, without_rate: Sequence[Finding]
    ) -> Iterator[None]:
        """Add what an activity writes to the batch that is being filled; gives the turn whenever that is full."""
        batch = self._filling
        self.counts["changed" if known else "new"] += 1
        found = reconcile(held.flows, activity.flows)
        self.counts["flows_unchanged"] += found.unchanged
        self.counts["flows_new"] += len(found.new)
        self.counts["flows_corrected"] += len(found.corrected)
        self.counts["flows_missing"] += len(found.missing)
        if self._scope.check_only:
            batch.sheet.take(activity, str(known.id) if known else "", held.indicators)
            return
        parties = self._directory.of(activity.reporter.ref)
        row_id, set_ = (str(known.id), known.cooperation) if known else (str(uuid7()), None)
        recorder = FlowRowBuilder(row_id, activity, parties, self._context, set_)
        # What the file no longer holds goes on counting unless it is withdrawn.
        kept = () if self._scope.withdraws and not activity.flows_rejected else found.missing
        kinds = recorder.kinds() | {flow.cooperation for flow in kept}
        row = activity_row(
            activity, known, parties, recorder, kinds, import_id=self._scope.import_id, now=self._uow.now
        )
        batch.sheet.take(activity, row.id, held.indicators)
        batch.activities.append(row.line)
        batch.events.append(row.event)
        if known:
            batch.replaced.append(known.id)
        self._judge(batch, activity, known, row.id, without_rate)
        yield from self._record(recorder, row.version, found, held.names)
        if not activity.flows_rejected:
            self._filling.missing += [flow.id for flow in found.missing]

    def _judge(
        self,
        batch: Batch,
        activity: Activity,
        known: StoredActivity | None,
        activity_id: str,
        without_rate: Sequence[Finding],
    ) -> None:
        """Keep what was found with the activity; hardly any costs anything here."""
        findings = (*activity.findings, *without_rate)
        if known:
            batch.outdated.append(known.id)
        if known and known.findings_digest:
            self._judged.add(activity.reporter.ref)
        if findings:
            batch.findings += finding_lines(activity_id, findings, self._scope.import_id)
            self._judged.add(activity.reporter.ref)

    def _record(
        self, recorder: FlowRowBuilder, version: int, found: Reconciled[StoredFlow], names: Mapping[UUID, str]
    ) -> Iterator[None]:
        for start in range(0, len(found.new), MOST_FLOWS):
            if len(self._filling.flows) >= MOST_FLOWS:
                self._filling.events += recorder.events.take_rows(version)
                yield
            for flow in found.new[start : start + MOST_FLOWS]:
                self._add(recorder.record(flow), flow)
        for old, flow in found.corrected:
            if len(self._filling.flows) >= MOST_FLOWS:
                self._filling.events += recorder.events.take_rows(version)
                yield
            self._ledger.take_out(old)
            recorded = recorder.record(flow, old.id, names.get(old.id))
            self._filling.corrections.append((old.id, recorded.id))
            self._add(recorded, flow)
        self._filling.events += recorder.events.take_rows(version)

    def _add(self, recorded: FlowRow, flow: Flow) -> None:
        filling = self._filling
        filling.flows.append(recorded.line)
        if flow.lines:
            filling.contributions += contribution_rows(recorded.id, flow.lines)


def _standing(flows: Mapping[UUID, Sequence[StoredFlow]], known: StoredActivity) -> Sequence[StoredFlow]:
    # What was withdrawn as a whole comes in as a whole again.
    return [] if known.withdrawn else flows[known.id]


def _flows(activity: Activity) -> int:
    return len(activity.flows)


def _is_changed(activity: Activity, known: StoredActivity | None) -> bool:
    return known is None or known.digest != activity.digest


def _finding(rule: str, activity: Activity, detail: str, place: tuple[str, str]) -> Finding:
    element, column = place
    path = column if activity.in_table else element
    return Finding(rule, activity.line, path, detail, activity.identifier, Rejects.ACTIVITY)
