"""What the gateway does with the events of others."""

from collections.abc import Sequence

from services.gateway import commands
from services.registry.events import MembershipChanged
from shared.consuming import Consumer, Received
from shared.unit_of_work import UnitOfWork

consumer = Consumer("gateway")


@consumer.on(MembershipChanged)
async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[MembershipChanged]]) -> None:
    """Know which countries a grant for a region reaches."""
    await commands.keep_memberships(uow, received)
