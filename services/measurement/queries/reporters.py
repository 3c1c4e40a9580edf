"""Which organisations a principal reports for."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.models import Actor
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
