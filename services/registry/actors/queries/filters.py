"""Whom and what lists may be asked for: regions and actors that there are."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.actors.models import Actor
from services.registry.regions.queries.places import filter_faults
from shared.db import Sessions, reading
from shared.errors import Fault, InvalidInput


async def refuse_unknown(sessions: Sessions, **filters: Sequence[UUID] | Sequence[str]) -> None:
    """Check what a list is filtered by: ids of actors and codes of regions, by the names of the filters.

    Raises InvalidInput with all that are unknown, or have proved to be others.
    """
    faults: list[Fault] = []
    async with reading(sessions) as session:
        for name, asked in filters.items():
            faults += await _actors(session, name, [one for one in asked if isinstance(one, UUID)])
            faults += await filter_faults(session, name, [one for one in asked if isinstance(one, str)])
    if faults:
        raise InvalidInput(faults=faults)


async def _actors(session: AsyncSession, name: str, asked: Sequence[UUID]) -> list[Fault]:
    if not asked:
        return []
    rows = await session.execute(select(Actor.id, Actor.merged_into).where(Actor.id.in_(asked)))
    into = {row.id: row.merged_into for row in rows}
    faults = []
    for place, one in enumerate(asked):
        if one not in into:
            faults.append(
                Fault(f"/{name}/{place}", "unknown_actor", f"There is no actor {one}; see /v1/actors", "query")
            )
        elif into[one]:
            detail = f"The actor {one} has been merged into {into[one]}; ask for that one"
            faults.append(Fault(f"/{name}/{place}", "merged", detail, "query"))
    return faults
