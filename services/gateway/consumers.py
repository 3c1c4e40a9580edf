"""What the gateway does with the events of others."""

from collections.abc import Sequence

from services.gateway import commands
from services.gateway.schemas import ActorMerge, ActorState
from services.registry.events import ActorMerged, ActorRegistered, ActorUpdated, MembershipChanged
from shared.consuming import Consumer, Received
from shared.copies import Spells
from shared.unit_of_work import UnitOfWork

consumer = Consumer("gateway")


@consumer.on(MembershipChanged, needs=Spells)
async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[Spells]]) -> None:
    """Know which countries a grant for a region reaches."""
    await commands.keep_memberships(uow, received)


@consumer.on(ActorMerged, needs=ActorMerge)
async def follow_merges(uow: UnitOfWork, received: Sequence[Received[ActorMerge]]) -> None:
    """Let a grant for a merged actor hold for the one that stays."""
    await commands.follow_merges(uow, received)


@consumer.on(ActorRegistered, ActorUpdated, needs=ActorState)
async def follow_undone_merges(uow: UnitOfWork, received: Sequence[Received[ActorState]]) -> None:
    """Let a grant for an actor whose merge was undone hold for it alone."""
    await commands.follow_undone_merges(uow, received)
