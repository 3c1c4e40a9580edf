"""Writes of deadlines: they follow from the framework's rules and from what happens to the roadmap."""

from datetime import date

from sqlalchemy import ColumnElement, select
from uuid_utils.compat import uuid7

from services.roadmaps import events, rules
from services.roadmaps.commands.events_of_roadmaps import emit
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
    for one, milestone in await _locked(uow, roadmap, Deadline.waived_at.is_(None)):
        if one.met_on:
            _tell(uow, events.DeadlineMet, one, roadmap, milestone)
        else:
            _tell(uow, events.DeadlineSet, one, roadmap, milestone)


async def meet(uow: UnitOfWork, roadmap: Roadmap, kind: DeadlineKind, day: date) -> Deadline | None:
    """Note that the duty was done; give the deadline that is met: the earliest open one of the kind, if any."""
    deadline = next((one for one, _ in await _open(uow, roadmap) if one.kind == kind), None)
    if deadline:
        complete(uow, deadline, roadmap, day)
    return deadline


async def move(uow: UnitOfWork, roadmap: Roadmap, framework: Framework) -> None:
    """Move what is open to where the roadmap's new anchor puts it."""
    for deadline, milestone in await _open(uow, roadmap):
        move_to(uow, deadline, roadmap, _day(deadline, roadmap, framework), milestone)


async def waive(uow: UnitOfWork, roadmap: Roadmap) -> None:
    """Let go of what is open."""
    for deadline, milestone in await _open(uow, roadmap):
        let_go(uow, deadline, roadmap, milestone)


async def reopen(uow: UnitOfWork, roadmap: Roadmap, framework: Framework) -> None:
    """Set anew what was let go of with the roadmap, which has come back."""
    for deadline, milestone in await _locked(
        uow, roadmap, Deadline.waived_at.is_not(None), Milestone.withdrawn_at.is_(None)
    ):
        deadline.due_on = _day(deadline, roadmap, framework)
        open_again(uow, deadline, roadmap, milestone)


def set_of_milestone(uow: UnitOfWork, roadmap: Roadmap, milestone: Milestone) -> Deadline:
    """Set the deadline of a new milestone."""
    return _set(uow, roadmap, DeadlineKind.MILESTONE, milestone.due_on, milestone=milestone)


async def of_milestone(uow: UnitOfWork, milestone: Milestone) -> Deadline:
    """Give the deadline of a milestone, locked."""
    chosen = select(Deadline).where(Deadline.milestone == milestone.id).with_for_update()
    return (await uow.session.scalars(chosen)).one()


def complete(
    uow: UnitOfWork, deadline: Deadline, roadmap: Roadmap, day: date, milestone: Milestone | None = None
) -> None:
    """Note that the duty of a locked deadline was done."""
    uow.change(deadline)
    deadline.met_on = day
    _tell(uow, events.DeadlineMet, deadline, roadmap, milestone)


def move_to(uow: UnitOfWork, deadline: Deadline, roadmap: Roadmap, day: date, milestone: Milestone | None) -> None:
    """Move a locked deadline to another day."""
    deadline.due_on = day
    uow.change(deadline)
    _tell(uow, events.DeadlineMoved, deadline, roadmap, milestone)


def let_go(uow: UnitOfWork, deadline: Deadline, roadmap: Roadmap, milestone: Milestone | None) -> None:
    """Let go of a locked deadline."""
    deadline.waived_at = uow.now
    uow.change(deadline)
    _tell(uow, events.DeadlineWaived, deadline, roadmap, milestone)


def open_again(uow: UnitOfWork, deadline: Deadline, roadmap: Roadmap, milestone: Milestone | None) -> None:
    """Set anew a locked deadline that was met or waived."""
    deadline.waived_at = deadline.met_on = None
    uow.change(deadline)
    _tell(uow, events.DeadlineSet, deadline, roadmap, milestone)


def _day(deadline: Deadline, roadmap: Roadmap, framework: Framework) -> date:
    """Give the day of a deadline: by its rule where it has one, else its own."""
    rule = next((rule for rule in framework.deadline_rules if rule["kind"] == deadline.kind), None)
    if rule is None:
        return deadline.due_on
    return rules.due_on(roadmap.anchor_date, rule["after"], rule["every"], deadline.recurrence)


async def _open(uow: UnitOfWork, roadmap: Roadmap) -> list[tuple[Deadline, Milestone | None]]:
    """Lock the deadlines that are neither met nor waived, earliest first."""
    return await _locked(uow, roadmap, Deadline.met_on.is_(None), Deadline.waived_at.is_(None))


async def _locked(
    uow: UnitOfWork, roadmap: Roadmap, *conditions: ColumnElement[bool]
) -> list[tuple[Deadline, Milestone | None]]:
    """Lock deadlines of a roadmap, earliest first; give them, with their milestones."""
    chosen = (
        select(Deadline, Milestone)
        .join(Milestone, Milestone.id == Deadline.milestone, isouter=True)
        .where(Deadline.roadmap == roadmap.id, *conditions)
        .order_by(Deadline.due_on, Deadline.id)
        .with_for_update(of=Deadline)
    )
    return [(row[0], row[1]) for row in await uow.session.execute(chosen)]


def _set(
    uow: UnitOfWork,
    roadmap: Roadmap,
    kind: str,
    due_on: date,
    *,
    recurrence: int = 0,
    milestone: Milestone | None = None,
) -> Deadline:
    deadline = Deadline(
        id=uuid7(),
        roadmap=roadmap.id,
        kind=kind,
        recurrence=recurrence,
        due_on=due_on,
        milestone=milestone.id if milestone else None,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(deadline)
    _tell(uow, events.DeadlineSet, deadline, roadmap, milestone)
    return deadline


def _tell(
    uow: UnitOfWork, kind: type[Event], deadline: Deadline, roadmap: Roadmap, milestone: Milestone | None
) -> None:
    own = {name: getattr(deadline, name) for name in ("id", "roadmap", "kind", "due_on", "met_on", "milestone")}
    own["milestone_titles"] = milestone.titles if milestone else None
    of_roadmap = {name: getattr(roadmap, name) for name in ("framework", "country", "region", "owner", "titles")}
    event = kind.model_validate(own | of_roadmap)
    # It carries the roadmap's titles, which a draft's are not for everybody.
    met_on = deadline.met_on
    emit(uow, event, deadline, roadmap, days=Days(met_on, met_on) if met_on else None)
