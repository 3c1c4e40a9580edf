"""What notifications does with the events of all services."""

from collections.abc import Sequence

from services.gateway.events import ClientGrantsChanged
from services.measurement.events import TOPIC as MEASUREMENT
from services.notifications.commands import copies, log
from services.notifications.events import TOPIC as NOTIFICATIONS
from services.notifications.schemas import DeadlineState, FocalPointEnd, FocalPointState, PrincipalState
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
from shared.copies import Spells
from shared.envelope import Envelope
from shared.unit_of_work import UnitOfWork

consumer = Consumer("notifications")


@consumer.on_every(REGISTRY, ROADMAPS, MEASUREMENT, NOTIFICATIONS)
async def append_to_log(uow: UnitOfWork, envelopes: Sequence[Envelope]) -> None:
    """Give every event that is not personal its place in the one order."""
    await log.append(uow, envelopes)


@consumer.on(FocalPointAssigned, FocalPointUpdated, needs=FocalPointState)
async def keep_focal_points(uow: UnitOfWork, received: Sequence[Received[FocalPointState]]) -> None:
    """Know whom to remind."""
    await copies.keep_focal_points(uow, received)


@consumer.on(FocalPointReleased, needs=FocalPointEnd)
async def release_focal_points(uow: UnitOfWork, received: Sequence[Received[FocalPointEnd]]) -> None:
    """Remind nobody whose mandate has ended, but their deputies."""
    await copies.release_focal_points(uow, received)


@consumer.on(FocalPointErased, needs=FocalPointEnd, ending=True)
async def erase_focal_points(uow: UnitOfWork, received: Sequence[Received[FocalPointEnd]]) -> None:
    """Forget a person."""
    await copies.erase_focal_points(uow, received)


@consumer.on(DeadlineSet, DeadlineMoved, needs=DeadlineState)
async def keep_deadlines(uow: UnitOfWork, received: Sequence[Received[DeadlineState]]) -> None:
    """Know what is due."""
    await copies.keep_deadlines(uow, received)


@consumer.on(DeadlineMet, DeadlineWaived, needs=DeadlineState)
async def close_deadlines(uow: UnitOfWork, received: Sequence[Received[DeadlineState]]) -> None:
    """Stop reminding of what was done or waived."""
    await copies.close_deadlines(uow, received)


@consumer.on(ClientGrantsChanged, needs=PrincipalState)
async def keep_principals(uow: UnitOfWork, received: Sequence[Received[PrincipalState]]) -> None:
    """Know what the holders of webhooks may see."""
    await copies.keep_principals(uow, received)


@consumer.on(MembershipChanged, needs=Spells)
async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[Spells]]) -> None:
    """Know which countries a grant for a region reaches."""
    await copies.keep_memberships(uow, received)
