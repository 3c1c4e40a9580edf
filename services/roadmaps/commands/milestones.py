"""Writes of milestones; each has its deadline among those of the roadmap."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.roadmaps import events, rules
from services.roadmaps.commands import acceptances, deadlines
from services.roadmaps.commands.events_of_roadmaps import emit
from services.roadmaps.commands.permissions import require_writer
from services.roadmaps.models import Action, Milestone, Roadmap
from services.roadmaps.queries import actions as queries
from services.roadmaps.rules import RoadmapStatus
from services.roadmaps.schemas.actions import MilestoneIn
from shared.errors import Fault, InvalidInput, Refused
from shared.http import as_sent, merged
from shared.unit_of_work import Expected, UnitOfWork, refuse_withdrawn

Found = tuple[Milestone, Roadmap]


async def add(uow: UnitOfWork, action_id: UUID, body: MilestoneIn) -> Found:
    """Add a milestone to an action, and its deadline to the roadmap."""
    action, roadmap = await queries.get_action(uow.session, action_id, uow.principal, for_update=True)
    await require_writer(uow, action, roadmap)
    refuse_withdrawn(roadmap, "roadmap")
    refuse_withdrawn(action, "action")
    if roadmap.status == RoadmapStatus.CLOSED:
        raise Refused("A roadmap that is closed takes no milestones")
    row = Milestone(id=uuid7(), action=action.id, version=1, created_at=uow.now, updated_at=uow.now)
    await _check(uow, row, roadmap, body)
    _write(row, body)
    uow.session.add(row)
    await uow.session.flush()
    deadline = deadlines.set_of_milestone(uow, roadmap, row)
    if row.completed_on:
        _complete(uow, row, action, roadmap)
        deadlines.complete(uow, deadline, roadmap, row.completed_on, row)
    return row, roadmap


async def patch(uow: UnitOfWork, milestone_id: UUID, change: dict[str, Any], expected: Expected) -> Found:
    """Change a milestone by merge patch; its deadline moves with its day, and is met on the day it was completed."""
    row, action, roadmap = await queries.get_milestone(uow.session, milestone_id, uow.principal, for_update=True)
    await require_writer(uow, action, roadmap)
    refuse_withdrawn(roadmap, "roadmap")
    refuse_withdrawn(row, "milestone")
    current = as_sent(MilestoneIn, {name: getattr(row, name) for name in MilestoneIn.model_fields})
    body = merged(uow, MilestoneIn, current, change)
    await _check(uow, row, roadmap, body)
    uow.change(row, expected=expected)
    told = (body.titles, body.due_on) != (row.titles, row.due_on)
    completed = body.completed_on != row.completed_on
    _write(row, body)
    if told or completed:
        # One event says how the deadline stands after all: of one that is met, none that says it is open.
        deadline = await deadlines.of_milestone(uow, row)
        deadline.due_on = row.due_on
        if completed and row.completed_on:
            _complete(uow, row, action, roadmap)
        if row.completed_on:
            deadlines.complete(uow, deadline, roadmap, row.completed_on, row)
        elif completed:
            deadlines.open_again(uow, deadline, roadmap, row)
        else:
            deadlines.move_to(uow, deadline, roadmap, row.due_on, row)
    return row, roadmap


async def withdraw(uow: UnitOfWork, milestone_id: UUID, expected: Expected) -> Found:
    """Withdraw a milestone, and let go of its deadline; withdrawing it again changes nothing."""
    row, action, roadmap = await queries.get_milestone(uow.session, milestone_id, uow.principal, for_update=True)
    await require_writer(uow, action, roadmap)
    if row.withdrawn_at is None:
        refuse_withdrawn(roadmap, "roadmap")
        uow.change(row, expected=expected)
        await _withdraw(uow, row, roadmap)
    return row, roadmap


async def waive_all(uow: UnitOfWork, action: Action, roadmap: Roadmap) -> None:
    """Withdraw the milestones of an action that are not completed."""
    waiting = (Milestone.completed_on.is_(None), Milestone.withdrawn_at.is_(None))
    chosen = select(Milestone).where(Milestone.action == action.id, *waiting).order_by(Milestone.id).with_for_update()
    for row in (await uow.session.scalars(chosen)).all():
        uow.change(row)
        await _withdraw(uow, row, roadmap)


async def _withdraw(uow: UnitOfWork, row: Milestone, roadmap: Roadmap) -> None:
    row.withdrawn_at, row.withdrawn_by = uow.now, uow.principal.id
    deadline = await deadlines.of_milestone(uow, row)
    if deadline.met_on is None and deadline.waived_at is None:
        deadlines.let_go(uow, deadline, roadmap, row)


async def _check(uow: UnitOfWork, row: Milestone, roadmap: Roadmap, body: MilestoneIn) -> None:
    """Refuse what is wrong with a body, and does not stand in the row already."""
    faults = await acceptances.actor_faults(uow, {"/owner": body.owner} if body.owner else {}, held=[row.owner])
    if body.due_on < roadmap.anchor_date and body.due_on != row.due_on:
        detail = f"It is before the anchor date of the roadmap, {roadmap.anchor_date}"
        faults.append(Fault("/due_on", "before_anchor", detail))
    if faults:
        raise InvalidInput(faults=faults)
    if body.completed_on and body.completed_on != row.completed_on:
        earliest, today = roadmap.anchor_date, uow.now.date()
        rules.check_happened_on(body.completed_on, earliest=earliest, today=today, pointer="/completed_on")


def _write(row: Milestone, body: MilestoneIn) -> None:
    row.titles, row.due_on, row.owner = body.titles, body.due_on, body.owner
    row.completed_on = body.completed_on
    row.evidence = [one.model_dump(mode="json") for one in body.evidence]


def _complete(uow: UnitOfWork, row: Milestone, action: Action, roadmap: Roadmap) -> None:
    own = {name: getattr(row, name) for name in ("id", "titles", "due_on", "completed_on")}
    of = {name: getattr(roadmap, name) for name in ("framework", "country", "region")}
    emit(uow, events.MilestoneCompleted(**own, **of, action=action.id, roadmap=roadmap.id), row, roadmap)
