"""What measurement keeps of the registry's data."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, update

from services.measurement.facts.organisations.commands.following import followed
from services.measurement.facts.registry.models import Actor, Codelist, Membership
from services.measurement.reading.checks.coded import LISTS
from services.measurement.reading.registration import AGENCIES
from shared import copies
from shared.consuming import Received
from shared.identifiers import canonical_reference
from shared.unit_of_work import UnitOfWork

CHECKED_BY = frozenset({AGENCIES, *LISTS})
"""The code lists that are kept."""


async def keep_actors(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Keep who references stand for; an older state never overwrites a newer one."""
    newest = {one.event.id: one for one in received}.values()
    values = [
        {
            "id": one.event.id,
            "version": one.envelope.sequence,
            "country": one.event.country,
            "constituency": one.event.constituency,
            "identifiers": [
                canonical_reference(f"{identifier.scheme}-{identifier.value}") for identifier in one.event.identifiers
            ],
            "merged_into": None,
        }
        for one in newest
    ]
    async with followed(uow, [value["id"] for value in values]):
        await copies.keep_newest(uow.session, Actor, values)


async def follow_merges(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Let references to actors that were merged stand for those that stay; a later state is that of an actor again."""
    values = [
        {
            "merged": one.event.id,
            "sequence": one.envelope.sequence,
            "into": one.event.into,
            "leading": list(map(canonical_reference, one.event.identifiers)),
        }
        for one in received
    ]
    actors = Actor.__table__
    older = update(Actor).where(actors.c.id == bindparam("merged"), actors.c.version < bindparam("sequence"))
    changing = older.values(
        version=bindparam("sequence"), merged_into=bindparam("into"), identifiers=bindparam("leading")
    )
    async with followed(uow, [value["merged"] for value in values]):
        await (await uow.session.connection()).execute(changing, values)


async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Keep when countries belonged to regional bodies; an event carries all spells of one country in one body."""
    spells = {
        (event.region, event.country): [
            {"region": event.region, "country": event.country, "spell": place, **period.model_dump()}
            for place, period in enumerate(event.periods)
        ]
        for event in (one.event for one in received)
    }
    await copies.replace(uow.session, Membership, [Membership.region, Membership.country], spells)


async def keep_codelists(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Keep the code lists by which reports are checked."""
    newest = {one.event.id: one for one in received if one.event.id in CHECKED_BY}.values()
    values = [
        {
            "id": one.event.id,
            "version": one.envelope.sequence,
            "codes": one.event.codes,
            "withdrawn": {code: day.isoformat() if day else "" for code, day in one.event.withdrawn_codes.items()},
            "complete": one.event.complete,
        }
        for one in newest
    ]
    if values:
        await copies.keep_newest(uow.session, Codelist, values)
