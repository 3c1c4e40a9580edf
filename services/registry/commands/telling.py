"""What every change of an actor leaves behind: a version in its history, and an event for everybody."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from services.registry.models import Actor, ActorVersion
from services.registry.queries import memberships
from services.registry.schemas import actors as schemas
from shared.envelope import Event
from shared.unit_of_work import UnitOfWork


async def tell(uow: UnitOfWork, changes: Sequence[tuple[Actor, Event]]) -> None:
    """Keep the actors as they are now, and tell of what happened to each."""
    if not changes:
        return
    await uow.session.flush()
    await uow.session.execute(
        insert(ActorVersion),
        [
            {
                "actor": actor.id,
                "version": actor.version,
                "at": uow.now,
                "by": uow.principal.id,
                "event": event.type,
                "content": schemas.Actor.of(actor).model_dump(mode="json"),
            }
            for actor, event in changes
        ],
    )
    countries = {actor.country for actor, _ in changes}
    bodies = await memberships.bodies_of_all(uow.session, countries, uow.now.date())
    for actor, event in changes:
        uow.emit(event, sequence=actor.version, country=actor.country, regions=bodies[actor.country])
