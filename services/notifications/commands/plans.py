"""Plans who is reminded when: from deadlines and focal points, whichever came first."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.dialects.postgresql import Insert, insert
from uuid_utils.compat import uuid7

from services.notifications.models import Deadline, FocalPoint, Reminder
from services.notifications.rules.deputies import Office, reminded
from services.notifications.rules.reminders import DEFAULT_STEPS, ReminderState, Step, fire_at, local_day
from shared.unit_of_work import UnitOfWork

EMAIL = "email"
CHUNK = 1000
REMINDED_ONCE = "reminders_deadline_due_on_step_focal_point_channel_key"
TURN = "SELECT pg_advisory_xact_lock(hashtext('reminding'))"

# What a focal point's change touches, it also touches for those whose deputy it is, directly or through others.
TOUCHED = text(
    """
    WITH RECURSIVE touched AS (
        SELECT unnest(CAST(:focal_points AS uuid[])) AS id
        UNION SELECT focal_points.id FROM focal_points JOIN touched ON focal_points.deputy = touched.id
    )
    SELECT unnest(CAST(:deadlines AS uuid[]))
    UNION SELECT deadlines.id FROM deadlines JOIN focal_points ON focal_points.actor = deadlines.owner
        WHERE deadlines.active AND focal_points.id IN (SELECT id FROM touched)
    UNION SELECT deadline FROM reminders JOIN touched ON focal_point = touched.id WHERE state IN ('planned', 'sending')
    UNION SELECT deadline FROM reminders JOIN touched ON in_place_of = touched.id WHERE state IN ('planned', 'sending')
    """
)
LINES = text(
    """
    WITH RECURSIVE line AS (
        SELECT id, deputy FROM focal_points WHERE actor = ANY(CAST(:owners AS uuid[]))
        UNION SELECT focal_points.id, focal_points.deputy FROM focal_points JOIN line ON focal_points.id = line.deputy
    )
    SELECT id FROM line
    """
)
CANCEL = text(
    """
    UPDATE reminders SET state = 'cancelled', updated_at = :now
    WHERE state IN ('planned', 'sending') AND deadline = ANY(CAST(:touched AS uuid[]))
        AND (deadline, due_on, step, focal_point) NOT IN (
            SELECT * FROM unnest(CAST(:deadlines AS uuid[]), CAST(:days AS date[]), CAST(:steps AS text[]),
                CAST(:focal_points AS uuid[]))
        )
    """
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One step of reminding a holder of a deadline, for the focal point `first` of the deadline's owner."""

    deadline: Deadline
    step: Step
    first: FocalPoint
    holder: FocalPoint

    @property
    def key(self) -> tuple[UUID, str, UUID]:
        """Say what nobody is reminded of twice."""
        return self.deadline.id, self.step.name, self.holder.id

    @property
    def fire_at(self) -> datetime:
        """Give the moment at which it is due where the holder lives."""
        return fire_at(self.deadline.due_on, self.step, self.holder.time_zone)


Sent = tuple[UUID, str, UUID]
"""A deadline, a step, and the focal point it was sent for, to itself or to its deputy."""


async def take_turn(uow: UnitOfWork) -> None:
    """Wait until nobody else plans or claims reminders, and keep the others waiting until the end of the transaction.

    Else a deadline and its focal point that come at once to two consumers would each miss the other, and two senders
    would each send one of the steps that are due together.
    """
    await uow.session.execute(text(TURN))


async def plan(uow: UnitOfWork, *, deadlines: Sequence[UUID] = (), focal_points: Sequence[UUID] = ()) -> None:
    """Plan the reminders of these deadlines and focal points; what is planned already stays, what no longer holds goes.

    The focal points of a roadmap's owner are reminded, or who stands in for them.
    """
    await take_turn(uow)
    ids = {"deadlines": list(deadlines), "focal_points": list(focal_points)}
    touched = list(await uow.session.scalars(TOUCHED, ids))
    due = list(await uow.session.scalars(select(Deadline).where(Deadline.id.in_(touched), Deadline.active)))
    holders = await _holders(uow, {one.owner for one in due})
    possible = list(_occurrences(due, holders, uow.now))
    await _cancel_others(uow, touched, possible)
    rows = _rows(uow, _wanted(possible, await _sent(uow, due), uow.now))
    for start in range(0, len(rows), CHUNK):
        await uow.session.execute(_or_again(), rows[start : start + CHUNK])


async def _holders(uow: UnitOfWork, owners: Collection[UUID]) -> dict[UUID, FocalPoint]:
    """Give the focal points of owners, and their deputies, by id."""
    ids = await uow.session.scalars(LINES, {"owners": list(owners)})
    chosen = select(FocalPoint).where(FocalPoint.id.in_(ids.all())).order_by(FocalPoint.id)
    found = await uow.session.scalars(chosen.execution_options(populate_existing=True))
    return {one.id: one for one in found}


async def _sent(uow: UnitOfWork, due: Sequence[Deadline]) -> set[Sent]:
    """Say what has been sent already, of the present days of deadlines."""
    days = {one.id: one.due_on for one in due}
    chosen = select(Reminder).where(Reminder.deadline.in_(days), Reminder.state == ReminderState.SENT)
    return {
        (one.deadline, one.step, one.in_place_of or one.focal_point)
        for one in await uow.session.scalars(chosen)
        if one.due_on == days[one.deadline]
    }


async def _cancel_others(uow: UnitOfWork, touched: Sequence[UUID], possible: Sequence[Occurrence]) -> None:
    """Take back what waits of these deadlines and is no longer possible."""
    values = {
        "deadlines": [one.deadline.id for one in possible],
        "days": [one.deadline.due_on for one in possible],
        "steps": [one.step.name for one in possible],
        "focal_points": [one.holder.id for one in possible],
    }
    await uow.session.execute(CANCEL, {**values, "touched": touched, "now": uow.now})


def _or_again() -> Insert:
    """Insert what is new; what waits or was cancelled waits for its new moment, what was sent stays sent."""
    statement = insert(Reminder)
    newer = {name: statement.excluded[name] for name in ("state", "fire_at", "in_place_of", "updated_at")}
    waits = or_(Reminder.state == ReminderState.PLANNED, Reminder.state == ReminderState.CANCELLED)
    return statement.on_conflict_do_update(constraint=REMINDED_ONCE, set_=newer, where=waits)


def _occurrences(due: Iterable[Deadline], holders: Mapping[UUID, FocalPoint], now: datetime) -> Iterator[Occurrence]:
    """Give all steps of deadlines, each for whoever is reminded of it as things stand."""
    offices = {one.id: _office(one) for one in holders.values()}
    of_owner: dict[UUID, list[FocalPoint]] = {}
    for one in holders.values():
        of_owner.setdefault(one.actor, []).append(one)
    for deadline in due:
        for first in of_owner.get(deadline.owner, ()):
            today = local_day(now, first.time_zone)
            for step in DEFAULT_STEPS:
                office = reminded(first.id, offices, max(today, deadline.due_on + timedelta(days=step.days)))
                if office:
                    yield Occurrence(deadline, step, first, holders[office.id])


def _office(row: FocalPoint) -> Office:
    own = {name: getattr(row, name) for name in Office.__dataclass_fields__ if name != "reachable"}
    return Office(**own, reachable=row.active and row.email is not None)


def _wanted(possible: Iterable[Occurrence], sent: Collection[Sent], now: datetime) -> list[Occurrence]:
    """Choose the steps ahead, and of those that have passed the last: nobody has missed what was not planned yet.

    Whoever takes over does not get again what was sent to the one before. Who is reminded both for itself and for
    another is reminded once.
    """
    ahead: dict[tuple[UUID, str, UUID], Occurrence] = {}
    passed: dict[tuple[UUID, UUID], Occurrence] = {}
    for one in sorted(possible, key=lambda one: one.first.id != one.holder.id):
        if one.fire_at > now:
            ahead.setdefault(one.key, one)
        else:
            place = (one.deadline.id, one.first.id)
            passed[place] = max(passed.get(place, one), one, key=lambda one: one.step.days)
    fresh = [one for one in passed.values() if (one.deadline.id, one.step.name, one.first.id) not in sent]
    for one in fresh:
        ahead.setdefault(one.key, one)
    return list(ahead.values())


def _rows(uow: UnitOfWork, wanted: Iterable[Occurrence]) -> list[dict[str, Any]]:
    return [
        {
            "id": uuid7(),
            "version": 1,
            "created_at": uow.now,
            "updated_at": uow.now,
            "deadline": one.deadline.id,
            "due_on": one.deadline.due_on,
            "step": one.step.name,
            "focal_point": one.holder.id,
            "in_place_of": None if one.first.id == one.holder.id else one.first.id,
            "channel": EMAIL,
            "fire_at": one.fire_at,
            "state": ReminderState.PLANNED,
            "attempts": 0,
        }
        for one in wanted
    ]
