"""On whose behalf a principal writes."""

from services.measurement.facts.registry.reporters import WRITERS, reported_by
from shared.unit_of_work import UnitOfWork


async def reports_for(uow: UnitOfWork) -> frozenset[str] | None:
    """Give the references of the organisations: the caller's own, and those of its country; None where it is all.

    Raises Unauthenticated, and Forbidden where there can be none.
    """
    scope = uow.principal.scope(*WRITERS)
    if not scope.everything:
        uow.principal.require(*WRITERS, actors=scope.actors, country=next(iter(scope.countries), None))
    return await reported_by(uow.session, uow.principal)
