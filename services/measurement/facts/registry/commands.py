"""What measurement keeps of the registry's data."""

from collections.abc import Sequence

from sqlalchemy import bindparam, update

from services.measurement.facts.organisations.commands.changed_actors import flag_changed
from services.measurement.facts.registry.models import Actor, Codelist, Membership
from services.measurement.facts.registry.schemas import ActorMerge, ActorState, CodelistState
from services.measurement.reading.checks.coded import LISTS
from services.measurement.reading.registration import AGENCIES
from shared import copies
from shared.consuming import Received
from shared.identifiers import canonical_reference
from shared.unit_of_work import UnitOfWork

CHECKED_BY = frozenset({AGENCIES, *LISTS})
"""The code lists that are kept."""


async def keep_actors(uow: UnitOfWork, received: Sequence[Received[ActorState]]) -> None:
    """Keep who references stand for; an older state never overwrites a newer one."""
    newest = {one.data.id: one for one in received}.values()
    values = [
        {
            "id": one.data.id,
            "version": one.envelope.sequence,
            "country": one.data.country,
            "constituency": one.data.constituency,
            "identifiers": [
                canonical_reference(f"{identifier.scheme}-{identifier.value}") for identifier in one.data.identifiers
            ],
            "merged_into": None,
        }
        for one in newest
    ]
    async with flag_changed(uow, [one.data.id for one in newest]):
        await copies.keep_newest(uow.session, Actor, values)


async def follow_merges(uow: UnitOfWork, received: Sequence[Received[ActorMerge]]) -> None:
    """Let references to actors that were merged stand for those that stay; a later state is that of an actor again."""
    values = [
        {
            "merged": one.data.id,
            "sequence": one.envelope.sequence,
            "into": one.data.into,
            "leading": list(map(canonical_reference, one.data.identifiers)),
        }
        for one in received
    ]
    actors = Actor.__table__
    older = update(Actor).where(actors.c.id == bindparam("merged"), actors.c.version < bindparam("sequence"))
    changing = older.values(
        version=bindparam("sequence"), merged_into=bindparam("into"), identifiers=bindparam("leading")
    )
    async with flag_changed(uow, [one.data.id for one in received]):
        await (await uow.session.connection()).execute(changing, values)


async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[copies.Spells]]) -> None:
    """Keep when countries belonged to regional bodies; an event carries all spells of one country in one body."""
    await copies.keep_spells(uow.session, Membership, [one.data for one in received])


async def keep_codelists(uow: UnitOfWork, received: Sequence[Received[CodelistState]]) -> None:
    """Keep the code lists by which reports are checked."""
    newest = {one.data.id: one for one in received if one.data.id in CHECKED_BY}.values()
    values = [
        {
            "id": one.data.id,
            "version": one.envelope.sequence,
            "codes": one.data.codes,
            "withdrawn": {code: day.isoformat() if day else "" for code, day in one.data.withdrawn_codes.items()},
            "complete": one.data.complete,
        }
        for one in newest
    ]
    if values:
        await copies.keep_newest(uow.session, Codelist, values)
