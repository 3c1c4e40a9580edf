"""What measurement keeps of the registry's data."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, tuple_
from sqlalchemy.dialects.postgresql import insert

from services.measurement.models import Actor, Membership
from shared.consuming import Received
from shared.unit_of_work import UnitOfWork


async def keep_actors(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Keep who references stand for; an older state never overwrites a newer one."""
    newest = {one.event.id: one for one in received}.values()
    values = [
        {
            "id": one.event.id,
            "version": one.envelope.sequence,
            "country": one.event.country,
            "constituency": one.event.constituency,
            "identifiers": [f"{identifier.scheme}-{identifier.value}" for identifier in one.event.identifiers],
        }
        for one in newest
    ]
    statement = insert(Actor)
    newer = statement.excluded
    await uow.session.execute(
        statement.on_conflict_do_update(
            index_elements=[Actor.id],
            set_={name: newer[name] for name in ("version", "country", "constituency", "identifiers")},
            where=Actor.version < newer.version,
        ),
        values,
    )


async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Keep when countries belonged to regional bodies; an event carries all spells of one country in one body."""
    newest = {one.envelope.subject: one.event for one in received}.values()
    pairs = [(event.region, event.country) for event in newest]
    await uow.session.execute(delete(Membership).where(tuple_(Membership.region, Membership.country).in_(pairs)))
    spells = [
        {"region": event.region, "country": event.country, "spell": place, **period.model_dump()}
        for event in newest
        for place, period in enumerate(event.periods)
    ]
    if spells:
        await uow.session.execute(insert(Membership), spells)
