"""Writes of who belongs to which region: as it ships, or as an administrator has decided."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from services.registry import events, reference
from services.registry.locks import hold_reference
from services.registry.regions.models import Membership, MembershipDecision, Region
from services.registry.regions.queries import memberships as queries
from services.registry.regions.queries.places import get_country, get_region
from services.registry.regions.rules import RegionKind, contradictions, outside
from services.registry.regions.schemas.memberships import SpellsIn
from shared.auth import Role
from shared.errors import Fault, Held, Refused
from shared.unit_of_work import Expected, UnitOfWork, match

FACTS = ("valid_from", "valid_to", "verified", "source", "note")

Spell = Mapping[str, Any]
Pair = tuple[str, str]


async def put(uow: UnitOfWork, region: str, country: str, body: SpellsIn, expected: Expected) -> int:
    """Decide when a country belonged to a region; give the version. What is the same already stays untouched."""
    uow.principal.require(Role.ADMIN)
    await hold_reference(uow)
    place = await get_region(uow.session, region)
    await get_country(uow.session, country)
    before = await queries.spells_of(uow.session, region, country)
    version = await queries.version_of(uow.session, region, country, before)
    _require_version(version, expected)
    bounds = (place.valid_from, place.valid_to)
    if faults := [*_unchangeable(place), *contradictions(body.spells), *outside(body.spells, *bounds)]:
        raise Refused(faults=faults)
    sent = [{"region": region, "country": country, **one.model_dump()} for one in body.spells]
    after = _in_order([_beginning(spell, place.valid_from) for spell in sent])
    if [_facts(row) for row in before] == after:
        return version
    agencies = [agency for agency, parent in reference.SAME_MEMBERS.items() if parent == region]
    for one in (region, *agencies):
        await _decide(uow, (one, country), [{**spell, "region": one} for spell in after])
    return version + 1


async def publish(uow: UnitOfWork, begins: Mapping[str, date]) -> None:
    """Make memberships those that ship; what was decided stays, but never begins before its body. Tell of changes.

    `begins` has the first days of the regional bodies.
    """
    known = _by_pair([{**_facts(row), "version": row.version} for row in await uow.session.scalars(select(Membership))])
    decided = await queries.decided(uow.session)
    wanted: dict[Pair, list[Spell]] = _by_pair(reference.memberships()) | {
        pair: [_beginning(_without_version(spell), begins.get(pair[0])) for spell in known.get(pair, [])]
        for pair in decided
    }
    changed: dict[Pair, tuple[Sequence[Spell], int]] = {}
    for pair in sorted(known.keys() | wanted.keys()):
        before, after = known.get(pair, []), wanted.get(pair, [])
        if [_without_version(spell) for spell in before] != after:
            changed[pair] = after, max((spell["version"] for spell in before), default=0) + 1
    if not changed:
        return
    await _replace(uow, changed)
    same = tuple_(MembershipDecision.region, MembershipDecision.country)
    counting = update(MembershipDecision).where(same.in_(decided & changed.keys()))
    await uow.session.execute(counting.values(version=MembershipDecision.version + 1))
    for pair, (spells, version) in changed.items():
        if pair[0] in begins:
            _tell(uow, pair, spells, version)


async def _decide(uow: UnitOfWork, pair: Pair, spells: Sequence[Spell]) -> None:
    before = await queries.spells_of(uow.session, *pair)
    version = await queries.version_of(uow.session, *pair, before) + 1
    decision = {"version": version, "decided_at": uow.now, "decided_by": uow.principal.id}
    statement = insert(MembershipDecision).values(region=pair[0], country=pair[1], **decision)
    await uow.session.execute(statement.on_conflict_do_update(index_elements=["region", "country"], set_=decision))
    await _replace(uow, {pair: (spells, version)})
    _tell(uow, pair, spells, version)


def _require_version(version: int, expected: Expected) -> None:
    if version or expected:
        match(Held(version), expected)


def _unchangeable(region: Region) -> list[Fault]:
    if region.kind == RegionKind.M49:
        return [Fault("/code", "m49", "The areas of M49 are the United Nations' list; bodies are changed here", "path")]
    if body := reference.SAME_MEMBERS.get(region.code):
        detail = f"Its members are those of {body}; change them at /v1/regions/{body}/members"
        return [Fault("/code", "same_members", detail, "path")]
    return []


async def _replace(uow: UnitOfWork, changed: Mapping[Pair, tuple[Sequence[Spell], int]]) -> None:
    await uow.session.execute(delete(Membership).where(tuple_(Membership.region, Membership.country).in_(changed)))
    uow.session.add_all(
        Membership(spell=place, version=version, **spell)
        for spells, version in changed.values()
        for place, spell in enumerate(spells)
    )


def _tell(uow: UnitOfWork, pair: Pair, spells: Sequence[Spell], version: int) -> None:
    region, country = pair
    periods = [events.Period(valid_from=spell["valid_from"], valid_to=spell["valid_to"]) for spell in spells]
    event = events.MembershipChanged(id=f"{region}-{country}", region=region, country=country, periods=periods)
    uow.emit(event, sequence=version, places=[country], regions=[region])


def _by_pair(spells: Sequence[Spell]) -> dict[Pair, list[Spell]]:
    return {pair: list(group) for pair, group in groupby(_in_order(spells), key=_pair)}


def _in_order(spells: Sequence[Spell]) -> list[Spell]:
    return sorted(spells, key=lambda spell: (*_pair(spell), str(spell["valid_from"] or "")))


def _pair(spell: Spell) -> Pair:
    return spell["region"], spell["country"]


def _facts(row: Membership) -> Spell:
    return {name: getattr(row, name) for name in ("region", "country", *FACTS)}


def _beginning(spell: Spell, body_begins: date | None) -> Spell:
    """Let a spell whose first day nobody knows begin with its body."""
    ends = spell["valid_to"]
    if spell["valid_from"] or body_begins is None or (ends and ends <= body_begins):
        return spell
    return {**spell, "valid_from": body_begins}


def _without_version(spell: Spell) -> Spell:
    return {name: value for name, value in spell.items() if name != "version"}
