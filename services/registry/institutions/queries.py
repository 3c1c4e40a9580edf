"""Reads of countries' coordination set-ups; everybody may see them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.institutions.models import Institution, InstitutionVersion
from services.registry.institutions.rules import HIGHEST_LEVEL
from services.registry.institutions.schemas import InstitutionQuery
from services.registry.regions.queries.memberships import members
from shared.db import Rows
from shared.errors import NotFound


def institutions(query: InstitutionQuery, today: date) -> Rows:
    """Select institutions."""
    conditions: list[ColumnElement[bool]] = []
    if query.country:
        conditions.append(Institution.country.in_(query.country))
    if query.region:
        conditions.append(Institution.country.in_(members(query.region, today)))
    for pillar in query.pillar:
        levels = range(query.level_min or 0, HIGHEST_LEVEL + 1)
        conditions.append(or_(*(Institution.pillars.contains([{"pillar": pillar, "level": one}]) for one in levels)))
    if query.updated_since:
        conditions.append(Institution.updated_at >= query.updated_since)
    return select(Institution).where(*conditions)


async def get_institution(session: AsyncSession, country: str, *, for_update: bool = False) -> Institution:
    """Give a country's institution. Raises NotFound."""
    row = await find_institution(session, country, for_update=for_update)
    if row is None:
        raise NotFound(f"Nothing is known of the coordination set-up of {country}")
    return row


async def find_institution(session: AsyncSession, country: str, *, for_update: bool = False) -> Institution | None:
    """Give a country's institution, None where nothing is known of it."""
    chosen = select(Institution).where(Institution.country == country)
    found: Institution | None = await session.scalar(chosen.with_for_update() if for_update else chosen)
    return found


def versions(row: Institution) -> Rows:
    """Select all that was said of an institution."""
    return select(InstitutionVersion).where(InstitutionVersion.institution == row.id)


async def version_on(session: AsyncSession, row: Institution, day: date) -> InstitutionVersion:
    """Give what was said at the end of a day. Raises NotFound where nothing was yet."""
    end = datetime.combine(day, time.max, UTC)
    chosen = versions(row).where(InstitutionVersion.at <= end).order_by(InstitutionVersion.version.desc()).limit(1)
    found: InstitutionVersion | None = await session.scalar(chosen)
    if found is None:
        raise NotFound(f"Nothing was known of it on {day}")
    return found


async def of_countries(session: AsyncSession, countries: Sequence[str]) -> dict[str, Institution]:
    """Give the institutions of countries, as far as they are known."""
    rows = await session.scalars(select(Institution).where(Institution.country.in_(countries)))
    return {row.country: row for row in rows}
