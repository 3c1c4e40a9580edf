"""Reads of instruments: everybody sees what was published, drafts are their owner's and their country's."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, and_, cast, func, or_, select, true
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.instruments.models import Instrument, InstrumentVersion
from services.registry.instruments.rules import InstrumentStatus
from services.registry.instruments.schemas import InstrumentQuery
from services.registry.search.queries import Sought, found_by
from shared.auth import Principal
from shared.db import Rows
from shared.errors import NotFound

OPEN_CALL = "$.calls[*] ? (@.opens_on <= $today && (@.closes_on == null || @.closes_on > $today))"


def seen_by(principal: Principal) -> ColumnElement[bool]:
    """Say which instruments a principal sees."""
    scope = principal.scope()
    if scope.everything:
        return true()
    own = or_(Instrument.owner.in_(scope.actors), Instrument.country.in_(scope.countries))
    withdrawn = and_(Instrument.status == InstrumentStatus.WITHDRAWN, told_of(Instrument.version))
    return or_(Instrument.status.in_((InstrumentStatus.PUBLISHED, InstrumentStatus.RETIRED)), withdrawn, own)


def told_of(version: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Say whether everybody was told of a version: of a draft nobody was, nor that it was withdrawn."""
    kept = (InstrumentVersion.instrument == Instrument.id, InstrumentVersion.version == version)
    return select(InstrumentVersion.instrument).where(*kept).correlate(Instrument).exists()


def instruments(query: InstrumentQuery, sought: Sought | None, principal: Principal, today: date) -> Rows:
    """Select instruments; `sought` is what `q` may mean."""
    conditions: list[ColumnElement[bool]] = [seen_by(principal)]
    for column, wanted in (
        (Instrument.kind, query.kind),
        (Instrument.owner, query.owner),
        (Instrument.country, query.country),
        (Instrument.status, query.status),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    if query.topic:
        conditions.append(Instrument.topics.overlap(query.topic))
    if sought is not None:
        conditions.append(found_by(Instrument.terms, sought))
    if query.open_call:
        day = func.jsonb_build_object("today", cast(str(today), Text))
        conditions.append(func.jsonb_path_exists(Instrument.fund, cast(OPEN_CALL, JSONPATH), day))
    if query.updated_since:
        conditions.append(Instrument.updated_at >= query.updated_since)
    return select(Instrument).where(*conditions)


async def get_instrument(
    session: AsyncSession, instrument_id: UUID, principal: Principal, *, for_update: bool = False
) -> Instrument:
    """Give an instrument. Raises NotFound where it is not there for this principal."""
    chosen = select(Instrument).where(Instrument.id == instrument_id, seen_by(principal))
    row: Instrument | None = await session.scalar(chosen.with_for_update() if for_update else chosen)
    if row is None:
        raise NotFound(f"There is no instrument {instrument_id}")
    return row


def versions(instrument_id: UUID) -> Rows:
    """Select all that was said of an instrument since it was published."""
    return select(InstrumentVersion).where(InstrumentVersion.instrument == instrument_id)


async def superseded(session: AsyncSession, instrument_id: UUID, principal: Principal) -> list[UUID]:
    """Name an instrument and all that it takes the place of; nothing where it is not there for this principal."""
    first = select(Instrument.id, Instrument.supersedes).where(Instrument.id == instrument_id, seen_by(principal))
    line = first.cte(recursive=True)
    line = line.union(select(Instrument.id, Instrument.supersedes).where(Instrument.id == line.c.supersedes))
    return list(await session.scalars(select(line.c.id)))
