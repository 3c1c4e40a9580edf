"""Brings the log to webhooks: in order per subject, each event until it is taken or all attempts are used up."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications import events, queries
from services.notifications.channels.webhook import Answer
from services.notifications.commands import subscriptions
from services.notifications.models import Delivery, LoggedEvent, Subscription
from services.notifications.queries import Holders
from services.notifications.rules import webhooks
from services.notifications.rules.log import positioned
from services.notifications.rules.visibility import Visibility
from shared.envelope import Audience
from shared.unit_of_work import UnitOfWork

AT_ONCE = 200
ERROR_LENGTH = 500

# What waited behind an event that is done is the first of its subject now, and can be sent.
NEXT_IN_LINE = text("""
UPDATE deliveries d SET next_attempt_at = now() FROM (
    SELECT DISTINCT ON (subject) position FROM deliveries
    WHERE subscription = :subscription AND subject = ANY(:subjects) AND state = 'pending' ORDER BY subject, position
) first
WHERE d.subscription = :subscription AND d.position = first.position AND d.next_attempt_at IS NULL
""")


@dataclass(slots=True)
class Attempt:
    """An event to be sent to one webhook; the attempts before, and what came of this one.

    It is `withheld` where the holder's grants reach it no more.
    """

    event: LoggedEvent
    before: list[Any]
    answer: Answer | None = None
    withheld: bool = False

    @property
    def body(self) -> bytes:
        """Give what is sent and signed."""
        return positioned(self.event.body, self.event.position)

    @property
    def taken(self) -> bool:
        """Say whether the receiver has it."""
        return self.answer is not None and self.answer.ok


@dataclass(frozen=True, slots=True)
class Target:
    """A webhook as it is now: where to send, how to sign, and which events its holder sees."""

    url: str
    secrets: list[str]
    visibility: Visibility


@dataclass(slots=True)
class Batch:
    """What one webhook gets now: the events of each subject in order. A `full` one leaves more to be read at once.

    `silent` once it was counted that an attempt of this batch was not answered.
    """

    subscription: UUID
    target: Target | None
    subjects: list[list[Attempt]] = field(default_factory=list)
    full: bool = False
    silent: bool = False


async def target(session: AsyncSession, holders: Holders, subscription_id: UUID, today: date) -> Target | None:
    """Give a webhook as it is now; None where nothing may be sent to it."""
    return _target(*await holders.webhook(session, subscription_id, today))


def _target(row: Subscription, visibility: Visibility | None) -> Target | None:
    return Target(row.url, row.secrets, visibility) if visibility and row.status == "active" else None


async def take(uow: UnitOfWork, holders: Holders, subscription_id: UUID) -> Batch:
    """Take what is new in the log into the deliveries of a webhook, and give what is to be sent.

    To one that has left attempts unanswered a single event is sent first, while all else waits.
    """
    row, visibility = await holders.webhook(uow.session, subscription_id, uow.now.date(), for_update=True)
    batch = Batch(subscription_id, _target(row, visibility))
    if batch.target is None:
        return batch
    fresh: Sequence[Any] = ()
    if await queries.waiting(uow.session, row) < queries.MOST_WAITING:
        fresh, row.position = await queries.fresh_for(uow.session, row, batch.target.visibility, AT_ONCE)
    if fresh:
        await _add(uow, row, fresh)
    found: defaultdict[str, list[Attempt]] = defaultdict(list)
    for before, event in await queries.due(uow.session, row, 1 if row.unanswered else AT_ONCE):
        found[event.subject].append(Attempt(event, list(before)))
    batch.subjects, batch.full = list(found.values()), len(fresh) == AT_ONCE
    return batch


async def _add(uow: UnitOfWork, row: Subscription, fresh: Sequence[Any]) -> None:
    held = await queries.subjects_waiting(uow.session, row, {one.subject for one in fresh})
    now = datetime.now(UTC)
    rows = []
    for position, event, kind, subject in fresh:
        rows.append(
            {
                "subscription": row.id,
                "position": position,
                "event": event,
                "type": kind,
                "subject": subject,
                "state": "pending",
                "attempts": [],
                "next_attempt_at": None if subject in held else now,
            }
        )
        held.add(subject)
    await uow.session.execute(insert(Delivery).on_conflict_do_nothing(), rows)


async def record(uow: UnitOfWork, batch: Batch, attempts: Sequence[Attempt]) -> None:
    """Write down attempts; plan the next ones, give up, leave the webhook alone for a while, or suspend it."""
    row = await queries.lock_subscription(uow.session, batch.subscription)
    now = datetime.now(UTC)
    rows = [_recorded(uow, row, attempt, now) for attempt in attempts]
    await uow.session.execute(update(Delivery), rows)
    subjects = list({attempt.event.subject for attempt in attempts})
    await uow.session.execute(NEXT_IN_LINE, {"subscription": row.id, "subjects": subjects})
    answers = [attempt.answer for attempt in attempts if attempt.answer]
    _count(row, batch, answers, now)
    if any(answer.ok for answer in answers):
        row.failed_events = 0
        subscriptions.verify(uow, row)
    reason = webhooks.suspension_reason(row.failed_events, row.unanswered)
    if any(answer.gone for answer in answers):
        reason = "It answered 410 Gone"
    if row.status == "active" and reason:
        subscriptions.suspend(uow, row, reason)


def _recorded(uow: UnitOfWork, row: Subscription, attempt: Attempt, now: datetime) -> dict[str, object]:
    """Give the state of a delivery after an attempt."""
    state, again = "withheld", None
    attempts = attempt.before
    if answer := attempt.answer:
        attempts = [*attempts, {"at": now.isoformat(), "status": answer.status, "error": answer.error[:ERROR_LENGTH]}]
        state = "delivered"
        if not answer.ok:
            jitter = random.random()  # noqa: S311
            again = webhooks.next_attempt(len(attempts), at=now, retry_after=answer.retry_after, jitter=jitter)
            state = "pending" if again else "failed"
        if state == "failed":
            row.failed_events += 1
            _tell_failure(uow, row, attempt.event, answer)
    return {
        "subscription": row.id,
        "position": attempt.event.position,
        "state": state,
        "attempts": attempts,
        "next_attempt_at": again,
    }


def _count(row: Subscription, batch: Batch, answers: Sequence[Answer], now: datetime) -> None:
    """Count attempts without an answer, once a batch, and say until when the webhook is left alone."""
    if any(answer.status is not None for answer in answers):
        row.unanswered, row.paused_until = 0, None
    elif answers and not batch.silent:
        batch.silent = True
        row.unanswered += 1
        row.paused_until = now + webhooks.pause(row.unanswered, random.random())  # noqa: S311
    waits = [min(answer.retry_after, webhooks.LONGEST_WAIT) for answer in answers if answer.retry_after]
    if waits:
        row.paused_until = max(now + max(waits), row.paused_until or now)


def _tell_failure(uow: UnitOfWork, subscription: Subscription, event: LoggedEvent, answer: Answer) -> None:
    error = answer.error or f"It answered {answer.status}"
    failed = events.DeliveryFailed(id=subscription.id, event=event.id, position=event.position, error=error)
    uow.emit(failed, sequence=subscription.version, audience=Audience.CLIENT.of(subscription.holder))
