"""Enters flows that are given by themselves in the way of an import: rows, events and totals, set by set."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.measurement.facts.country_groups.lookup import groups_in_force
from services.measurement.facts.organisations.commands.choices import note
from services.measurement.facts.organisations.lookup import Directory
from services.measurement.facts.organisations.rules.mentions import Mentions
from services.measurement.facts.rates.lookup import RateBook
from services.measurement.ledger import models
from services.measurement.ledger.activities.commands.cooperation import follow_flows
from services.measurement.ledger.activities.commands.stored_activity import extend, rows_of
from services.measurement.ledger.activities.queries.activities import cooperation_overrides
from services.measurement.ledger.flows.commands.lines import write_lines
from services.measurement.ledger.flows.commands.records import record_with
from services.measurement.ledger.flows.schemas.writes import FlowIn
from services.measurement.ledger.store.event_rows import FlowEventRows, open_event_rows
from services.measurement.ledger.store.flow_rows import FlowRow, FlowRowBuilder, WriteContext
from services.measurement.ledger.store.flows import external_ids_of, held_of, tail, write_flows
from services.measurement.ledger.store.totals import TotalsWriter
from services.measurement.ledger.store.unpaired import enqueue_unpaired
from services.measurement.ledger.store.withdraw import Withdrawal
from services.measurement.locks import lock_reference_facts
from services.measurement.reading.records import Activity
from shared.db import Driver
from shared.outbox import Row, append_many
from shared.unit_of_work import UnitOfWork


class Group(NamedTuple):
    """The flows of one activity, and where each stands in the request."""

    row: models.Activity
    record: Activity
    places: list[int]


class Entering:
    """The flows of one request on their way into the tables; its activities are locked."""

    def __init__(self, uow: UnitOfWork, connection: Driver) -> None:
        self.ledger = TotalsWriter()
        self._uow = uow
        self._connection = connection
        self._rates = RateBook(connection)
        self._mentions = Mentions()

    async def enter(
        self,
        activities: Mapping[UUID, models.Activity],
        bodies: Sequence[FlowIn],
        corrected: Mapping[UUID, models.Flow],
    ) -> list[UUID]:
        """Record flows, some in the place of others; give their ids."""
        groups = _grouped(activities, bodies)
        context = await self._open(groups, bodies)
        recorded, told = await self._record(groups, bodies, context)
        in_order = [recorded[place] for place in range(len(bodies))]
        for old in corrected.values():
            self.ledger.take_out(held_of(old))
        corrections = [(body.corrects, one.id) for body, one in zip(bodies, in_order, strict=True) if body.corrects]
        await write_flows(self._connection, [one.line for one in in_order], corrections, self._uow.now)
        await note(self._connection, self._mentions, set(), self._uow.now)
        await enqueue_unpaired(self._connection, activities)
        events = await self._extend(groups, context)
        events += [one for group, flows in zip(groups, told, strict=True) for one in flows.take_rows(group.row.version)]
        await append_many(self._connection, events)
        ids = [UUID(one.id) for one in in_order]
        await write_lines(self._uow, self._rates, list(zip(ids, bodies, strict=True)))
        return ids

    async def withdraw(self, flow_id: UUID, reason: str) -> None:
        """Take a flow back."""
        events = await open_event_rows(self._connection, self._uow.now)
        await Withdrawal(self._uow, self._connection, self.ledger, events).withdraw_flows([flow_id], reason)

    async def finish(self) -> None:
        """Write the totals, and tell of them."""
        await self.ledger.write(self._connection)
        await self.ledger.tell(self._uow, self._connection)

    async def _open(self, groups: Sequence[Group], bodies: Sequence[FlowIn]) -> WriteContext:
        currencies = {body.value.currency for body in bodies if body.value}
        currencies |= {line.unit_cost.currency for body in bodies for line in body.lines if line.unit_cost}
        await lock_reference_facts(self._connection)
        await self._rates.open(currencies)
        editions = await groups_in_force(self._connection)
        places = {place for group in groups for place in (*group.row.places, *_reached(group.record))}
        events = await open_event_rows(self._connection, self._uow.now, places)
        return WriteContext(self._rates.rate, editions, self.ledger, events, self._mentions, tail(None, self._uow.now))

    async def _record(
        self, groups: Sequence[Group], bodies: Sequence[FlowIn], context: WriteContext
    ) -> tuple[dict[int, FlowRow], list[FlowEventRows]]:
        """Make the rows of flows by their places in the request, and those of their events by activity."""
        directory = Directory(self._connection)
        await directory.meet([group.record for group in groups])
        named = await external_ids_of(self._connection, [body.corrects for body in bodies if body.corrects])
        overrides = await cooperation_overrides(self._uow.session, [group.row.id for group in groups])
        recorded: dict[int, FlowRow] = {}
        told = []
        for group in groups:
            override = overrides.get(group.row.id)
            set_ = override.value if override else None
            parties = directory.of(group.row.reporter)
            recorder = FlowRowBuilder(str(group.row.id), group.record, parties, context, set_)
            told.append(recorder.events)
            for place, flow in zip(group.places, group.record.flows, strict=True):
                body = bodies[place]
                name = body.external_id or (named.get(body.corrects) if body.corrects else None)
                recorded[place] = recorder.record(flow, body.corrects, name)
        return recorded, told

    async def _extend(self, groups: Sequence[Group], context: WriteContext) -> list[Row]:
        """Let activities reach where their flows go, and be of their kind; tell of those that were not before."""
        rows = [group.row for group in groups if extend(group.row, group.record)]
        changed = await follow_flows(self._uow, self._connection, [group.row for group in groups], context.groups)
        rows += [row for row in changed if row not in rows]
        for row in rows:
            self._uow.change(row)
        return await rows_of(self._connection, context.events, rows)


def _reached(record: Activity) -> Iterator[str]:
    """Give the places that flows go to."""
    return (code for terms in record.terms for code, _ in terms.recipients)


def _grouped(activities: Mapping[UUID, models.Activity], bodies: Sequence[FlowIn]) -> list[Group]:
    places: defaultdict[UUID, list[int]] = defaultdict(list)
    for place, body in enumerate(bodies):
        places[body.activity].append(place)
    return [
        Group(activities[one], record_with(activities[one], [bodies[place] for place in here]), here)
        for one, here in places.items()
    ]
