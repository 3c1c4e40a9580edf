"""Reads of the notifications service; what the caller may not see is left out in the query."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.notifications import models, schemas
from services.notifications.models import (
    AccessCounter,
    Deadline,
    Delivery,
    EventCounter,
    LoggedEvent,
    Membership,
    Reminder,
    Subscription,
)
from services.notifications.rules import webhooks
from services.notifications.rules.log import type_pattern
from services.notifications.rules.visibility import Visibility
from shared.auth import Grant, Kind, Principal, Role
from shared.db import ReadSession, Rows
from shared.envelope import Audience
from shared.errors import Gone, NotFound
from shared.service import Runtime
from shared.spells import holds_on

LOOK_SECONDS = 0.05
MOST_BYTES = 8 * 1024 * 1024
"""So many bytes of events are read at once, and the rest of the one that goes beyond."""
MOST_WAITING = 1000
"""Events that wait for one webhook; more stay in the log until it has taken some of them."""


async def head(session: AsyncSession) -> int:
    """Give the last position of the log."""
    return await session.scalar(select(EventCounter.position)) or 0


async def check_position(session: AsyncSession, after: int) -> None:
    """Raises Gone where the log has no such position yet: it was restored from a backup, or another log was meant."""
    if after > (end := await head(session)):
        raise Gone(f"The log ends at {end}; ask for what comes after it, or read it from the start")


async def events_after(
    session: AsyncSession,
    after: int,
    filters: schemas.EventFilters,
    principal: Principal,
    limit: int,
    *,
    newest_first: bool = False,
) -> tuple[Sequence[LoggedEvent], bool]:
    """Give the next events of the log that the principal may see, or the last ones, the newest first.

    Less than `limit` of them where those have MOST_BYTES. Says whether there may be more.
    """
    chosen = _log(after, visibility_of(principal), filters.type, filters.country, filters.region).limit(limit)
    if newest_first:
        chosen = chosen.order_by(None).order_by(LoggedEvent.position.desc())
    found = (await session.scalars(_up_to_most_bytes(chosen, newest_first=newest_first))).all()
    return found, len(found) == limit or sum(len(one.body) for one in found) >= MOST_BYTES


def _up_to_most_bytes(chosen: Select[Any], *more: str, newest_first: bool = False) -> Select[Any]:
    """Select those of the chosen events before which there are less than MOST_BYTES, and `more` of their columns."""
    found = chosen.subquery()
    size = func.octet_length(found.c.body)
    order = found.c.position.desc() if newest_first else found.c.position
    counted = select(*found.c, (func.sum(size).over(order_by=order) - size).label("before")).subquery()
    event = aliased(LoggedEvent, counted)
    columns = (counted.c[name] for name in more)
    in_order = event.position.desc() if newest_first else event.position
    return select(event, *columns).where(counted.c.before < MOST_BYTES).order_by(in_order)


def visibility_of(principal: Principal) -> Visibility:
    """Say which events a principal may see."""
    scope = principal.scope()
    own = Audience.CLIENT.of(principal.id)
    return Visibility(
        everything=principal.may(Role.ADMIN),
        all_but_clients=scope.everything,
        audiences=frozenset([*scope.audiences(), own]),
    )


class Holders:
    """What the holders of webhooks may see: read anew once an event has changed grants or memberships, and each day."""

    def __init__(self) -> None:
        self._as_of: tuple[int | None, date] | None = None
        self._seen: dict[str, Visibility | None] = {}

    async def webhook(
        self, session: AsyncSession, subscription_id: UUID, today: date, *, for_update: bool = False
    ) -> tuple[Subscription, Visibility | None]:
        """Give a webhook as it is, and what its holder may see; None where it was shut out or is not known yet."""
        changes = select(AccessCounter.changes).scalar_subquery()
        chosen = select(Subscription, changes).where(Subscription.id == subscription_id)
        if for_update:
            chosen = chosen.with_for_update(of=Subscription)
        row, count = (await session.execute(chosen)).one()
        if self._as_of != (count, today):
            self._as_of, self._seen = (count, today), {}
        # The grants are read after the count: what is kept under it is never older.
        seen = self._seen
        if row.holder not in seen:
            holder = await _holder_now(session, row.holder, today)
            seen[row.holder] = visibility_of(holder) if holder else None
        return row, seen[row.holder]


async def _holder_now(session: AsyncSession, holder: str, today: date) -> Principal | None:
    row = await session.get(models.Principal, holder)
    if row is None or row.revoked:
        return None
    members: defaultdict[str, list[str]] = defaultdict(list)
    if regions := {grant["region"] for grant in row.grants if grant["region"]}:
        chosen = select(Membership.region, Membership.country).where(
            Membership.region.in_(regions), holds_on(Membership, today)
        )
        for region, country in await session.execute(chosen):
            members[region].append(country)
    grants = tuple(
        Grant(**grant, countries=(grant["country"],) if grant["country"] else tuple(members[grant["region"]]))
        for grant in row.grants
    )
    return Principal(id=holder, kind=Kind.CLIENT, grants=grants)


async def fresh_for(
    session: AsyncSession, subscription: Subscription, visibility: Visibility, limit: int
) -> tuple[Sequence[Row[int, UUID, str, str]], int]:
    """Give position, id, type and subject of a webhook's next events, and up to where there are none besides."""
    last = await head(session)
    filters = (subscription.types, subscription.countries, subscription.regions)
    own_failing = and_(
        LoggedEvent.subject == f"subscriptions/{subscription.id}", LoggedEvent.type.in_(webhooks.FAILING)
    )
    chosen = (
        _log(subscription.position, visibility, *filters)
        .where(LoggedEvent.position <= last, ~own_failing)
        .with_only_columns(LoggedEvent.position, LoggedEvent.id, LoggedEvent.type, LoggedEvent.subject)
        .limit(limit)
    )
    found = (await session.execute(chosen)).all()
    return found, found[-1].position if len(found) == limit else last


def _log(
    after: int,
    visibility: Visibility,
    types: Sequence[str],
    countries: Sequence[str],
    regions: Sequence[str],
) -> Select[LoggedEvent]:
    conditions: list[ColumnElement[bool]] = [LoggedEvent.position > after]
    if not visibility.everything:
        named = LoggedEvent.audience.in_(sorted(visibility.audiences))
        conditions.append(
            or_(named, LoggedEvent.audience.not_like(Audience.CLIENT.of("%"))) if visibility.all_but_clients else named
        )
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
    # A grant over everything lets its holder see everything, not act for others: only an administrator does.
    return true() if principal.may(Role.ADMIN) else Subscription.holder == principal.id


async def with_work(session: ReadSession) -> list[UUID]:
    """Name the webhooks for which there may be something to send."""
    last = select(func.coalesce(func.max(EventCounter.position), 0)).scalar_subquery()
    waiting = select(Delivery.position).where(Delivery.subscription == Subscription.id, Delivery.state == "pending")
    due = waiting.where(Delivery.next_attempt_at <= func.now())
    full = waiting.offset(MOST_WAITING - 1).exists()
    chosen = (
        select(Subscription.id)
        .join(models.Principal, models.Principal.id == Subscription.holder)
        .where(
            models.Principal.revoked.is_(False),
            Subscription.status == "active",
            or_(Subscription.paused_until.is_(None), Subscription.paused_until <= func.now()),
            or_(and_(Subscription.position < last, ~full), due.exists()),
        )
    )
    return list(await session.scalars(chosen))


async def untold_suspensions(session: ReadSession) -> list[Subscription]:
    """Give the suspended webhooks whose contacts are owed a mail."""
    chosen = select(Subscription).where(Subscription.status == "suspended", Subscription.contact_told.is_(False))
    return list(await session.scalars(chosen.order_by(Subscription.id).limit(100)))


async def waiting(session: AsyncSession, subscription: Subscription) -> int:
    """Count what a webhook has not taken yet."""
    chosen = select(func.count()).where(Delivery.subscription == subscription.id, Delivery.state == "pending")
    return await session.scalar(chosen) or 0


async def subjects_waiting(session: AsyncSession, subscription: Subscription, subjects: Iterable[str]) -> set[str]:
    """Say of which subjects something waits for a webhook."""
    chosen = select(Delivery.subject).where(
        Delivery.subscription == subscription.id, Delivery.state == "pending", Delivery.subject.in_(subjects)
    )
    return set(await session.scalars(chosen))


async def due(session: AsyncSession, subscription: Subscription, limit: int) -> list[tuple[list[Any], LoggedEvent]]:
    """Give what can be sent to a webhook now, in order, with the attempts so far, up to `limit` or MOST_BYTES.

    That is all of each subject whose first event is due; what follows one that waits for its next attempt waits too.
    """
    of_webhook = and_(Delivery.subscription == subscription.id, Delivery.state == "pending")
    subjects = select(Delivery.subject).where(of_webhook, Delivery.next_attempt_at <= func.now())
    chosen = (
        select(Delivery.attempts, LoggedEvent)
        .join(LoggedEvent, LoggedEvent.position == Delivery.position)
        .where(of_webhook, Delivery.subject.in_(subjects))
        .order_by(Delivery.position)
        .limit(limit)
    )
    return [(attempts, event) for event, attempts in await session.execute(_up_to_most_bytes(chosen, "attempts"))]


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


class LogFollower:
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
