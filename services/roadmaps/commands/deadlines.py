"""Writes of deadlines: they follow from the framework's rules and from what happens to the roadmap."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.roadmaps import events, rules
from services.roadmaps.models import Deadline, Framework, Milestone, Roadmap
from services.roadmaps.rules import DeadlineKind
from shared.envelope import Event
from shared.spells import Days
from shared.unit_of_work import UnitOfWork


def set_first(uow: UnitOfWork, roadmap: Roadmap, framework: Framework) -> None:
    """Set the deadlines of a new roadmap."""
    for rule in framework.deadline_rules:
        _set(uow, roadmap, rule["kind"], rules.due_on(roadmap.anchor_date, rule["after"]))


def set_next(uow: UnitOfWork, roadmap: Roadmap, framework: Framework, met: Deadline) -> None:
    """Set the recurrence that follows the one that was met, whether that was done before its day or long after."""
    for rule in framework.deadline_rules:
        if rule["kind"] == met.kind and rule["every"]:
            following = met.recurrence + 1
            due_on = rules.due_on(roadmap.anchor_date, rule["after"], rule["every"], following)
            _set(uow, roadmap, met.kind, due_on, recurrence=following)


async def publish(uow: UnitOfWork, roadmap: Roadmap) -> None:
    """Tell of all that are not let go of, to everybody who may hear of them from now on."""
    chosen = select(Deadline).where(Deadline.roadmap == roadmap.id, Deadline.waived_at.is_(None))
    for one in await uow.session.scalars(chosen.order_by(Deadline.due_on, Deadline.id).with_for_update()):
        if one.met_on:
            _tell(uow, events.DeadlineMet, one, roadmap, Days(one.met_on, one.met_on))
        else:
            _tell(uow, events.DeadlineSet, one, roadmap)


async def meet(uow: UnitOfWork, roadmap: Roadmap, kind: DeadlineKind, day: date) -> Deadline | None:
    """Note that the duty was done; give the deadline that is met: the earliest open one of the kind, if any."""
    deadline = next((one for one in await _open(uow, roadmap) if one.kind == kind), None)
    if deadline:
        complete(uow, deadline, roadmap, day)
    return deadline


async def move(uow: UnitOfWork, roadmap: Roadmap, framework: Framework) -> None:
    """Move what is open to where the roadmap's new anchor puts it."""
    for deadline in await _open(uow, roadmap):
        deadline.due_on = _day(deadline, roadmap, framework)
        uow.change(deadline)
        _tell(uow, events.DeadlineMoved, deadline, roadmap)


async def waive(uow: UnitOfWork, roadmap: Roadmap) -> None:
    """Let go of what is open."""
    for deadline in await _open(uow, roadmap):
        let_go(uow, deadline, roadmap)


async def reopen(uow: UnitOfWork, roadmap: Roadmap, framework: Framework) -> None:
    """Set anew what was let go of with the roadmap, which has come back."""
    withdrawn = select(Milestone.id).where(Milestone.id == Deadline.milestone, Milestone.withdrawn_at.is_not(None))
    waived = select(Deadline).where(
        Deadline.roadmap == roadmap.id, Deadline.waived_at.is_not(None), ~withdrawn.exists()
    )
    for deadline in await uow.session.scalars(waived.order_by(Deadline.due_on, Deadline.id).with_for_update()):
        deadline.due_on = _day(deadline, roadmap, framework)
        open_again(uow, deadline, roadmap)


def set_of_milestone(uow: UnitOfWork, roadmap: Roadmap, milestone: Milestone) -> Deadline:
    """Set the deadline of a new milestone."""
    return _set(uow, roadmap, DeadlineKind.MILESTONE, milestone.due_on, milestone=milestone.id)


async def of_milestone(uow: UnitOfWork, milestone: Milestone) -> Deadline:
    """Give the deadline of a milestone, locked."""
    chosen = select(Deadline).where(Deadline.milestone == milestone.id).with_for_update()
    return (await uow.session.scalars(chosen)).one()


def complete(uow: UnitOfWork, deadline: Deadline, roadmap: Roadmap, day: date) -> None:
    """Note that the duty of a locked deadline was done."""
    uow.change(deadline)
    deadline.met_on = day
    _tell(uow, events.DeadlineMet, deadline, roadmap, Days(day, day))


def move_to(uow: UnitOfWork, deadline: Deadline, roadmap: Roadmap, day: date) -> None:
    """Move a locked deadline to another day."""
    deadline.due_on = day
    uow.change(deadline)
    _tell(uow, events.DeadlineMoved, deadline, roadmap)


def let_go(uow: UnitOfWork, deadline: Deadline, roadmap: Roadmap) -> None:
    """Let go of a locked deadline."""
    deadline.waived_at = uow.now
    uow.change(deadline)
    _tell(uow, events.DeadlineWaived, deadline, roadmap)


def open_again(uow: UnitOfWork, deadline: Deadline, roadmap: Roadmap) -> None:
    """Set anew a locked deadline that was met or waived."""
    deadline.waived_at = deadline.met_on = None
    uow.change(deadline)
    _tell(uow, events.DeadlineSet, deadline, roadmap)


def _day(deadline: Deadline, roadmap: Roadmap, framework: Framework) -> date:
    """Give the day of a deadline: by its rule where it has one, else its own."""
    rule = next((rule for rule in framework.deadline_rules if rule["kind"] == deadline.kind), None)
    if rule is None:
        return deadline.due_on
    return rules.due_on(roadmap.anchor_date, rule["after"], rule["every"], deadline.recurrence)


async def _open(uow: UnitOfWork, roadmap: Roadmap) -> Sequence[Deadline]:
    """Lock the deadlines that are neither met nor waived, earliest first."""
    chosen = (
        select(Deadline)
        .where(Deadline.roadmap == roadmap.id, Deadline.met_on.is_(None), Deadline.waived_at.is_(None))
        .order_by(Deadline.due_on, Deadline.id)
        .with_for_update()
    )
    return (await uow.session.scalars(chosen)).all()


def _set(
    uow: UnitOfWork,
    roadmap: Roadmap,
    kind: str,
    due_on: date,
    *,
    recurrence: int = 0,
    milestone: UUID | None = None,
) -> Deadline:
    deadline = Deadline(
        id=uuid7(),
        roadmap=roadmap.id,
        kind=kind,
        recurrence=recurrence,
        due_on=due_on,
        milestone=milestone,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(deadline)
    _tell(uow, events.DeadlineSet, deadline, roadmap)
    return deadline


def _tell(uow: UnitOfWork, kind: type[Event], deadline: Deadline, roadmap: Roadmap, days: Days | None = None) -> None:
    own = {name: getattr(deadline, name) for name in ("id", "roadmap", "kind", "due_on", "met_on")}
    of_roadmap = {name: getattr(roadmap, name) for name in ("framework", "country", "region", "owner", "titles")}
    event = kind.model_validate(own | of_roadmap)
    # It carries the roadmap's titles, which a draft's are not for everybody.
    uow.emit(
        event,
        sequence=deadline.version,
        places=[roadmap.country],
        days=days,
        regions=roadmap.own_regions,
        audience=roadmap.event_audience,
    )
