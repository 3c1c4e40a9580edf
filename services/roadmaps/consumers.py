"""What roadmaps does with the events of others."""

from collections.abc import Sequence

from services.registry.events import ActorMerged, ActorRegistered, ActorUpdated, ActorWithdrawn, MembershipChanged
from services.roadmaps.commands import copies, owners
from shared.consuming import Consumer, Received
from shared.unit_of_work import UnitOfWork

consumer = Consumer("roadmaps")


@consumer.on(ActorRegistered, ActorUpdated)
async def keep_actors(uow: UnitOfWork, received: Sequence[Received[ActorRegistered | ActorUpdated]]) -> None:
    """Know what owners are called, and which are actors of their own again."""
    await copies.keep_actors(uow, received)
    await owners.undo_merges(uow, received)


@consumer.on(ActorWithdrawn)
async def withdraw_actors(uow: UnitOfWork, received: Sequence[Received[ActorWithdrawn]]) -> None:
    """Know who can own no roadmap any more."""
    await copies.withdraw_actors(uow, received)


@consumer.on(ActorMerged)
async def follow_merges(uow: UnitOfWork, received: Sequence[Received[ActorMerged]]) -> None:
    """Let the actor that stays own what the merged one did."""
    await owners.follow_merges(uow, received)


@consumer.on(MembershipChanged)
async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[MembershipChanged]]) -> None:
    """Know which countries a region stands for."""
    await copies.keep_memberships(uow, received)
