"""Which organisations a principal reports for."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.registry.models import Actor
from shared.auth import Principal, Role
from shared.identifiers import writings

WRITERS = (Role.REPORTER, Role.COORDINATOR)


async def reported_by(session: AsyncSession, principal: Principal) -> frozenset[str] | None:
    """Give the references of the organisations: the principal's own, and those of its country; None where it is all."""
    scope = principal.scope(*WRITERS)
    if scope.everything:
        return None
    mine = or_(Actor.id.in_(scope.actors), Actor.country.in_(scope.countries))
    rows = await session.scalars(select(Actor.identifiers).where(mine))
    return frozenset(ref for identifiers in rows for one in identifiers for ref in writings(one))


async def actors_called(session: AsyncSession, refs: Sequence[str]) -> dict[str, Actor]:
    """Give the actors that have these references, as far as there are any."""
    wanted = {writing: ref for ref in refs for writing in writings(ref)}
    chosen = select(Actor).where(Actor.identifiers.overlap(list(wanted)), Actor.merged_into.is_(None))
    rows = await session.scalars(chosen)
    return {wanted[one]: row for row in rows for one in row.identifiers if one in wanted}
