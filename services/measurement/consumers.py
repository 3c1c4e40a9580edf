"""What measurement does with the events of others."""

from collections.abc import Sequence

from services.measurement.facts.registry import commands as copies
from services.registry.events import ActorMerged, ActorRegistered, ActorUpdated, CodelistReleased, MembershipChanged
from shared.consuming import Consumer, Received
from shared.unit_of_work import UnitOfWork

consumer = Consumer("measurement")


@consumer.on(ActorRegistered, ActorUpdated)
async def keep_actors(uow: UnitOfWork, received: Sequence[Received[ActorRegistered | ActorUpdated]]) -> None:
    """Know who references stand for."""
    await copies.keep_actors(uow, received)


@consumer.on(ActorMerged)
async def follow_merges(uow: UnitOfWork, received: Sequence[Received[ActorMerged]]) -> None:
    """Let references to a merged actor stand for the one that stays."""
    await copies.follow_merges(uow, received)


@consumer.on(MembershipChanged)
async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[MembershipChanged]]) -> None:
    """Know which countries a region stands for."""
    await copies.keep_memberships(uow, received)


@consumer.on(CodelistReleased)
async def keep_codelists(uow: UnitOfWork, received: Sequence[Received[CodelistReleased]]) -> None:
    """Know the codes by which reports are checked."""
    await copies.keep_codelists(uow, received)
