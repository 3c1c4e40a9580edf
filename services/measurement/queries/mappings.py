"""Reads of remembered mappings: everybody sees their own."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.models import ImportMapping
from shared.auth import Principal
from shared.db import Rows
from shared.errors import NotFound

DEFAULT = "default"
"""The mapping by which tables are read where none is named."""


def mappings(principal: Principal) -> Rows:
    """Select the mappings of a principal."""
    return select(ImportMapping).where(ImportMapping.created_by == principal.id)


async def get_mapping(session: AsyncSession, name: str, principal: Principal) -> ImportMapping:
    """Give a mapping. Raises NotFound."""
    row = await find_mapping(session, name, principal)
    if row is None:
        raise NotFound(f"There is no mapping {name}")
    return row


async def find_mapping(session: AsyncSession, name: str, principal: Principal) -> ImportMapping | None:
    """Give a mapping, None where there is none."""
    found: ImportMapping | None = await session.scalar(mappings(principal).where(ImportMapping.name == name))
    return found
