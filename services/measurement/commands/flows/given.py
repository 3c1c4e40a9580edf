"""Flows that are given by themselves, one or in a list, and how they are taken back."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from services.measurement import models
from services.measurement.commands.activities.held import locked_activities, require_own
from services.measurement.commands.flows.checks import faults_of, repeated
from services.measurement.commands.flows.entering import Entering
from services.measurement.commands.reporters import reports_for
from services.measurement.commands.writing.locks import impatient, lock_flows
from services.measurement.commands.writing.withdrawing import withdraw_flows
from services.measurement.queries.flows import get_flow
from services.measurement.schemas.recording import FlowIn
from shared.db import Driver
from shared.errors import Fault, InvalidInput, Refused
from shared.unit_of_work import UnitOfWork

Activities = Mapping[UUID, models.Activity]
Flows = Mapping[UUID, models.Flow]


async def record(uow: UnitOfWork, bodies: Sequence[FlowIn], pointers: Sequence[str]) -> list[UUID]:
    """Record flows, all or none; `pointers` say where each stands in the request. Gives their ids in that order."""
    mine = await reports_for(uow)
    placed = list(zip(bodies, pointers, strict=True))
    async with impatient(uow) as connection:
        activities = await locked_activities(uow, connection, {body.activity for body in bodies})
        corrected = await _locked_flows(uow, connection, [body.corrects for body in bodies if body.corrects])
        _check(uow, placed, activities, corrected)
        require_own((row.reporter for row in activities.values()), mine)
        _refuse_gone(placed, activities, corrected)
        entering = Entering(uow, connection)
        ids = await entering.enter(activities, bodies, corrected)
        await entering.finish()
    return ids


async def withdraw(uow: UnitOfWork, flow_id: UUID, reason: str) -> None:
    """Take a flow back: it stays readable, and counts no more."""
    mine = await reports_for(uow)
    row, _ = await get_flow(uow.session, flow_id)
    async with impatient(uow) as connection:
        activities = await locked_activities(uow, connection, [row.activity])
        require_own((row.reporter for row in activities.values()), mine)
        flows = await _locked_flows(uow, connection, [flow_id])
        faults = list(_gone("", flows[flow_id]))
        if faults:
            raise Refused(faults=faults)
        entering = Entering(uow, connection)
        await withdraw_flows(uow, connection, entering.ledger, [flow_id], reason)
        await entering.finish()


async def _locked_flows(uow: UnitOfWork, connection: Driver, ids: Sequence[UUID]) -> Flows:
    if not ids:
        return {}
    await lock_flows(connection, ids)
    chosen = select(models.Flow).where(models.Flow.id.in_(ids)).execution_options(populate_existing=True)
    return {row.id: row for row in await uow.session.scalars(chosen)}


_Placed = Sequence[tuple[FlowIn, str]]
"""Flows, and where each stands in the request."""


def _check(uow: UnitOfWork, placed: _Placed, activities: Activities, corrected: Flows) -> None:
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
        yield Fault(f"{pointer}/corrects", "other_activity", detail)


def _refuse_gone(placed: _Placed, activities: Activities, corrected: Flows) -> None:
    faults = [
        Fault(f"{pointer}/activity", "withdrawn", "The activity has been withdrawn; it takes no flows")
        for body, pointer in placed
        if activities[body.activity].withdrawn_at
    ]
    faults += [
        fault
        for body, pointer in placed
        if body.corrects
        for fault in _gone(f"{pointer}/corrects", corrected[body.corrects])
    ]
    if faults:
        raise Refused(faults=faults)


def _gone(pointer: str, flow: models.Flow) -> Iterator[Fault]:
    if flow.corrected_by:
        yield Fault(pointer, "corrected", f"It was corrected by {flow.corrected_by}; name that flow")
    if flow.withdrawn_at:
        yield Fault(pointer, "withdrawn", f"It was withdrawn on {flow.withdrawn_at:%Y-%m-%d}")
