"""Writes of deadlines: they follow from the framework's rules and from what happens to the roadmap."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.roadmaps import events, rules
from services.roadmaps.models import Deadline, Framework, Roadmap
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


async def meet(uow: UnitOfWork, roadmap: Roadmap, kind: DeadlineKind, day: date) -> Deadline | None:
    """Note that the duty was done; give the deadline that is met: the earliest open one of the kind, if any."""
    deadline = next((one for one in await _open(uow, roadmap) if one.kind == kind), None)
    if deadline:
        uow.change(deadline)
        deadline.met_on = day
        _tell(uow, events.DeadlineMet, deadline, roadmap, Days(day, day))
    return deadline


async def move(uow: UnitOfWork, roadmap: Roadmap, framework: Framework) -> None:
    """Move what is open to where the roadmap's new anchor puts it."""
    periods = {rule["kind"]: rule for rule in framework.deadline_rules}
    for deadline in await _open(uow, roadmap):
        rule = periods[deadline.kind]
        deadline.due_on = rules.due_on(roadmap.anchor_date, rule["after"], rule["every"], deadline.recurrence)
        uow.change(deadline)
        _tell(uow, events.DeadlineMoved, deadline, roadmap)


async def waive(uow: UnitOfWork, roadmap: Roadmap) -> None:
    """Let go of what is open."""
    for deadline in await _open(uow, roadmap):
        deadline.waived_at = uow.now
        uow.change(deadline)
        _tell(uow, events.DeadlineWaived, deadline, roadmap)


async def reopen(uow: UnitOfWork, roadmap: Roadmap, framework: Framework) -> None:
    """Set anew what was let go of with the roadmap, which has come back."""
    periods = {rule["kind"]: rule for rule in framework.deadline_rules}
    waived = select(Deadline).where(Deadline.roadmap == roadmap.id, Deadline.waived_at.is_not(None))
    for deadline in await uow.session.scalars(waived.order_by(Deadline.due_on, Deadline.id).with_for_update()):
        rule = periods[deadline.kind]
        deadline.waived_at = None
        deadline.due_on = rules.due_on(roadmap.anchor_date, rule["after"], rule["every"], deadline.recurrence)
        uow.change(deadline)
        _tell(uow, events.DeadlineSet, deadline, roadmap)


async def _open(uow: UnitOfWork, roadmap: Roadmap) -> Sequence[Deadline]:
    """Lock the deadlines that are neither met nor waived, earliest first."""
    chosen = (
        select(Deadline)
        .where(Deadline.roadmap == roadmap.id, Deadline.met_on.is_(None), Deadline.waived_at.is_(None))
        .order_by(Deadline.due_on, Deadline.id)
        .with_for_update()
    )
    return (await uow.session.scalars(chosen)).all()


def _set(uow: UnitOfWork, roadmap: Roadmap, kind: str, due_on: date, *, recurrence: int = 0) -> None:
    deadline = Deadline(
        id=uuid7(),
        roadmap=roadmap.id,
        kind=kind,
        recurrence=recurrence,
        due_on=due_on,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(deadline)
    _tell(uow, events.DeadlineSet, deadline, roadmap)


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
