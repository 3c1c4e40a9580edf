"""Sends what is due: each step once, and of several that are due together only the most urgent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select, text

from services.notifications import events
from services.notifications.channels.email import Mail, Rejected, Withdrawn
from services.notifications.commands.plans import plan, take_turn
from services.notifications.models import Deadline, FocalPoint, Reminder
from services.notifications.rules.reminders import MAIL_TRIES, ReminderState, local_day, retry_after
from services.notifications.rules.texts import reminder_letter
from shared.db import ReadSession
from shared.envelope import Event
from shared.unit_of_work import UnitOfWork

AT_ONCE = 100
LEASE = timedelta(minutes=2)
"""After this a reminder whose sender died is sent by another; if it died between the mail and its commit, twice."""

DUE_DEADLINES = text(
    """
    SELECT deadline FROM reminders
    WHERE state IN ('planned', 'sending') AND fire_at <= :now AND (retry_at IS NULL OR retry_at <= now())
    GROUP BY deadline ORDER BY min(fire_at) LIMIT :most
    """
)

# An earlier step that an office missed gives way, though it was for somebody else who stood in for it.
# A reminder that waits for its next try gives way to a more urgent one; one that is on its way is left alone.
DUE = text(
    """
    WITH waiting AS (
        SELECT id, deadline, coalesce(in_place_of, focal_point) AS office, channel, fire_at, state,
            retry_at IS NULL OR retry_at <= now() AS free
        FROM reminders
        WHERE state IN ('planned', 'sending') AND fire_at <= :now AND deadline = ANY(CAST(:deadlines AS uuid[]))
    ), due AS (
        SELECT id, free, fire_at, rank() OVER urgency AS rank, first_value(id) OVER urgency AS winner
        FROM waiting WHERE free OR state = 'planned'
        WINDOW urgency AS (PARTITION BY deadline, office, channel ORDER BY fire_at DESC, id)
    ), chosen AS (
        SELECT winner FROM due WHERE rank = 1 AND free ORDER BY fire_at LIMIT :most
    )
    UPDATE reminders SET
        state = CASE WHEN rank = 1 THEN 'sending' ELSE 'superseded' END,
        superseded_by = CASE WHEN rank > 1 THEN winner END,
        retry_at = CASE WHEN rank = 1 THEN CAST(:until AS timestamptz) END,
        updated_at = :now
    FROM due WHERE due.id = reminders.id AND winner IN (SELECT winner FROM chosen)
    RETURNING reminders.id
    """
)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that has to go out, with all that its mail needs."""

    reminder: Reminder
    deadline: Deadline
    mail: Mail


async def claim(uow: UnitOfWork, public_url: str) -> list[Due]:
    """Take the reminders that are due now; the steps they overtake are superseded, each with an event.

    Who is reminded is decided now: what was planned before an outage may be for somebody who has since gone away.
    """
    await take_turn(uow)
    deadlines = list(await uow.session.scalars(DUE_DEADLINES, {"now": uow.now, "most": AT_ONCE}))
    if not deadlines:
        return []
    await plan(uow, deadlines=deadlines)
    until = datetime.now(UTC) + LEASE
    values = {"now": uow.now, "most": AT_ONCE, "until": until, "deadlines": deadlines}
    taken = list(await uow.session.scalars(DUE, values))
    found = []
    for reminder, deadline, holder in await uow.session.execute(_with_holders(taken)):
        if reminder.state == ReminderState.SUPERSEDED:
            facts = _facts(reminder, deadline)
            _tell(uow, events.ReminderSuperseded(**facts, superseded_by=reminder.superseded_by), deadline)
        elif holder.email:
            today = local_day(uow.now, holder.time_zone)
            found.append(Due(reminder, deadline, _mail(reminder, deadline, holder, today, public_url)))
    return found


async def mails_now(session: ReadSession, due: Sequence[Due], now: datetime, public_url: str) -> dict[str, Mail]:
    """Give the mails of those reminders that are still to be sent, as they are now, by message_id."""
    rows = await session.execute(_with_holders([one.reminder.id for one in due]))
    return {
        str(reminder.id): _mail(reminder, deadline, holder, local_day(now, holder.time_zone), public_url)
        for reminder, deadline, holder in rows
        if reminder.state == ReminderState.SENDING and holder.email
    }


def _with_holders(reminders: Sequence[UUID]) -> Select[Reminder, Deadline, FocalPoint]:
    return (
        select(Reminder, Deadline, FocalPoint)
        .join(Deadline, Deadline.id == Reminder.deadline)
        .join(FocalPoint, FocalPoint.id == Reminder.focal_point)
        .where(Reminder.id.in_(reminders))
        .order_by(Reminder.fire_at)
    )


async def settle(uow: UnitOfWork, due: Sequence[Due], outcomes: Sequence[Exception | None]) -> None:
    """Write down what became of the mails; a sent one is told of, a failed one is tried again later.

    Meanwhile the duty may have been done: what was sent was sent, but what was not is not tried again.
    """
    await take_turn(uow)
    for one, error in zip(due, outcomes, strict=True):
        reminder = await uow.session.get_one(Reminder, one.reminder.id, with_for_update=True)
        by_another = reminder.state == ReminderState.SENT  # who found the lease run out
        if by_another or isinstance(error, Withdrawn):
            continue
        uow.change(reminder)
        reminder.attempts += 1
        reminder.retry_at = None
        if error is None:
            reminder.state, reminder.sent_at = ReminderState.SENT, uow.now
            _tell(uow, events.ReminderSent(**_facts(reminder, one.deadline)), one.deadline)
        elif reminder.state == ReminderState.SENDING:
            _put_off(uow, reminder, one.deadline, error)


def _put_off(uow: UnitOfWork, reminder: Reminder, deadline: Deadline, error: Exception) -> None:
    if isinstance(error, Rejected) or reminder.attempts >= MAIL_TRIES:
        reminder.state = ReminderState.FAILED
        _tell(uow, events.ReminderFailed(**_facts(reminder, deadline)), deadline)
        return
    reminder.state = ReminderState.PLANNED
    reminder.retry_at = datetime.now(UTC) + retry_after(reminder.attempts)


def _mail(reminder: Reminder, deadline: Deadline, holder: FocalPoint, today: date, public_url: str) -> Mail:
    letter = reminder_letter(
        language=holder.language,
        kind=deadline.kind,
        titles=deadline.titles,
        milestone=deadline.milestone_titles or {},
        country=deadline.country,
        region=deadline.region,
        due_on=deadline.due_on,
        today=today,
        link=f"{public_url}/roadmaps/{deadline.roadmap}",
    )
    return Mail(to=holder.email or "", letter=letter, message_id=str(reminder.id))


def _facts(reminder: Reminder, deadline: Deadline) -> Mapping[str, object]:
    own = {name: getattr(reminder, name) for name in ("id", "deadline", "due_on", "step", "focal_point", "channel")}
    return {**own, "roadmap": deadline.roadmap, "kind": deadline.kind}


def _tell(uow: UnitOfWork, event: Event, deadline: Deadline) -> None:
    uow.emit(event, sequence=1, places=[deadline.country], regions=deadline.regions, audience=deadline.audience)
