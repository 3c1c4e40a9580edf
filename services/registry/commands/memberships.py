"""Writes of who belongs to which region: as it ships, or as an administrator has decided."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from services.registry import events, reference
from services.registry.commands.holding import hold_reference
from services.registry.models import Membership, MembershipDecision
from services.registry.queries import memberships as queries
from services.registry.queries.reference import get_country, get_region
from services.registry.rules import RegionKind
from services.registry.rules.memberships import contradictions
from services.registry.schemas.memberships import SpellsIn
from shared.auth import Role
from shared.errors import Fault, PreconditionRequired, Refused, Stale
from shared.unit_of_work import Expected, UnitOfWork

FACTS = ("valid_from", "valid_to", "verified", "source", "note")

Spell = Mapping[str, Any]
Pair = tuple[str, str]


async def put(uow: UnitOfWork, region: str, country: str, body: SpellsIn, expected: Expected | None) -> int:
    """Decide when a country belonged to a region; give the version. What is the same already stays untouched."""
    uow.principal.require(Role.ADMIN)
    await hold_reference(uow)
    kind = (await get_region(uow.session, region)).kind
    await get_country(uow.session, country)
    before = await queries.spells_of(uow.session, region, country)
    version = await queries.version_of(uow.session, region, country, before)
    _require_version(version, expected)
    if faults := [*_unchangeable(region, kind), *contradictions(body.spells)]:
        raise Refused(faults=faults)
    after = _in_order([{"region": region, "country": country, **one.model_dump()} for one in body.spells])
    if [_facts(row) for row in before] == after:
        return version
    agencies = [agency for agency, parent in reference.SAME_MEMBERS.items() if parent == region]
    for one in (region, *agencies):
        await _decide(uow, (one, country), [{**spell, "region": one} for spell in after])
    return version + 1


async def publish(uow: UnitOfWork, bodies: set[str]) -> None:
    """Make memberships those that ship, where nobody has decided otherwise; tell of those of bodies that changed."""
    known = _by_pair([{**_facts(row), "version": row.version} for row in await uow.session.scalars(select(Membership))])
    wanted = _by_pair(reference.memberships())
    decided = await queries.decided(uow.session)
    for pair in sorted((known.keys() | wanted.keys()) - decided):
        before, after = known.get(pair, []), wanted.get(pair, [])
        if [_without_version(spell) for spell in before] != after:
            version = max((spell["version"] for spell in before), default=0) + 1
            await _replace(uow, pair, after, version)
            if pair[0] in bodies:
                _tell(uow, pair, after, version)


async def _decide(uow: UnitOfWork, pair: Pair, spells: Sequence[Spell]) -> None:
    region, country = pair
    before = await queries.spells_of(uow.session, region, country)
    version = await queries.version_of(uow.session, region, country, before) + 1
    decision = {"version": version, "decided_at": uow.now, "decided_by": uow.principal.id}
    statement = insert(MembershipDecision).values(region=region, country=country, **decision)
    await uow.session.execute(statement.on_conflict_do_update(index_elements=["region", "country"], set_=decision))
    await _replace(uow, pair, spells, version)
    _tell(uow, pair, spells, version)


def _require_version(version: int, expected: Expected | None) -> None:
    if expected is None and version:
        raise PreconditionRequired
    if expected not in (None, "*", version):
        raise Stale(f"The current version is {version}, not {expected}")


def _unchangeable(region: str, kind: str) -> list[Fault]:
    if kind == RegionKind.M49:
        return [Fault("/code", "m49", "The areas of M49 are the United Nations' list; bodies are changed here", "path")]
    if body := reference.SAME_MEMBERS.get(region):
        detail = f"Its members are those of {body}; change them at /v1/regions/{body}/members"
        return [Fault("/code", "same_members", detail, "path")]
    return []


async def _replace(uow: UnitOfWork, pair: Pair, spells: Sequence[Spell], version: int) -> None:
    region, country = pair
    await uow.session.execute(delete(Membership).where(Membership.region == region, Membership.country == country))
    uow.session.add_all(Membership(spell=place, version=version, **spell) for place, spell in enumerate(spells))


def _tell(uow: UnitOfWork, pair: Pair, spells: Sequence[Spell], version: int) -> None:
    region, country = pair
    periods = [events.Period(valid_from=spell["valid_from"], valid_to=spell["valid_to"]) for spell in spells]
    event = events.MembershipChanged(id=f"{region}-{country}", region=region, country=country, periods=periods)
    uow.emit(event, sequence=version, country=country, regions=[region])


def _by_pair(spells: Sequence[Spell]) -> dict[Pair, list[Spell]]:
    return {pair: list(group) for pair, group in groupby(_in_order(spells), key=_pair)}


def _in_order(spells: Sequence[Spell]) -> list[Spell]:
    return sorted(spells, key=lambda spell: (*_pair(spell), str(spell["valid_from"] or "")))


def _pair(spell: Spell) -> Pair:
    return spell["region"], spell["country"]


def _facts(row: Membership) -> Spell:
    return {name: getattr(row, name) for name in ("region", "country", *FACTS)}


def _without_version(spell: Spell) -> Spell:
    return {name: value for name, value in spell.items() if name != "version"}
