"""What flows add up to that totals leave out: those that could not be converted, and those that repeat others."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Numeric, Text, and_, column, extract, func, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.rates.models import ExchangeRate
from services.measurement.ledger.flows.queries.flows import of_kinds
from services.measurement.ledger.models import Flow
from services.measurement.ledger.models.flows import UNCONVERTED
from services.measurement.ledger.totals import schemas
from services.measurement.ledger.totals.queries.counted import is_left_out, is_member, standing

_PART = (
    func.unnest(Flow.recipients, Flow.weights, Flow.parts_usd)
    .table_valued(column("recipient", Text), column("weight", Numeric), column("part_usd", Numeric))
    .render_derived("part")
    .lateral("part")
)
_WHOLE = select(func.sum(func.unnest(Flow.weights).column_valued("weight"))).correlate(Flow).scalar_subquery()


async def unconverted_sums(
    session: AsyncSession,
    query: schemas.MatrixQuery | schemas.SeriesQuery,
    types: Collection[str],
) -> list[schemas.UnconvertedSum]:
    """Add up flows of these types that totals leave out for want of a rate."""
    first = select(func.min(ExchangeRate.day)).where(ExchangeRate.currency == Flow.currency)
    stale = func.coalesce(first.correlate(Flow).scalar_subquery() <= Flow.value_date, False).label("stale")
    amount = func.sum(Flow.amount * _PART.c.weight / func.nullif(_WHOLE, 0)).label("amount")
    chosen = (
        select(
            Flow.currency, stale, func.count(Flow.id.distinct()).label("flows"), func.trim_scale(amount).label("amount")
        )
        .select_from(Flow)
        .join(_PART, true())
        .where(
            text(UNCONVERTED), Flow.repeats.is_(None), Flow.transaction_type.in_(types), ~is_left_out(), *_asked(query)
        )
        .group_by(Flow.currency, stale)
        .order_by(Flow.currency, stale)
    )
    return [schemas.UnconvertedSum.model_validate(row) for row in await session.execute(chosen)]


def is_repeated(types: Collection[str]) -> list[ColumnElement[bool]]:
    """Select flows of these types that repeat what another activity reports."""
    return [Flow.counted_in.is_not(None), *standing(), Flow.transaction_type.in_(types)]


async def repeated_sums(
    session: AsyncSession,
    query: schemas.MatrixQuery | schemas.SeriesQuery,
    types: Collection[str],
) -> list[schemas.RepeatedSum]:
    """Add up flows of these types that repeat what another activity reports."""
    chosen = (
        select(
            Flow.repeats,
            func.count(Flow.id.distinct()).label("flows"),
            func.coalesce(func.sum(_PART.c.part_usd), 0).label("usd"),
        )
        .select_from(Flow)
        .join(_PART, true())
        .where(*is_repeated(types), *_asked(query))
        .group_by(Flow.repeats)
        .order_by(Flow.repeats)
    )
    return [schemas.RepeatedSum.model_validate(row) for row in await session.execute(chosen)]


def _asked(query: schemas.MatrixQuery | schemas.SeriesQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.cooperation:
        conditions.append(of_kinds(query.cooperation))
    if query.aid_type:
        conditions.append(Flow.aid_type.in_(query.aid_type))
    if isinstance(query, schemas.MatrixQuery):
        return [*conditions, *_of_matrix(query)]
    return [*conditions, *_of_series(query)]


def _of_matrix(query: schemas.MatrixQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.year:
        conditions.append(extract("year", Flow.day).in_(query.year))
    if query.provider:
        conditions.append(Flow.provider.in_(query.provider))
    if query.recipient:
        conditions.append(_PART.c.recipient.in_(query.recipient))
    if query.region:
        conditions.append(is_member(query.region, _PART.c.recipient, Flow.day))
    return conditions


def _of_series(query: schemas.SeriesQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.country or query.region:
        receives = or_(_PART.c.recipient.in_(query.country), is_member(query.region, _PART.c.recipient, Flow.day))
        provides = or_(Flow.provider.in_(query.country), is_member(query.region, Flow.provider, Flow.day))
        inside = and_(receives, provides, Flow.provider == _PART.c.recipient)
        conditions.append(or_(receives != provides, inside))
    if query.year_from is not None:
        conditions.append(extract("year", Flow.day) >= query.year_from)
    if query.year_to is not None:
        conditions.append(extract("year", Flow.day) <= query.year_to)
    return conditions
