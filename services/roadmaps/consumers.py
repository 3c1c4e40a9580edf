"""What roadmaps does with the events of others."""

from collections.abc import Sequence

from services.registry.events import ActorMerged, ActorRegistered, ActorUpdated, ActorWithdrawn, MembershipChanged
from services.roadmaps.commands import copies, owners
from services.roadmaps.schemas.roadmaps import ActorMerge, ActorState, ActorWithdrawal
from shared.consuming import Consumer, Received
from shared.copies import Spells
from shared.unit_of_work import UnitOfWork

consumer = Consumer("roadmaps")


@consumer.on(ActorRegistered, ActorUpdated, needs=ActorState)
async def keep_actors(uow: UnitOfWork, received: Sequence[Received[ActorState]]) -> None:
    """Know what owners are called, and which are actors of their own again."""
    await copies.keep_actors(uow, received)
    await owners.undo_merges(uow, received)


@consumer.on(ActorWithdrawn, needs=ActorWithdrawal)
async def withdraw_actors(uow: UnitOfWork, received: Sequence[Received[ActorWithdrawal]]) -> None:
    """Know who can own no roadmap any more."""
    await copies.withdraw_actors(uow, received)


@consumer.on(ActorMerged, needs=ActorMerge)
async def follow_merges(uow: UnitOfWork, received: Sequence[Received[ActorMerge]]) -> None:
    """Let the actor that stays own what the merged one did."""
    await owners.follow_merges(uow, received)


@consumer.on(MembershipChanged, needs=Spells)
async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[Spells]]) -> None:
    """Know which countries a region stands for."""
    await copies.keep_memberships(uow, received)
