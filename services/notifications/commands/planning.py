"""Plans who is reminded when: from deadlines and focal points, whichever came first."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, text, update
from sqlalchemy.dialects.postgresql import Insert, insert
from uuid_utils.compat import uuid7

from services.notifications.models import Deadline, FocalPoint, Reminder
from services.notifications.rules.reminders import DEFAULT_STEPS, ReminderState, fire_at, local_day
from shared.unit_of_work import UnitOfWork

EMAIL = "email"
CHUNK = 1000
REMINDED_ONCE = "reminders_deadline_due_on_step_focal_point_channel_key"
TURN = "SELECT pg_advisory_xact_lock(hashtext('reminding'))"


async def take_turn(uow: UnitOfWork) -> None:
    """Wait until nobody else plans or claims reminders, and keep the others waiting until the end of the transaction.

    Else a deadline and its focal point that come at once to two consumers would each miss the other, and two senders
    would each send one of the steps that are due together.
    """
    await uow.session.execute(text(TURN))


async def plan(uow: UnitOfWork, *, deadlines: Sequence[UUID] = (), focal_points: Sequence[UUID] = ()) -> None:
    """Plan the reminders of these deadlines and focal points; what is planned already stays, what no longer holds goes.

    The focal points of a roadmap's owner are reminded.
    """
    await take_turn(uow)
    touched = or_(Reminder.deadline.in_(deadlines), Reminder.focal_point.in_(focal_points))
    await cancel(uow, and_(touched, ~_still_holds()))
    chosen = (
        select(Deadline, FocalPoint)
        .join(FocalPoint, FocalPoint.actor == Deadline.owner)
        .where(
            or_(Deadline.id.in_(deadlines), FocalPoint.id.in_(focal_points)),
            Deadline.active,
            FocalPoint.active,
            FocalPoint.email.is_not(None),
        )
    )
    rows = [
        row for deadline, holder in await uow.session.execute(chosen) for row in _occurrences(uow, deadline, holder)
    ]
    for start in range(0, len(rows), CHUNK):
        await uow.session.execute(_or_again(), rows[start : start + CHUNK])


async def cancel(uow: UnitOfWork, condition: ColumnElement[bool]) -> None:
    """Take back what is planned and not sent."""
    waiting = Reminder.state.in_([ReminderState.PLANNED, ReminderState.SENDING])
    await uow.session.execute(
        update(Reminder).where(waiting, condition).values(state=ReminderState.CANCELLED, updated_at=uow.now)
    )


def _or_again() -> Insert:
    """Insert what is new; what waits or was cancelled waits for its new moment, what was sent stays sent."""
    statement = insert(Reminder)
    return statement.on_conflict_do_update(
        constraint=REMINDED_ONCE,
        set_={
            "state": ReminderState.PLANNED,
            "fire_at": statement.excluded.fire_at,
            "updated_at": statement.excluded.updated_at,
        },
        where=or_(Reminder.state == ReminderState.PLANNED, Reminder.state == ReminderState.CANCELLED),
    )


def _still_holds() -> ColumnElement[bool]:
    """Say which reminders are of an open deadline on its present day, to a focal point with a mandate."""
    return (
        select(Deadline.id)
        .join(FocalPoint, FocalPoint.actor == Deadline.owner)
        .where(
            Deadline.id == Reminder.deadline,
            Deadline.due_on == Reminder.due_on,
            Deadline.active,
            FocalPoint.id == Reminder.focal_point,
            FocalPoint.active,
            FocalPoint.email.is_not(None),
        )
        .exists()
    )


def _occurrences(uow: UnitOfWork, deadline: Deadline, holder: FocalPoint) -> list[dict[str, Any]]:
    """Give the steps ahead, and of those that have passed the last: nobody has missed what was not planned yet."""
    today = local_day(uow.now, holder.time_zone)
    moments = [(step, fire_at(deadline.due_on, step, holder.time_zone)) for step in DEFAULT_STEPS]
    passed = [(step, moment) for step, moment in moments if moment <= uow.now]
    ahead = [(step, moment) for step, moment in moments if moment > uow.now]
    return [
        {
            "id": uuid7(),
            "version": 1,
            "created_at": uow.now,
            "updated_at": uow.now,
            "deadline": deadline.id,
            "due_on": deadline.due_on,
            "step": step.name,
            "focal_point": holder.id,
            "channel": EMAIL,
            "fire_at": moment,
            "state": ReminderState.PLANNED,
            "attempts": 0,
        }
        for step, moment in passed[-1:] + ahead
        if _mandated(holder, max(today, deadline.due_on + timedelta(days=step.days)))
    ]


def _mandated(holder: FocalPoint, day: date) -> bool:
    return (holder.valid_from is None or holder.valid_from <= day) and (
        holder.valid_to is None or day < holder.valid_to
    )
