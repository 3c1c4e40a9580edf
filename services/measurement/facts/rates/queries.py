"""Reads of exchange rates."""

from sqlalchemy import Subquery, func, select

from services.measurement.facts.rates.models import Conversion, Deflator, ExchangeRate, RateSource
from services.measurement.facts.rates.rules.money import GREATEST_AGE
from services.measurement.facts.rates.schemas import ConversionQuery, DeflatorQuery, RateQuery
from shared.db import Rows


def rates(query: RateQuery) -> Rows:
    """Select exchange rates."""
    chosen = select(ExchangeRate)
    if query.currency:
        chosen = chosen.where(ExchangeRate.currency.in_(query.currency))
    if query.date_from:
        chosen = chosen.where(ExchangeRate.day >= query.date_from)
    return chosen.where(ExchangeRate.day <= query.date_to) if query.date_to else chosen


def sources() -> Subquery:
    """Give who says rates, how many of which days, and for how many days they count."""
    own = select(
        ExchangeRate.source,
        func.count(ExchangeRate.currency.distinct()).label("currencies"),
        func.count().label("rates"),
        func.min(ExchangeRate.day).label("first"),
        func.max(ExchangeRate.day).label("last"),
    ).group_by(ExchangeRate.source)
    counted = own.subquery()
    age = func.coalesce(RateSource.greatest_age, GREATEST_AGE).label("greatest_age")
    joined = counted.outerjoin(RateSource, RateSource.source == counted.c.source)
    return select(counted, age).select_from(joined).subquery()


def conversions(query: ConversionQuery) -> Rows:
    """Select conversions."""
    chosen = select(Conversion)
    return chosen.where(Conversion.status.in_(query.status)) if query.status else chosen


def deflators(query: DeflatorQuery) -> Rows:
    """Select deflators."""
    chosen = select(Deflator)
    if query.provider:
        chosen = chosen.where(Deflator.provider.in_(query.provider))
    return chosen.where(Deflator.year.in_(query.year)) if query.year else chosen
