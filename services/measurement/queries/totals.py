"""Reads of what flows add up to."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, and_, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement import schemas
from services.measurement.models import Conversion, CountryGroups, Deflator, Membership, ReporterFindings, Total
from services.measurement.queries.findings import count_findings
from services.measurement.queries.pairs import pairs_counted
from services.measurement.queries.unconverted import unconverted_sums
from services.measurement.rules.cooperation import Cooperation
from services.measurement.rules.flows import COUNTED, INCOMING
from services.measurement.rules.money import GREATEST_AGE, SHIPPED
from shared.db import Rows
from shared.errors import Refused

DOMESTIC = Total.cooperation == Cooperation.DOMESTIC
KINDS = {schemas.Perspective.PROVIDER: COUNTED, schemas.Perspective.RECIPIENT: INCOMING}


def matrix(query: schemas.MatrixQuery, today: date) -> Rows:
    """Add up totals by provider and recipient."""
    return (
        select(
            Total.provider,
            Total.recipient,
            func.round(func.sum(_usd(query)), 2).label("amount"),
            cast(func.sum(Total.flows), Total.flows.type).label("flows"),
        )
        .where(*_of_matrix(query, today))
        .group_by(Total.provider, Total.recipient)
        .having(func.sum(Total.flows) > 0)
    )


def _of_matrix(query: schemas.MatrixQuery, today: date) -> list[ColumnElement[bool]]:
    conditions = _of_totals(query)
    if query.year:
        conditions.append(Total.year.in_(query.year))
    if query.provider:
        conditions.append(Total.provider.in_(query.provider))
    if query.recipient:
        conditions.append(Total.recipient.in_(query.recipient))
    if query.region:
        conditions.append(Total.recipient.in_(members(query.region, today)))
    return conditions


def series(query: schemas.SeriesQuery, today: date) -> Rows:
    """Add up totals by year: in, out, and what stays inside one country."""
    into, out, _ = _directions(query, today)
    key = getattr(Total, query.by).label("key") if query.by else literal(None, Text).label("key")
    chosen = (
        select(
            Total.year,
            key,
            func.round(func.coalesce(func.sum(_usd(query)).filter(into), 0), 2).label("inflows"),
            func.round(func.coalesce(func.sum(_usd(query)).filter(out), 0), 2).label("outflows"),
            func.round(func.coalesce(func.sum(_usd(query)).filter(DOMESTIC), 0), 2).label("domestic"),
        )
        .where(*_of_series(query, today))
        .group_by(Total.year)
    )
    return chosen.group_by(getattr(Total, query.by)) if query.by else chosen


def _of_series(query: schemas.SeriesQuery, today: date) -> list[ColumnElement[bool]]:
    conditions = [*_of_totals(query), Total.flows > 0, or_(*_directions(query, today))]
    if query.year_from is not None:
        conditions.append(Total.year >= query.year_from)
    if query.year_to is not None:
        conditions.append(Total.year <= query.year_to)
    return conditions


def _directions(query: schemas.SeriesQuery, today: date) -> list[ColumnElement[bool]]:
    """Give what goes in, what goes out, and what stays inside one country."""
    abroad = and_(Total.provider != Total.recipient, ~DOMESTIC)
    if not (query.country or query.region):
        return [abroad, abroad, DOMESTIC]
    receives = or_(Total.recipient.in_(query.country), Total.recipient.in_(members(query.region, today)))
    provides = or_(Total.provider.in_(query.country), Total.provider.in_(members(query.region, today)))
    return [and_(receives, ~provides, abroad), and_(provides, ~receives, abroad), and_(provides, DOMESTIC)]


def _usd(query: schemas.TotalQuery) -> SQLColumnExpression[Decimal]:
    """Give the value of a total in the prices that are asked for; null where there is no deflator."""
    if query.prices is schemas.Prices.CURRENT:
        return Total.usd
    return Total.usd * _deflator(query.base_year) / _deflator(Total.year)


def _deflator(year: Any) -> ColumnElement[Decimal]:
    found = select(Deflator.index).where(Deflator.provider == Total.provider, Deflator.year == year)
    return found.scalar_subquery()


def _of_totals(query: schemas.TotalQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Total.kind.in_(KINDS[query.perspective])]
    if query.prices is schemas.Prices.CONSTANT:
        conditions.append(_usd(query).is_not(None))
    if query.cooperation:
        conditions.append(Total.cooperation.in_(query.cooperation))
    if query.modality:
        conditions.append(Total.modality.in_(query.modality))
    return conditions


def members(regions: Sequence[str], today: date) -> Rows:
    """Select the countries that belong to regional bodies on a day; a bound that is not known is open."""
    return select(Membership.country).where(
        Membership.region.in_(regions),
        or_(Membership.valid_from.is_(None), Membership.valid_from <= today),
        or_(Membership.valid_to.is_(None), Membership.valid_to > today),
    )


async def check_prices(session: AsyncSession, query: schemas.TotalQuery) -> None:
    """Refuse prices of a year of which no price level is known."""
    if query.prices is schemas.Prices.CONSTANT:
        of_year = select(select(Deflator.provider).where(Deflator.year == query.base_year).exists())
        if not await session.scalar(of_year):
            load = "POST /v1/exchange-rates/deflators loads some"
            raise Refused(f"There is no deflator of {query.base_year}; {load}, or ask for prices=current")


async def _undeflated(session: AsyncSession, query: schemas.MatrixQuery | schemas.SeriesQuery, today: date) -> int:
    if query.prices is schemas.Prices.CURRENT:
        return 0
    current = query.model_copy(update={"prices": schemas.Prices.CURRENT})
    conditions = _of_matrix(current, today) if isinstance(current, schemas.MatrixQuery) else _of_series(current, today)
    left_out = select(func.coalesce(func.sum(Total.flows), 0)).where(*conditions, _usd(query).is_(None))
    return int(await session.scalar(left_out) or 0)


async def method(
    session: AsyncSession, query: schemas.MatrixQuery | schemas.SeriesQuery, today: date
) -> schemas.Method:
    """Say how totals were made, and of whose reports."""
    of_matrix = isinstance(query, schemas.MatrixQuery)
    conditions = _of_matrix(query, today) if isinstance(query, schemas.MatrixQuery) else _of_series(query, today)
    covered = select(
        func.count(Total.reporter.distinct()),
        func.coalesce(func.sum(Total.flows), 0),
        func.coalesce(func.sum(Total.unconverted), 0),
        func.coalesce(func.sum(Total.flows).filter(DOMESTIC), 0),
        func.coalesce(func.sum(Total.usd).filter(DOMESTIC), 0),
    )
    reporters, converted, unconverted, *domestic = (await session.execute(covered.where(*conditions))).one()
    covering = select(Total.reporter).where(*conditions).distinct()
    undeflated = await _undeflated(session, query, today)
    loaded = await session.scalars(select(func.unnest(Conversion.sources).label("source")).distinct())
    pairs = await session.scalar(pairs_counted(query, KINDS[query.perspective], members(query.region, today)))
    return schemas.Method(
        perspective=query.perspective,
        kinds=sorted(KINDS[query.perspective]),
        currency=query.currency,
        prices=query.prices,
        base_year=query.base_year if query.prices is schemas.Prices.CONSTANT else None,
        undeflated=undeflated,
        rate_source="; ".join([*SHIPPED, *sorted(set(loaded) - set(SHIPPED))]),
        conversion="each flow at the latest rate on or before its value date that still counts then",
        attribution="to the year of the transaction date; to recipients by their percentages",
        groups=list(await session.scalars(select(CountryGroups.edition).order_by(CountryGroups.valid_from))),
        reporters=reporters,
        converted=converted,
        unconverted=unconverted,
        unconverted_sums=await unconverted_sums(session, query, KINDS[query.perspective], members(query.region, today))
        if unconverted
        else [],
        greatest_age=GREATEST_AGE,
        domestic=schemas.DomesticSum(flows=domestic[0], usd=domestic[1]),
        pairs=pairs or 0,
        pairs_side=query.perspective,
        findings=await count_findings(session, ReporterFindings.reporter.in_(covering)),
        exclusions=[
            "transactions without a readable amount, date or currency",
            "flows that another corrects or that were withdrawn",
            "the other report of a pair",
            "contributions in kind",
        ]
        + ([] if of_matrix else ["flows inside one country or between the countries asked for"]),
    )
