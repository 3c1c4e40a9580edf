"""What measurement does with the events of others."""

from collections.abc import Sequence

from services.measurement.facts.registry import commands as copies
from services.measurement.facts.registry.schemas import ActorMerge, ActorState, CodelistState
from services.registry.events import ActorMerged, ActorRegistered, ActorUpdated, CodelistReleased, MembershipChanged
from shared.consuming import Consumer, Received
from shared.copies import Spells
from shared.unit_of_work import UnitOfWork

consumer = Consumer("measurement")


@consumer.on(ActorRegistered, ActorUpdated, needs=ActorState)
async def keep_actors(uow: UnitOfWork, received: Sequence[Received[ActorState]]) -> None:
    """Know who references stand for."""
    await copies.keep_actors(uow, received)


@consumer.on(ActorMerged, needs=ActorMerge)
async def follow_merges(uow: UnitOfWork, received: Sequence[Received[ActorMerge]]) -> None:
    """Let references to a merged actor stand for the one that stays."""
    await copies.follow_merges(uow, received)


@consumer.on(MembershipChanged, needs=Spells)
async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[Spells]]) -> None:
    """Know which countries a region stands for."""
    await copies.keep_memberships(uow, received)


@consumer.on(CodelistReleased, needs=CodelistState)
async def keep_codelists(uow: UnitOfWork, received: Sequence[Received[CodelistState]]) -> None:
    """Know the codes by which reports are checked."""
    await copies.keep_codelists(uow, received)
