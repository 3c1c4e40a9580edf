"""What roadmaps keeps of the registry's data."""

from collections.abc import Sequence

from sqlalchemy import bindparam, update

from services.roadmaps.models import Actor, Membership
from services.roadmaps.schemas.roadmaps import ActorState, ActorWithdrawal
from shared import copies
from shared.consuming import Received
from shared.unit_of_work import UnitOfWork


async def keep_actors(uow: UnitOfWork, received: Sequence[Received[ActorState]]) -> None:
    """Keep what actors are called and where they are; an older state never overwrites a newer one."""
    newest = {one.data.id: one for one in received}.values()
    values = [
        {
            "id": one.data.id,
            "version": one.envelope.sequence,
            "names": one.data.names,
            "country": one.data.country,
            "withdrawn": False,
        }
        for one in newest
    ]
    await copies.keep_newest(uow.session, Actor, values)


async def withdraw_actors(uow: UnitOfWork, received: Sequence[Received[ActorWithdrawal]]) -> None:
    """Note who was taken out of the registry, and can own no roadmap from now on."""
    actors = Actor.__table__
    older = update(Actor).where(actors.c.id == bindparam("gone"), actors.c.version < bindparam("sequence"))
    values = [{"gone": one.data.id, "sequence": one.envelope.sequence} for one in received]
    connection = await uow.session.connection()
    await connection.execute(older.values(version=bindparam("sequence"), withdrawn=True), values)


async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[copies.Spells]]) -> None:
    """Keep when countries belonged to regional bodies; an event carries all spells of one country in one body."""
    await copies.keep_spells(uow.session, Membership, [one.data for one in received])
