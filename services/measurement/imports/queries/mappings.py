"""Reads of remembered mappings: everybody sees their own."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.imports.models import ImportMapping
from shared.auth import Principal
from shared.db import Rows
from shared.errors import NotFound

DEFAULT = "default"
"""The mapping by which tables are read where none is named."""


def mappings(principal: Principal) -> Rows:
    """Select the mappings of a principal."""
    return select(ImportMapping).where(ImportMapping.created_by == principal.id)


async def get_mapping(
    session: AsyncSession, name: str, principal: Principal, *, for_update: bool = False
) -> ImportMapping:
    """Give a mapping. Raises NotFound."""
    row = await find_mapping(session, name, principal, for_update=for_update)
    if row is None:
        raise NotFound(f"There is no mapping {name}")
    return row


async def find_mapping(
    session: AsyncSession, name: str, principal: Principal, *, for_update: bool = False
) -> ImportMapping | None:
    """Give a mapping, None where there is none."""
    chosen = mappings(principal).where(ImportMapping.name == name)
    found: ImportMapping | None = await session.scalar(chosen.with_for_update() if for_update else chosen)
    return found
