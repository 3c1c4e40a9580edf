"""Who belongs to which region, and when."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.regions.models import Country, Membership, MembershipDecision
from services.registry.regions.schemas.memberships import MemberQuery
from shared.db import Rows
from shared.spells import holds_on

SPELLS = """
SELECT country, array_agg(region), array_agg(m.valid_from), array_agg(m.valid_to)
FROM memberships m JOIN regions ON code = region AND kind <> 'm49'
WHERE $1::text[] IS NULL OR country = ANY($1) GROUP BY country
"""
"""The spells of some countries, or of all, in regional bodies, which act: areas of M49 only sort countries."""


def members(regions: list[str], day: date) -> Select[str]:
    """Select the countries that are members of any of the regions on a day."""
    return select(Membership.country).where(Membership.region.in_(regions), holds_on(Membership, day))


async def spells_of(session: AsyncSession, region: str, country: str) -> list[Membership]:
    """Give all spells of a country in a region, the first one first."""
    chosen = select(Membership).where(Membership.region == region, Membership.country == country)
    return list(await session.scalars(chosen.order_by(Membership.spell)))


async def version_of(session: AsyncSession, region: str, country: str, spells: Sequence[Membership]) -> int:
    """Give the version of a country's spells in a region; 0 where nobody has ever said anything."""
    decision = await session.get(MembershipDecision, (region, country))
    return decision.version if decision else max((spell.version for spell in spells), default=0)


async def decided(session: AsyncSession) -> set[tuple[str, str]]:
    """Give the pairs of region and country that an administrator has decided."""
    chosen = await session.execute(select(MembershipDecision.region, MembershipDecision.country))
    return {(region, country) for region, country in chosen}


def listed_members(region: str, query: MemberQuery) -> Rows:
    """Select the spells of a region's members with the names of the countries."""
    columns = (*Membership.__table__.columns, Country.names)
    chosen = select(*columns).join(Country, Country.code == Membership.country).where(Membership.region == region)
    if query.as_of:
        chosen = chosen.where(holds_on(Membership, query.as_of))
    return chosen.where(Membership.country.in_(query.country)) if query.country else chosen
