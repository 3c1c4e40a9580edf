"""For which organisations a principal writes activities and flows."""

from sqlalchemy import or_, select

from services.measurement.models import Actor
from shared.auth import Role
from shared.unit_of_work import UnitOfWork

WRITERS = (Role.REPORTER, Role.COORDINATOR)


async def reports_for(uow: UnitOfWork) -> frozenset[str] | None:
    """Give the references of the organisations: the caller's own, and those of its country; None where it is all.

    Raises Unauthenticated, and Forbidden where there can be none.
    """
    scope = uow.principal.scope(*WRITERS)
    if scope.everything:
        return None
    uow.principal.require(*WRITERS, actors=scope.actors, country=next(iter(scope.countries), None))
    mine = or_(Actor.id.in_(scope.actors), Actor.country.in_(scope.countries))
    rows = await uow.session.scalars(select(Actor.identifiers).where(mine))
    return frozenset(ref for identifiers in rows for ref in identifiers)
