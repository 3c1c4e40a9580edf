"""Whom and what lists may be asked for: regions, actors and references that the service has heard of."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.measurement.facts.registry.models import Actor, Membership
from shared import hints
from shared.copies import placed, region_faults
from shared.errors import Fault, InvalidInput
from shared.identifiers import writings


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


async def reference_faults(
    session: AsyncSession,
    name: str,
    asked: Sequence[str] | Mapping[int, str],
    *columns: InstrumentedAttribute[str],
) -> list[Fault]:
    """Say which references of a filter stand in none of the columns, and are of no actor of the registry.

    Any text of a file may be a reference, so one counts as known as soon as somebody was called so. `asked` are all
    values of the filter, or some by their places; the columns have indexes that begin with them.
    """
    unheard = {}
    for place, one in asked.items() if isinstance(asked, Mapping) else enumerate(asked):
        named = (select(column).where(column == one).exists() for column in columns)
        registered = select(Actor.id).where(Actor.identifiers.overlap(list(writings(one)))).exists()
        if not await session.scalar(select(or_(registered, *named))):
            unheard[place] = one
    known = set(await session.scalars(select(columns[0]).distinct())) if unheard else set()
    return [
        Fault(
            f"/{name}/{place}",
            f"unknown_{name}",
            f"There is no {name} {one} here{hints.code(one, known)}",
            "query",
        )
        for place, one in unheard.items()
    ]
