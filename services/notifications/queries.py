"""Reads of the notifications service; what the caller may not see is left out in the query."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications import schemas
from services.notifications.models import Deadline, Delivery, EventCounter, LoggedEvent, Reminder, Subscription
from services.notifications.rules.log import type_pattern
from shared.auth import Principal
from shared.db import ReadSession, Rows
from shared.errors import NotFound
from shared.service import Runtime

LOOK_SECONDS = 0.05
MOST_WAITING = 1000
"""Events that wait for one webhook; more stay in the log until it has taken some of them."""


async def head(session: AsyncSession) -> int:
    """Give the last position of the log."""
    return await session.scalar(select(EventCounter.position)) or 0


async def events_after(
    session: AsyncSession,
    after: int,
    filters: schemas.EventFilters,
    principal: Principal,
    limit: int,
    *,
    newest_first: bool = False,
) -> Sequence[LoggedEvent]:
    """Give the next events of the log that the principal may see, or the last ones, the newest first."""
    scope = principal.scope()
    audiences = None if scope.everything else [*scope.audiences(), f"client:{principal.id}"]
    chosen = _log(after, audiences, filters.type, filters.country, filters.region).limit(limit)
    if newest_first:
        chosen = chosen.order_by(None).order_by(LoggedEvent.position.desc())
    return (await session.scalars(chosen)).all()


async def next_for(session: ReadSession, subscription: Subscription, limit: int) -> tuple[list[LoggedEvent], int]:
    """Give a webhook's next events, and the position up to which there are none besides."""
    last = await head(session)
    audiences = subscription.audiences
    if audiences is not None:
        audiences = [*audiences, f"client:{subscription.holder}"]
    filters = (subscription.types, subscription.countries, subscription.regions)
    chosen = _log(subscription.position, audiences, *filters).where(LoggedEvent.position <= last).limit(limit)
    found = list(await session.scalars(chosen))
    return found, found[-1].position if len(found) == limit else last


def _log(
    after: int,
    audiences: Sequence[str] | None,
    types: Sequence[str],
    countries: Sequence[str],
    regions: Sequence[str],
) -> Select[LoggedEvent]:
    conditions: list[ColumnElement[bool]] = [LoggedEvent.position > after]
    if audiences is not None:
        conditions.append(LoggedEvent.audience.in_(["public", *audiences]))
    if types:
        conditions.append(or_(*(LoggedEvent.type.like(type_pattern(one)) for one in types)))
    if countries:
        conditions.append(LoggedEvent.country.in_(countries))
    if regions:
        conditions.append(LoggedEvent.regions.overlap(list(regions)))
    return select(LoggedEvent).where(*conditions).order_by(LoggedEvent.position)


def subscriptions(principal: Principal) -> Rows:
    """Select the principal's own webhooks; an administrator sees all."""
    return select(Subscription).where(_own(principal), Subscription.status != "withdrawn")


async def get_subscription(
    session: AsyncSession, subscription_id: UUID, principal: Principal, *, for_update: bool = False
) -> Subscription:
    """Give a webhook. Raises NotFound where it is not the principal's."""
    chosen = subscriptions(principal).where(Subscription.id == subscription_id)
    row = await session.scalar(chosen.with_for_update() if for_update else chosen)
    if not isinstance(row, Subscription):
        raise NotFound(f"There is no subscription {subscription_id}")
    return row


async def lock_subscription(session: AsyncSession, subscription_id: UUID) -> Subscription:
    """Lock a webhook that is known to be there."""
    chosen = select(Subscription).where(Subscription.id == subscription_id).with_for_update()
    return (await session.scalars(chosen)).one()


def _own(principal: Principal) -> ColumnElement[bool]:
    return true() if principal.scope().everything else Subscription.holder == principal.id


async def with_work(session: ReadSession) -> list[Subscription]:
    """Give the webhooks for which there may be something to send."""
    last = select(func.coalesce(func.max(EventCounter.position), 0)).scalar_subquery()
    waiting = select(Delivery.position).where(Delivery.subscription == Subscription.id, Delivery.state == "pending")
    due = waiting.where(Delivery.next_attempt_at <= func.now())
    full = waiting.offset(MOST_WAITING - 1).exists()
    chosen = select(Subscription).where(
        Subscription.status == "active", or_(and_(Subscription.position < last, ~full), due.exists())
    )
    return list(await session.scalars(chosen))


async def pending(session: ReadSession, subscription: Subscription) -> list[tuple[Delivery, LoggedEvent]]:
    """Give what a webhook has not taken yet, in order."""
    chosen = (
        select(Delivery, LoggedEvent)
        .join(LoggedEvent, LoggedEvent.position == Delivery.position)
        .where(Delivery.subscription == subscription.id, Delivery.state == "pending")
        .order_by(Delivery.position)
    )
    return [(delivery, event) for delivery, event in await session.execute(chosen)]


def deliveries(subscription: Subscription, query: schemas.DeliveryQuery) -> Rows:
    """Select what was and will be sent to a webhook, newest first."""
    chosen = select(Delivery).where(Delivery.subscription == subscription.id)
    return chosen.where(Delivery.state.in_(query.state)) if query.state else chosen


def reminders(query: schemas.ReminderQuery, principal: Principal) -> Rows:
    """Select reminders with their deadlines, as far as the principal's grants reach."""
    scope = principal.scope()
    chosen = select(Reminder, Deadline).join(Deadline, Deadline.id == Reminder.deadline)
    if not scope.everything:
        chosen = chosen.where(
            or_(
                Deadline.country.in_(scope.countries),
                Deadline.region.in_(scope.regions),
                Deadline.owner.in_(scope.actors),
            )
        )
    if query.country:
        chosen = chosen.where(Deadline.country.in_(query.country))
    if query.deadline:
        chosen = chosen.where(Reminder.deadline.in_(query.deadline))
    if query.focal_point:
        columns = (Reminder.focal_point, Reminder.in_place_of)
        chosen = chosen.where(or_(*(column.in_(query.focal_point) for column in columns)))
    if query.state:
        chosen = chosen.where(Reminder.state.in_(query.state))
    return chosen


class Tail:
    """Where the log ends, for all who wait for it to go on: one question a moment serves them together."""

    def __init__(self) -> None:
        self._position = 0
        self._looked_at = 0.0

    async def wait(self, shared: Runtime, after: int, seconds: float) -> bool:
        """Wait until the log goes on after a position; false where it did not for so long."""
        clock = asyncio.get_running_loop()
        until = clock.time() + seconds
        while self._position <= after:
            if clock.time() >= until:
                return False
            if clock.time() - self._looked_at >= LOOK_SECONDS:
                self._looked_at = clock.time()
                async with shared.sessions() as session:
                    self._position = await head(session)
            else:
                await asyncio.sleep(LOOK_SECONDS)
        return True
