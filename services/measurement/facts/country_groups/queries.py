"""Reads of country groups."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.country_groups.models import Classification, CountryGroups
from services.measurement.facts.country_groups.schemas import ClassificationQuery
from shared.db import Rows
from shared.errors import NotFound


def editions() -> Rows:
    """Select all editions."""
    return select(CountryGroups)


async def find_groups(session: AsyncSession, edition: str) -> CountryGroups | None:
    """Find an edition."""
    found: CountryGroups | None = await session.scalar(select(CountryGroups).where(CountryGroups.edition == edition))
    return found


async def get_groups(session: AsyncSession, edition: str) -> CountryGroups:
    """Give an edition. Raises NotFound."""
    row = await find_groups(session, edition)
    if row is None:
        raise NotFound(f"There are no country groups {edition}")
    return row


def classifications(query: ClassificationQuery) -> Rows:
    """Select classifications."""
    chosen = select(Classification)
    return chosen.where(Classification.status.in_(query.status)) if query.status else chosen
