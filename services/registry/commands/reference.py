"""Writes of countries, regions, memberships and code lists: the database follows what ships with the service."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from services.registry import events, reference
from services.registry.models import Codelist, Country, Membership, Model, Region
from services.registry.rules import BODIES
from shared.unit_of_work import UnitOfWork

FACTS = ("valid_from", "valid_to", "verified", "source", "note")

Spell = Mapping[str, Any]
Pair = tuple[str, str]


async def publish(uow: UnitOfWork) -> None:
    """Make the reference data in the database that which ships with the service; tell of memberships that changed."""
    # Two starters at once: the second waits, then finds nothing to do.
    await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("reference"))))
    regions = reference.regions()
    await _put(uow, Country, reference.countries())
    await _put(uow, Region, regions)
    await _publish_memberships(uow, {one["code"] for one in regions if one["kind"] in BODIES})
    await _publish_codelists(uow)


async def _put(uow: UnitOfWork, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    statement = insert(model)
    changing = {name: statement.excluded[name] for name in rows[0] if name != "code"}
    await uow.session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changing), list(rows))


async def _publish_memberships(uow: UnitOfWork, bodies: set[str]) -> None:
    known = _by_pair([_facts(row) for row in await uow.session.scalars(select(Membership))])
    wanted = _by_pair(reference.memberships())
    for pair in sorted(known.keys() | wanted.keys()):
        before, after = known.get(pair, []), wanted.get(pair, [])
        if [_without_version(spell) for spell in before] != after:
            version = max((spell["version"] for spell in before), default=0) + 1
            await _replace(uow, pair, after, version)
            if pair[0] in bodies:
                _tell(uow, pair, after, version)


async def _replace(uow: UnitOfWork, pair: Pair, spells: Sequence[Spell], version: int) -> None:
    region, country = pair
    await uow.session.execute(delete(Membership).where(Membership.region == region, Membership.country == country))
    uow.session.add_all(Membership(spell=place, version=version, **spell) for place, spell in enumerate(spells))


def _tell(uow: UnitOfWork, pair: Pair, spells: Sequence[Spell], version: int) -> None:
    region, country = pair
    periods = [events.Period(valid_from=spell["valid_from"], valid_to=spell["valid_to"]) for spell in spells]
    event = events.MembershipChanged(id=f"{region}-{country}", region=region, country=country, periods=periods)
    uow.emit(event, sequence=version, country=country, regions=[region])


async def _publish_codelists(uow: UnitOfWork) -> None:
    for wanted in reference.codelists():
        row = await uow.session.get(Codelist, wanted["name"]) or Codelist(name=wanted["name"], version=0)
        if {name: getattr(row, name) for name in wanted} != wanted:
            for name, value in wanted.items():
                setattr(row, name, value)
            row.version += 1
            uow.session.add(row)


def _by_pair(spells: Sequence[Spell]) -> dict[Pair, list[Spell]]:
    ordered = sorted(spells, key=lambda spell: (*_pair(spell), str(spell["valid_from"] or "")))
    return {pair: list(group) for pair, group in groupby(ordered, key=_pair)}


def _pair(spell: Spell) -> Pair:
    return spell["region"], spell["country"]


def _facts(row: Membership) -> Spell:
    return {name: getattr(row, name) for name in ("region", "country", "version", *FACTS)}


def _without_version(spell: Spell) -> Spell:
    return {name: value for name, value in spell.items() if name != "version"}
