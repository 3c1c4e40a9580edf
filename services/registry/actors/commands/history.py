"""What every change of an actor leaves behind: a version in its history, and an event for everybody."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.registry.actors.models import Actor
from shared.db import Driver, driver
from shared.envelope import Event
from shared.unit_of_work import UnitOfWork

KEEP = """
INSERT INTO actor_versions (actor, version, at, by, event, content)
SELECT actors.id, version, updated_at, $1, told.event, to_jsonb(actors) - '{reporter,terms,withdrawn_by}'::text[]
FROM unnest($2::uuid[], $3::text[]) AS told (actor, event) JOIN actors ON actors.id = told.actor
"""


async def tell(uow: UnitOfWork, changes: Sequence[tuple[Actor, Event]]) -> None:
    """Keep the actors as they are now, and tell of what happened to each."""
    await uow.session.flush()
    connection = await driver(await uow.session.connection())
    await keep(connection, uow.principal.id, {actor.id: event.type for actor, event in changes})
    for actor, event in changes:
        uow.emit(event, sequence=actor.version, places=[actor.country])


async def keep(connection: Driver, by: str, told: Mapping[UUID, str]) -> None:
    """Keep a version of actors as they were just written, each with the type of the event that tells of it."""
    await connection.execute(KEEP, by, list(told), list(told.values()))
