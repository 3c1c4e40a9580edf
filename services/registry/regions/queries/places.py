"""Reads of countries and regions."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.regions.models import Country, Membership, Region
from services.registry.regions.queries.memberships import members
from services.registry.regions.schemas.places import CountryQuery, RegionQuery
from shared import hints, spelling
from shared.copies import placed
from shared.db import Rows, Sessions, reading
from shared.errors import Fault, InvalidInput, NotFound
from shared.spells import holds_on

ABBREVIATIONS = {
    "AU": ("UA",),
    "AMU": ("UMA", "Maghreb"),
    "CEN-SAD": ("CENSAD",),
    "ECCAS": ("CEEAC",),
    "ECOWAS": ("CEDEAO",),
    "IOC": ("COI",),
    "OAU": ("OUA",),
    "UEMOA": ("WAEMU",),
}
"""What regional bodies are called in short in other languages."""


def countries(query: CountryQuery, today: date) -> Rows:
    """Select countries."""
    chosen = select(Country)
    for word in spelling.words(query.q or ""):
        chosen = chosen.where(Country.words.contains(word, autoescape=True))
    if query.region:
        chosen = chosen.where(Country.code.in_(members(query.region, query.as_of or today)))
    return chosen


async def get_country(session: AsyncSession, code: str) -> Country:
    """Give a country. Raises NotFound."""
    row = await session.get(Country, code)
    if row is None:
        raise NotFound(f"There is no country {code}{hints.country(code)}")
    return row


async def belonging(session: AsyncSession, country: str, day: date | None) -> list[tuple[Membership, str]]:
    """Give a country's memberships with the kind of the region: all there ever were, or those of a day."""
    chosen = select(Membership, Region.kind).join(Region, Region.code == Membership.region)
    chosen = chosen.where(Membership.country == country)
    if day:
        chosen = chosen.where(holds_on(Membership, day))
    rows = await session.execute(chosen.order_by(Membership.region, Membership.spell))
    return [(row[0], row[1]) for row in rows]


def regions(query: RegionQuery, today: date) -> Rows:
    """Select regions."""
    chosen = select(Region)
    if query.kind:
        chosen = chosen.where(Region.kind.in_(query.kind))
    if query.parent:
        chosen = chosen.where(Region.parent.in_(query.parent))
    if countries := [*query.member, *query.country]:
        inside = select(Membership.region).where(Membership.country.in_(countries))
        chosen = chosen.where(Region.code.in_(inside.where(holds_on(Membership, query.as_of or today))))
    return chosen


async def get_region(session: AsyncSession, code: str) -> Region:
    """Give a region. Raises NotFound."""
    row = await session.get(Region, code)
    if row is None:
        raise NotFound(f"There is no region {code}{await region_hint(session, code)}")
    return row


async def region_hint(session: AsyncSession, text: str) -> str:
    """Say which region was meant by a text that is no code of one, or nothing."""
    return hints.code(text, await _region_names(session))


async def region_faults(
    session: AsyncSession, asked: Mapping[str, str], place: str = "body", more: str = ""
) -> list[Fault]:
    """Say which regions there are not; `asked` has their codes by pointer, `more` is where they are listed."""
    if not asked:
        return []
    known = set(await session.scalars(select(Region.code).where(Region.code.in_(asked.values()))))
    unknown = {pointer: code for pointer, code in asked.items() if code not in known}
    names = await _region_names(session) if unknown else {}
    return [
        Fault(pointer, "unknown_region", f"There is no region {code}{more}{hints.code(code, names)}", place)
        for pointer, code in unknown.items()
    ]


async def _region_names(session: AsyncSession) -> dict[str, list[str]]:
    rows = await session.execute(select(Region.code, Region.names))
    return {code: [*names.values(), *ABBREVIATIONS.get(code, ())] for code, names in rows}


async def spells(session: AsyncSession, region: str, day: date | None) -> list[Membership]:
    """Give a region's memberships: all there ever were, or those of a day."""
    chosen = select(Membership).where(Membership.region == region)
    if day:
        chosen = chosen.where(holds_on(Membership, day))
    return list(await session.scalars(chosen.order_by(Membership.country, Membership.spell)))


async def filter_faults(session: AsyncSession, name: str, codes: Sequence[str]) -> list[Fault]:
    """Say which regions a list cannot be filtered by, as there are none; `name` is the filter's."""
    return await region_faults(session, placed(f"/{name}", codes), "query", "; see /v1/regions")


async def refuse_unknown(sessions: Sessions, name: str, codes: Sequence[str]) -> None:
    """Check the regions that a list is filtered by. Raises InvalidInput with all that there are not."""
    async with reading(sessions) as session:
        faults = await filter_faults(session, name, codes)
    if faults:
        raise InvalidInput(faults=faults)
