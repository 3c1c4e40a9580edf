"""Who may change the actions of roadmaps and their milestones."""

from services.roadmaps.models import Action, Roadmap
from services.roadmaps.queries.actions import answering
from shared.auth import Role
from shared.unit_of_work import UnitOfWork

WRITERS = (Role.COORDINATOR, Role.REPORTER)


async def require_writer(uow: UnitOfWork, action: Action, roadmap: Roadmap) -> None:
    """Refuse whoever neither coordinates the roadmap's place nor reports for an actor that answers for the action."""
    actors = await answering(uow.session, action, roadmap)
    uow.principal.require(*WRITERS, country=roadmap.country, region=roadmap.region, actors=actors)
