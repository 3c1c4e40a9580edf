"""What the gateway does with the events of others."""

from collections.abc import Sequence

from services.gateway import commands
from services.registry.events import ActorMerged, ActorRegistered, ActorUpdated, MembershipChanged
from shared.consuming import Consumer, Received
from shared.unit_of_work import UnitOfWork

consumer = Consumer("gateway")


@consumer.on(MembershipChanged)
async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[MembershipChanged]]) -> None:
    """Know which countries a grant for a region reaches."""
    await commands.keep_memberships(uow, received)


@consumer.on(ActorMerged)
async def follow_merges(uow: UnitOfWork, received: Sequence[Received[ActorMerged]]) -> None:
    """Let a grant for a merged actor hold for the one that stays."""
    await commands.follow_merges(uow, received)


@consumer.on(ActorRegistered, ActorUpdated)
async def follow_undone_merges(uow: UnitOfWork, received: Sequence[Received[ActorRegistered | ActorUpdated]]) -> None:
    """Let a grant for an actor whose merge was undone hold for it alone."""
    await commands.follow_undone_merges(uow, received)
