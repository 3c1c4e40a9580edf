"""What notifications does with the events of all services."""

from collections.abc import Sequence
from typing import Any

from services.gateway.events import ClientGrantsChanged
from services.measurement.events import TOPIC as MEASUREMENT
from services.notifications.commands import copies, log
from services.notifications.events import TOPIC as NOTIFICATIONS
from services.registry.events import TOPIC as REGISTRY
from services.registry.events import (
    FocalPointAssigned,
    FocalPointErased,
    FocalPointReleased,
    FocalPointUpdated,
    MembershipChanged,
)
from services.roadmaps.events import TOPIC as ROADMAPS
from services.roadmaps.events import DeadlineMet, DeadlineMoved, DeadlineSet, DeadlineWaived
from shared.consuming import Consumer, Received
from shared.envelope import Envelope
from shared.unit_of_work import UnitOfWork

consumer = Consumer("notifications")


@consumer.on_every(REGISTRY, ROADMAPS, MEASUREMENT, NOTIFICATIONS)
async def append_to_log(uow: UnitOfWork, envelopes: Sequence[Envelope]) -> None:
    """Give every event that is not personal its place in the one order."""
    await log.append(uow, envelopes)


@consumer.on(FocalPointAssigned, FocalPointUpdated)
async def keep_focal_points(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Know whom to remind."""
    await copies.keep_focal_points(uow, received)


@consumer.on(FocalPointReleased)
async def release_focal_points(uow: UnitOfWork, received: Sequence[Received[FocalPointReleased]]) -> None:
    """Remind nobody whose mandate has ended, but their deputies."""
    await copies.release_focal_points(uow, received)


@consumer.on(FocalPointErased, ending=True)
async def erase_focal_points(uow: UnitOfWork, received: Sequence[Received[FocalPointErased]]) -> None:
    """Forget a person."""
    await copies.erase_focal_points(uow, received)


@consumer.on(DeadlineSet, DeadlineMoved)
async def keep_deadlines(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Know what is due."""
    await copies.keep_deadlines(uow, received)


@consumer.on(DeadlineMet, DeadlineWaived)
async def close_deadlines(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Stop reminding of what was done or waived."""
    await copies.close_deadlines(uow, received)


@consumer.on(ClientGrantsChanged)
async def keep_principals(uow: UnitOfWork, received: Sequence[Received[ClientGrantsChanged]]) -> None:
    """Know what the holders of webhooks may see."""
    await copies.keep_principals(uow, received)


@consumer.on(MembershipChanged)
async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[MembershipChanged]]) -> None:
    """Know which countries a grant for a region reaches."""
    await copies.keep_memberships(uow, received)
