"""Copies of the data of other services, as events bring it: whole batches in a few statements."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute


async def keep_newest(session: AsyncSession, model: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or overwrite rows by `id`; an older `version` never overwrites a newer one, whenever it comes."""
    statement = insert(model)
    newer = statement.excluded
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={name: newer[name] for name in rows[0] if name != "id"},
            where=model.__table__.c.version < newer.version,
        ),
        rows,
    )


async def replace(
    session: AsyncSession,
    model: type[DeclarativeBase],
    keys: Sequence[InstrumentedAttribute[Any]],
    rows: Mapping[tuple[Any, ...], Sequence[Mapping[str, Any]]],
) -> None:
    """Make the rows under each key those that are given, none where none are."""
    await session.execute(delete(model).where(tuple_(*keys).in_(rows)))
    if wanted := [row for group in rows.values() for row in group]:
        await session.execute(insert(model), wanted)
