"""Sends what is due: each step once, and of several that are due together only the most urgent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, text

from services.notifications import events
from services.notifications.channels.email import Mail, Rejected
from services.notifications.models import Deadline, FocalPoint, Reminder
from services.notifications.rules.reminders import MAIL_TRIES, ReminderState, local_day, retry_after
from services.notifications.rules.texts import reminder_letter
from shared.unit_of_work import UnitOfWork

AT_ONCE = 100
LEASE = timedelta(minutes=2)
"""After this a reminder whose sender died is sent by another; if it died between the mail and its commit, twice."""

# One sender at a time sees all steps of a deadline together, so that two cannot send one each.
ONE_SENDER = "SELECT pg_try_advisory_xact_lock(hashtext('reminding'))"

DUE = text(
    """
    WITH due AS (
        SELECT id, fire_at, rank() OVER urgency AS rank, first_value(id) OVER urgency AS winner
        FROM reminders
        WHERE (state = 'planned' AND (retry_at IS NULL OR retry_at <= now()) OR state = 'sending' AND retry_at <= now())
            AND fire_at <= :now
        WINDOW urgency AS (PARTITION BY deadline, focal_point, channel ORDER BY fire_at DESC, id)
    ), chosen AS (
        SELECT winner FROM due WHERE rank = 1 ORDER BY fire_at LIMIT :most
    )
    UPDATE reminders SET
        state = CASE WHEN rank = 1 THEN 'sending' ELSE 'superseded' END,
        superseded_by = CASE WHEN rank > 1 THEN winner END,
        retry_at = :until,
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
    """Take the reminders that are due now; the steps they overtake are superseded, each with an event."""
    if not await uow.session.scalar(text(ONE_SENDER)):
        return []
    until = datetime.now(UTC) + LEASE
    taken = list(await uow.session.scalars(DUE, {"now": uow.now, "most": AT_ONCE, "until": until}))
    rows = await uow.session.execute(
        select(Reminder, Deadline, FocalPoint)
        .join(Deadline, Deadline.id == Reminder.deadline)
        .join(FocalPoint, FocalPoint.id == Reminder.focal_point)
        .where(Reminder.id.in_(taken))
        .order_by(Reminder.fire_at)
    )
    found = []
    for reminder, deadline, holder in rows:
        if reminder.state == ReminderState.SUPERSEDED:
            facts = _facts(reminder, deadline)
            _tell(uow, events.ReminderSuperseded(**facts, superseded_by=reminder.superseded_by), deadline)
        elif holder.email:
            found.append(
                Due(
                    reminder,
                    deadline,
                    _mail(reminder, deadline, holder, local_day(uow.now, holder.time_zone), public_url),
                )
            )
    return found


async def settle(uow: UnitOfWork, due: Sequence[Due], outcomes: Sequence[Exception | None]) -> None:
    """Write down what became of the mails; a sent one is told of, a failed one is tried again later."""
    for one, error in zip(due, outcomes, strict=True):
        reminder = await uow.session.merge(one.reminder, load=False)
        reminder.attempts += 1
        uow.change(reminder)
        if error is None:
            reminder.state, reminder.sent_at, reminder.retry_at = ReminderState.SENT, uow.now, None
            _tell(uow, events.ReminderSent(**_facts(reminder, one.deadline)), one.deadline)
        elif isinstance(error, Rejected) or reminder.attempts >= MAIL_TRIES:
            reminder.state = ReminderState.FAILED
        else:
            reminder.state = ReminderState.PLANNED
            reminder.retry_at = datetime.now(UTC) + retry_after(reminder.attempts)


def _mail(reminder: Reminder, deadline: Deadline, holder: FocalPoint, today: date, public_url: str) -> Mail:
    letter = reminder_letter(
        language=holder.language,
        kind=deadline.kind,
        titles=deadline.titles,
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


def _tell(uow: UnitOfWork, event: events.ReminderSent | events.ReminderSuperseded, deadline: Deadline) -> None:
    uow.emit(event, sequence=1, country=deadline.country, regions=deadline.regions, audience=deadline.audience)
