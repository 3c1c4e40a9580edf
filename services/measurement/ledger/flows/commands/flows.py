"""Flows that are given by themselves, one or in a list, and how they are taken back."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from services.measurement.facts.country_groups.lookup import groups_in_force
from services.measurement.facts.registry.principals import reports_for
from services.measurement.ledger import models
from services.measurement.ledger.activities.commands.cooperation import settle
from services.measurement.ledger.activities.commands.stored_activity import locked_activities, require_own
from services.measurement.ledger.flows.commands import external_ids
from services.measurement.ledger.flows.commands.checks import faults_of, repeated
from services.measurement.ledger.flows.commands.insert import Entering
from services.measurement.ledger.flows.commands.records import record_with
from services.measurement.ledger.flows.queries.flows import get_flow
from services.measurement.ledger.flows.schemas.writes import FlowIn
from services.measurement.ledger.store.locks import lock_flows
from services.measurement.locks import short_lock_timeout
from services.measurement.reading.records import Activity
from shared.db import Driver
from shared.errors import Fault, InvalidInput, Refused
from shared.unit_of_work import Expected, UnitOfWork, held, match

Activities = Mapping[UUID, models.Activity]
Flows = Mapping[UUID, models.Flow]
Named = Mapping[str, models.Flow]
WITHDRAWN = "The activity has been withdrawn and takes no flows; a PUT of it by its external_id brings it back"
Placed = Sequence[tuple[FlowIn, str]]
"""Flows, and where each stands in the request."""


async def record(uow: UnitOfWork, bodies: Sequence[FlowIn], pointers: Sequence[str]) -> list[UUID]:
    """Record flows, all or none; `pointers` say where each stands in the request. Gives their ids in that order."""
    mine = await reports_for(uow)
    async with short_lock_timeout(uow) as connection:
        activities = await locked_activities(uow, connection, {body.activity for body in bodies})
        return await _record(uow, connection, list(zip(bodies, pointers, strict=True)), activities, mine)


async def put(uow: UnitOfWork, external_id: str, body: FlowIn, expected: Expected) -> tuple[UUID, bool]:
    """Record what the caller's system knows by `external_id`, in the place of what it has said of it before.

    What was withdrawn stays so, and is recorded anew. Gives the flow that counts then, which is the old one where
    nothing else is said; and whether it is the first.
    """
    mine = await reports_for(uow)
    if body.corrects:
        raise InvalidInput(faults=[Fault("/corrects", "unknown_field", "What it corrects is known by its external_id")])
    async with short_lock_timeout(uow) as connection:
        activities = await locked_activities(uow, connection, [body.activity])
        before = (await external_ids.known(uow, connection, [external_id])).get(external_id)
        body = body.model_copy(update={"external_id": external_id})
        if before is not None:
            before = (await _locked_flows(uow, connection, [before.id]))[before.id]
            found = held(before, external_id)
            match(found, expected)
            row = activities.get(before.activity)
            if row and _says_the_same(before, record_with(row, [body])):
                return before.id, False
            body.corrects = None if before.withdrawn_at else before.id
        (flow_id,) = await _record(uow, connection, [(body, "")], activities, mine)
    return flow_id, before is None


def _says_the_same(before: models.Flow, record: Activity) -> bool:
    return before.withdrawn_at is None and record.flows[0].digest == before.digest


async def _record(
    uow: UnitOfWork, connection: Driver, placed: Placed, activities: Activities, mine: frozenset[str] | None
) -> list[UUID]:
    bodies = [body for body, _ in placed]
    corrected = await _locked_flows(uow, connection, [body.corrects for body in bodies if body.corrects])
    _check(uow, placed, activities, corrected)
    await require_own(uow, (row.reporter for row in activities.values()), mine)
    named = await external_ids.known(uow, connection, [body.external_id for body in bodies if body.external_id])
    _refuse(placed, activities, corrected, named)
    entering = Entering(uow, connection)
    ids = await entering.enter(activities, bodies, corrected)
    await entering.finish()
    names = {body.external_id: one for body, one in zip(bodies, ids, strict=True) if body.external_id}
    await external_ids.give(uow, connection, names)
    return ids


async def withdraw(uow: UnitOfWork, flow_id: UUID, reason: str) -> None:
    """Take a flow back: it stays readable, and counts no more."""
    mine = await reports_for(uow)
    row, *_ = await get_flow(uow.session, flow_id)
    async with short_lock_timeout(uow) as connection:
        activities = await locked_activities(uow, connection, [row.activity])
        await require_own(uow, (row.reporter for row in activities.values()), mine)
        flows = await _locked_flows(uow, connection, [flow_id])
        faults = list(_gone("", flows[flow_id]))
        if faults:
            raise Refused(faults=faults)
        entering = Entering(uow, connection)
        await entering.withdraw(flow_id, reason)
        await settle(uow, connection, activities.values(), await groups_in_force(connection))
        await entering.finish()


async def _locked_flows(uow: UnitOfWork, connection: Driver, ids: Sequence[UUID]) -> Flows:
    if not ids:
        return {}
    await lock_flows(connection, ids)
    chosen = select(models.Flow).where(models.Flow.id.in_(ids)).execution_options(populate_existing=True)
    return {row.id: row for row in await uow.session.scalars(chosen)}


def _check(uow: UnitOfWork, placed: Placed, activities: Activities, corrected: Flows) -> None:
    faults = list(repeated(placed))
    for body, pointer in placed:
        faults += faults_of(body, pointer, uow.now.date())
        if body.activity not in activities:
            faults.append(Fault(f"{pointer}/activity", "unknown_activity", f"There is no activity {body.activity}"))
        if body.corrects:
            faults += _correction(body, pointer, corrected.get(body.corrects))
    if faults:
        raise InvalidInput(faults=faults)


def _correction(body: FlowIn, pointer: str, old: models.Flow | None) -> Iterator[Fault]:
    if old is None:
        yield Fault(f"{pointer}/corrects", "unknown_flow", f"There is no flow {body.corrects}")
    elif old.activity != body.activity:
        detail = f"It is of activity {old.activity}; withdraw it there and record it here"
        yield Fault(f"{pointer}/activity", "other_activity", detail)


def _refuse(placed: Placed, activities: Activities, corrected: Flows, named: Named) -> None:
    faults = [
        Fault(f"{pointer}/activity", "withdrawn", WITHDRAWN)
        for body, pointer in placed
        if activities[body.activity].withdrawn_at
    ]
    faults += [
        fault
        for body, pointer in placed
        if body.corrects
        for fault in _gone(f"{pointer}/corrects", corrected[body.corrects])
    ]
    taken = [
        (f"{pointer}/external_id", other)
        for body, pointer in placed
        if (other := named.get(body.external_id or "")) and not other.withdrawn_at and other.id != body.corrects
    ]
    faults += [Fault(pointer, "taken", f"It is of another flow: /v1/flows/{other.id}") for pointer, other in taken]
    if faults:
        one = placed[0][0].external_id if len(placed) == 1 and taken else None
        raise Refused(faults=faults, held=held(taken[0][1], one) if one else None)


def _gone(pointer: str, flow: models.Flow) -> Iterator[Fault]:
    if flow.corrected_by:
        yield Fault(pointer, "corrected", f"It was corrected by {flow.corrected_by}; name that flow")
    if flow.withdrawn_at:
        yield Fault(pointer, "withdrawn", f"It was withdrawn on {flow.withdrawn_at:%Y-%m-%d}")
