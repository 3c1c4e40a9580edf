"""Reads of what flows add up to."""

from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Subquery, Text, and_, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.country_groups.models import CountryGroups
from services.measurement.facts.organisations.models import ReportedOrganisation
from services.measurement.facts.rates.models import Conversion, Deflator
from services.measurement.facts.rates.rules.money import GREATEST_AGE, SHIPPED
from services.measurement.ledger.activities.queries.findings import counted_findings
from services.measurement.ledger.models import Flow, ReporterFindings
from services.measurement.ledger.rules.cooperation import Cooperation
from services.measurement.ledger.rules.reconcile import COUNTED, INCOMING
from services.measurement.ledger.schemas.findings import FindingsCounted
from services.measurement.ledger.totals import schemas
from services.measurement.ledger.totals.queries.counted import counted
from services.measurement.ledger.totals.queries.left_out import is_repeated, repeated_sums, unconverted_sums
from services.measurement.ledger.totals.queries.pairs import pairs_counted
from shared.db import Rows
from shared.errors import Refused

COUNTED_TYPES = {schemas.Perspective.PROVIDER: COUNTED, schemas.Perspective.RECIPIENT: INCOMING}

Query = schemas.MatrixQuery | schemas.SeriesQuery
Keys = tuple[ColumnElement[Any], ...]
"""The columns of a list's order."""


class Source(NamedTuple):
    """What totals are added up from, and which of it is asked for."""

    found: Subquery
    conditions: list[ColumnElement[bool]]


def source_of(query: Query) -> Source:
    """Give what the totals that are asked for, and their method, are added up from."""
    found = counted(query.region, COUNTED_TYPES[query.perspective])
    return Source(found, _asked(found, query))


def matrix(query: schemas.MatrixQuery, source: Source) -> tuple[Rows, Keys]:
    """Add up totals by provider and recipient."""
    found = source.found
    keys = (found.c.provider, found.c.recipient)
    chosen = (
        select(
            *keys,
            _name_of(found.c.provider).label("provider_name"),
            func.round(func.sum(_usd(found, query)), 2).label("amount"),
            cast(func.sum(found.c.flows), found.c.flows.type).label("flows"),
        )
        .where(*source.conditions)
        .group_by(*keys)
        .having(func.sum(found.c.flows) > 0)
    )
    return chosen, keys


def _name_of(provider: ColumnElement[str]) -> ColumnElement[str | None]:
    """Give how most flows name a provider."""
    named = select(ReportedOrganisation.name).where(ReportedOrganisation.named_by == provider)
    named = named.where(ReportedOrganisation.name != "")
    most = named.order_by(ReportedOrganisation.flows.desc(), ReportedOrganisation.id).limit(1)
    return most.correlate_except(ReportedOrganisation).scalar_subquery()


def series(query: schemas.SeriesQuery, source: Source) -> tuple[Rows, Keys]:
    """Add up totals by year: in, out, and what stays inside one country."""
    found = source.found
    into, out, _ = _directions(found, query)
    dimension = (found.c[query.by],) if query.by else ()
    key = found.c[query.by].label("key") if query.by else literal(None, Text).label("key")
    named = _name_of(found.c.provider) if query.by is schemas.Dimension.PROVIDER else literal(None, Text)
    usd = _usd(found, query)

    def summed(condition: ColumnElement[bool], name: str) -> ColumnElement[Any]:
        return func.round(func.coalesce(func.sum(usd).filter(condition), 0), 2).label(name)

    sums = (summed(into, "inflows"), summed(out, "outflows"), summed(_domestic(found), "domestic"))
    chosen = (
        select(found.c.year, key, named.label("key_name"), *sums)
        .where(*source.conditions)
        .group_by(found.c.year, *dimension)
    )
    return chosen, (found.c.year, *dimension)


def _asked(found: Subquery, query: Query) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.prices is schemas.Prices.CONSTANT:
        conditions.append(_usd(found, query).is_not(None))
    if query.cooperation:
        conditions.append(found.c.cooperation.in_(query.cooperation))
    if query.aid_type:
        conditions.append(found.c.aid_type.in_(query.aid_type))
    if isinstance(query, schemas.MatrixQuery):
        return [*conditions, *_of_matrix(found, query)]
    return [*conditions, *_of_series(found, query)]


def _of_matrix(found: Subquery, query: schemas.MatrixQuery) -> list[ColumnElement[bool]]:
    asked = ((found.c.year, query.year), (found.c.provider, query.provider), (found.c.recipient, query.recipient))
    conditions: list[ColumnElement[bool]] = [column.in_(wanted) for column, wanted in asked if wanted]
    return [*conditions, found.c.recipient_in] if query.region else conditions


def _of_series(found: Subquery, query: schemas.SeriesQuery) -> list[ColumnElement[bool]]:
    conditions = [found.c.flows > 0, or_(*_directions(found, query))]
    if query.year_from is not None:
        conditions.append(found.c.year >= query.year_from)
    if query.year_to is not None:
        conditions.append(found.c.year <= query.year_to)
    return conditions


def _directions(found: Subquery, query: schemas.SeriesQuery) -> list[ColumnElement[bool]]:
    """Give what goes in, what goes out, and what stays inside one country."""
    domestic = _domestic(found)
    abroad = and_(found.c.provider != found.c.recipient, ~domestic)
    if not (query.country or query.region):
        return [abroad, abroad, domestic]
    receives = or_(found.c.recipient.in_(query.country), found.c.recipient_in)
    provides = or_(found.c.provider.in_(query.country), found.c.provider_in)
    return [and_(receives, ~provides, abroad), and_(provides, ~receives, abroad), and_(provides, domestic)]


def _domestic(found: Subquery) -> ColumnElement[bool]:
    return found.c.cooperation == Cooperation.DOMESTIC


def _usd(found: Subquery, query: schemas.TotalQuery) -> ColumnElement[Any]:
    """Give the value of a total in the prices that are asked for; null where there is no deflator."""
    if query.prices is schemas.Prices.CURRENT:
        return found.c.usd
    return found.c.usd * _deflator(found, query.base_year) / _deflator(found, found.c.year)


def _deflator(found: Subquery, year: Any) -> ColumnElement[Decimal]:
    return (
        select(Deflator.index)
        .where(Deflator.provider == found.c.provider, Deflator.year == year)
        .correlate(found)
        .scalar_subquery()
    )


async def check_prices(session: AsyncSession, query: schemas.TotalQuery) -> None:
    """Refuse prices of a year of which no price level is known."""
    if query.prices is schemas.Prices.CONSTANT:
        of_year = select(select(Deflator.provider).where(Deflator.year == query.base_year).exists())
        if not await session.scalar(of_year):
            load = "POST /v1/exchange-rates/deflators loads some"
            raise Refused(f"There is no deflator of {query.base_year}; {load}, or ask for prices=current")


def _undeflated(query: Query) -> ColumnElement[Any]:
    if query.prices is schemas.Prices.CURRENT:
        return literal(0)
    found = counted(query.region, COUNTED_TYPES[query.perspective])
    current = query.model_copy(update={"prices": schemas.Prices.CURRENT})
    left_out = select(func.coalesce(func.sum(found.c.flows), 0))
    return left_out.where(*_asked(found, current), _usd(found, query).is_(None)).scalar_subquery()


async def method(session: AsyncSession, query: Query, source: Source) -> schemas.Method:
    """Say how totals were made, and of whose reports."""
    of_matrix = isinstance(query, schemas.MatrixQuery)
    types = COUNTED_TYPES[query.perspective]
    found, conditions = source
    loaded = select(func.unnest(Conversion.sources).label("source")).distinct()
    editions = select(CountryGroups.edition).order_by(CountryGroups.valid_from)
    covering = select(found.c.reporter).where(*conditions).distinct().correlate(None)
    # One round trip: what each of these costs is planning and waiting, not counting.
    asked = select(
        func.count(found.c.reporter.distinct()).label("reporters"),
        func.coalesce(func.sum(found.c.flows), 0).label("converted"),
        func.coalesce(func.sum(found.c.unconverted), 0).label("unconverted"),
        func.coalesce(func.sum(found.c.flows).filter(_domestic(found)), 0).label("domestic_flows"),
        func.coalesce(func.sum(found.c.usd).filter(_domestic(found)), 0).label("domestic_usd"),
        _undeflated(query).label("undeflated"),
        func.array(loaded.scalar_subquery()).label("loaded"),
        func.array(editions.scalar_subquery()).label("editions"),
        pairs_counted(query, types).scalar_subquery().label("pairs"),
        counted_findings(ReporterFindings.reporter.in_(covering)).label("findings"),
        select(Flow.id).where(*is_repeated(types)).exists().label("any_repeated"),
    ).where(*conditions)
    row = (await session.execute(asked)).one()
    return schemas.Method(
        perspective=query.perspective,
        transaction_types=sorted(types),
        currency=query.currency,
        prices=query.prices,
        base_year=query.base_year if query.prices is schemas.Prices.CONSTANT else None,
        undeflated=row.undeflated,
        rate_source="; ".join([*SHIPPED, *sorted(set(row.loaded) - set(SHIPPED))]),
        conversion="each flow at the latest rate on or before its value date that still counts then",
        attribution="to the year of the transaction date; to recipients by percentages; to regions by membership then",
        groups=row.editions,
        reporters=row.reporters,
        converted=row.converted,
        unconverted=row.unconverted,
        unconverted_sums=await unconverted_sums(session, query, types) if row.unconverted else [],
        greatest_age=GREATEST_AGE,
        repeated=await repeated_sums(session, query, types) if row.any_repeated else [],
        domestic=schemas.DomesticSum(flows=row.domestic_flows, usd=row.domestic_usd),
        pairs=row.pairs,
        pairs_side=query.perspective,
        findings=FindingsCounted.model_validate(row.findings),
        exclusions=[
            "transactions without a readable amount, date or currency",
            "flows that another corrects or that were withdrawn",
            "the other report of a pair",
            "what a parent activity reports of one type, currency and year, or day, where its children report that sum",
            "what a secondary reporter reports of transaction types and years that the activity's own reporter reports",
            "contributions in kind",
        ]
        + ([] if of_matrix else ["flows inside one country or between the countries asked for"]),
    )
