"""Brings the log to webhooks: in order per subject, each event until it is taken or all attempts are used up."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.dialects.postgresql import insert

from services.notifications import events, queries
from services.notifications.channels.webhook import Answer
from services.notifications.commands import subscriptions
from services.notifications.models import Delivery, LoggedEvent, Subscription
from services.notifications.rules import webhooks
from services.notifications.rules.log import positioned
from shared.db import ReadSession
from shared.unit_of_work import UnitOfWork

AT_ONCE = 200
ERROR_LENGTH = 500


@dataclass(slots=True)
class Parcel:
    """An event for one webhook: the attempts so far, and the answer of this round."""

    event: LoggedEvent
    attempts: list[dict[str, object]] = field(default_factory=list)
    answer: Answer | None = None

    @property
    def body(self) -> bytes:
        """Give what is sent and signed."""
        return positioned(self.event.body, self.event.position)

    @property
    def taken(self) -> bool:
        """Say whether the receiver has it."""
        return self.answer is not None and self.answer.ok


@dataclass(frozen=True, slots=True)
class Round:
    """What one webhook gets now: one line per subject, each in order; what waits behind others; the new cursor.

    A `full` one leaves more to be read at once.
    """

    subscription: Subscription
    lines: list[list[Parcel]]
    behind: list[Parcel]
    position: int
    full: bool


async def collect(session: ReadSession, subscription: Subscription) -> Round:
    """Gather what is due; what follows an event that its receiver has not taken yet waits behind it."""
    waiting = await queries.pending(session, subscription)
    now = datetime.now(UTC)
    lines: defaultdict[str, list[Parcel]] = defaultdict(list)
    held: set[str] = set()
    for delivery, event in waiting:
        if event.subject not in lines and delivery.next_attempt_at and delivery.next_attempt_at > now:
            held.add(event.subject)
        if event.subject not in held:
            lines[event.subject].append(Parcel(event, list(delivery.attempts)))
    behind = []
    fresh, position = await _fresh(session, subscription, len(waiting))
    for event in fresh:
        if event.subject in held:
            behind.append(Parcel(event))
        else:
            lines[event.subject].append(Parcel(event))
    return Round(subscription, list(lines.values()), behind, position, full=len(fresh) == AT_ONCE)


async def _fresh(session: ReadSession, subscription: Subscription, waiting: int) -> tuple[list[LoggedEvent], int]:
    if waiting >= queries.MOST_WAITING:
        return [], subscription.position
    return await queries.next_for(session, subscription, AT_ONCE)


async def settle(uow: UnitOfWork, done: Round) -> Subscription | None:
    """Write down every attempt; plan the next, give up, or suspend a webhook that says it is gone.

    Gives the webhook as it is now where the next round can follow at once.
    """
    row = await queries.lock_subscription(uow.session, done.subscription.id)
    parcels = [parcel for line in done.lines for parcel in line] + done.behind
    rows = [one for line in done.lines for one in _settled_line(uow, row, line)]
    rows += [_row(row, parcel, "pending", None) for parcel in done.behind]
    if rows:
        statement = insert(Delivery)
        newer = {name: statement.excluded[name] for name in ("state", "attempts", "next_attempt_at")}
        keys = [Delivery.subscription, Delivery.position]
        await uow.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=newer), rows)
    if row.position == done.subscription.position:  # else somebody asked for a replay meanwhile
        row.position = done.position
    if any(parcel.taken for parcel in parcels):
        subscriptions.verify(uow, row)
    if row.status == "active" and any(parcel.answer and parcel.answer.gone for parcel in parcels):
        subscriptions.suspend(uow, row, "It answered 410 Gone")
    return row if done.full and row.status == "active" else None


def _settled_line(uow: UnitOfWork, subscription: Subscription, line: Sequence[Parcel]) -> Iterator[dict[str, object]]:
    """Give the rows of a line; what waits behind another has no time of its own."""
    now = datetime.now(UTC)
    waits = False
    for parcel in line:
        if parcel.answer is None:
            yield _row(subscription, parcel, "pending", None if waits else now)
            waits = True
            continue
        row = _attempted(uow, subscription, parcel, parcel.answer, now)
        waits = row["state"] == "pending"
        yield row


def _attempted(
    uow: UnitOfWork, subscription: Subscription, parcel: Parcel, answer: Answer, now: datetime
) -> dict[str, object]:
    parcel.attempts.append({"at": now.isoformat(), "status": answer.status, "error": answer.error[:ERROR_LENGTH]})
    if answer.ok:
        return _row(subscription, parcel, "delivered", None)
    jitter = random.random()  # noqa: S311
    again = webhooks.next_attempt(len(parcel.attempts), at=now, retry_after=answer.retry_after, jitter=jitter)
    if again is None:
        _tell_failure(uow, subscription, parcel.event, answer)
        return _row(subscription, parcel, "failed", None)
    return _row(subscription, parcel, "pending", again)


def _row(subscription: Subscription, parcel: Parcel, state: str, next_attempt_at: datetime | None) -> dict[str, object]:
    return {
        "subscription": subscription.id,
        "position": parcel.event.position,
        "event": parcel.event.id,
        "type": parcel.event.type,
        "subject": parcel.event.subject,
        "state": state,
        "attempts": parcel.attempts,
        "next_attempt_at": next_attempt_at,
    }


def _tell_failure(uow: UnitOfWork, subscription: Subscription, event: LoggedEvent, answer: Answer) -> None:
    error = answer.error or f"It answered {answer.status}"
    failed = events.DeliveryFailed(id=subscription.id, event=event.id, position=event.position, error=error)
    uow.emit(failed, sequence=subscription.version, audience=f"client:{subscription.holder}")
