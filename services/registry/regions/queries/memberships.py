"""Who belongs to which region, and when."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.regions.models import Country, Membership, MembershipDecision, Region
from services.registry.regions.rules import BODIES
from services.registry.regions.schemas.memberships import MemberQuery
from shared.db import Rows
from shared.spells import holds_on


def members(regions: list[str], day: date) -> Select[str]:
    """Select the countries that are members of any of the regions on a day."""
    return select(Membership.country).where(Membership.region.in_(regions), holds_on(Membership, day))


async def bodies_of_all(
    session: AsyncSession, countries: Collection[str | None], day: date
) -> Mapping[str | None, Sequence[str]]:
    """Name the regional bodies that each of some countries belongs to on a day."""
    chosen = (
        select(Membership.country, Membership.region)
        .join(Region, Region.code == Membership.region)
        .where(Membership.country.in_(filter(None, countries)), Region.kind.in_(BODIES), holds_on(Membership, day))
    )
    found: defaultdict[str | None, list[str]] = defaultdict(list)
    for country, region in await session.execute(chosen.order_by(Membership.country, Membership.region)):
        found[country].append(region)
    return found


async def bodies_of(session: AsyncSession, country: str | None, day: date) -> list[str]:
    """Name the regional bodies that a country belongs to on a day."""
    chosen = (
        select(Membership.region)
        .join(Region, Region.code == Membership.region)
        .where(Membership.country == country, Region.kind.in_(BODIES), holds_on(Membership, day))
    )
    return list(await session.scalars(chosen.order_by(Membership.region)))


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
