"""Whom and what lists may be asked for: regions and actors that the service has heard of."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.registry.models import Actor, Membership
from shared.copies import placed, region_faults
from shared.errors import Fault, InvalidInput


async def refuse_unknown(session: AsyncSession, *, region: Sequence[str] = (), actor: Sequence[UUID] = ()) -> None:
    """Check what a list is filtered by. Raises InvalidInput with all that is unknown."""
    faults = await region_faults(session, Membership, placed("/region", region), "query")
    known = set(await session.scalars(select(Actor.id).where(Actor.id.in_(actor)))) if actor else set()
    faults += [
        Fault(f"/actor/{place}", "unknown_actor", f"There is no actor {one} here; see /v1/actors", "query")
        for place, one in enumerate(actor)
        if one not in known
    ]
    if faults:
        raise InvalidInput(faults=faults)
