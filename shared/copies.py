"""Copies of the data of other services, as events bring it: whole batches in a few statements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column

from shared import hints
from shared.db import Sessions, reading
from shared.errors import Fault, InvalidInput


class Spell:
    """A spell in which a country belongs to a region, the columns of a copy; a bound that is not known is open."""

    region: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    spell: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None] = mapped_column(comment="the first day outside")


class Period(BaseModel, frozen=True):
    """A spell as an event brings it; a bound that is not known is open, and `valid_to` is the first day outside."""

    valid_from: date | None = None
    valid_to: date | None = None


class Spells(BaseModel, frozen=True):
    """All spells of one country in one region, as an event brings them."""

    region: str
    country: str
    periods: list[Period]


async def keep_spells(session: AsyncSession, model: type[Any], events: Iterable[Spells]) -> None:
    """Keep when countries belonged to regions; `model` has the columns of `Spell`."""
    rows = {
        (event.region, event.country): [
            {"region": event.region, "country": event.country, "spell": place, **period.model_dump()}
            for place, period in enumerate(event.periods)
        ]
        for event in events
    }
    await replace(session, model, [model.region, model.country], rows)


async def region_faults(
    session: AsyncSession, model: type[Any], asked: Mapping[str, str], place: str = "body"
) -> list[Fault]:
    """Say which of the regions have no members; `asked` has their codes by pointer, `model` the columns of `Spell`.

    Before the registry was heard all are known.
    """
    if not asked:
        return []
    found = set(await session.scalars(select(model.region).where(model.region.in_(asked.values())).distinct()))
    unknown = {pointer: code for pointer, code in asked.items() if code not in found}
    known = set(await session.scalars(select(model.region).distinct())) if unknown else found
    if not known:
        return []
    return [
        Fault(
            pointer,
            "unknown_region",
            f"There is no region {code} with members; see /v1/regions{hints.code(code, known)}",
            place,
        )
        for pointer, code in unknown.items()
    ]


def placed(pointer: str, asked: Sequence[str]) -> dict[str, str]:
    """Give the entries of a list by their pointers."""
    return {f"{pointer}/{place}": one for place, one in enumerate(asked)}


async def check_regions(sessions: Sessions, model: type[Any], asked: Sequence[str]) -> None:
    """Check the regions that a list is filtered by, as `refuse_unknown_regions`."""
    if asked:
        async with reading(sessions) as session:
            await refuse_unknown_regions(session, model, asked)


async def refuse_unknown_regions(session: AsyncSession, model: type[Any], asked: Sequence[str]) -> None:
    """Refuse regions that something is filtered by. Raises InvalidInput with all that have no members."""
    if faults := await region_faults(session, model, placed("/region", asked), "query"):
        raise InvalidInput(faults=faults)


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
