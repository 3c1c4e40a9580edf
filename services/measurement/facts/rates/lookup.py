"""Exchange rates as flows that are written look them up."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from services.measurement.copy_rows import escaped
from services.measurement.facts.rates.rules.money import GREATEST_AGE, Rate, rate_of
from services.measurement.reading.findings import UNCONVERTED, Finding
from services.measurement.reading.records import Activity
from shared.db import Driver

UNCONVERTED_ELEMENT, UNCONVERTED_COLUMN = "/iati-activities/iati-activity/transaction/value", "/amount"
RATES = """
SELECT currency, date, units_per_usd, source, coalesce(s.greatest_age, $2)
FROM exchange_rates e LEFT JOIN rate_sources s USING (source) WHERE currency = ANY($1) ORDER BY date
"""


class Quote(NamedTuple):
    """A rate, and as fields of a flow's row."""

    rate: Rate
    fields: str


class RateBook:
    """The rates of the currencies that were asked for."""

    def __init__(self, connection: Driver) -> None:
        self._connection = connection
        self._rates: dict[str, list[Rate]] = {}
        self._found: dict[tuple[str, date], Quote | None] = {}

    async def open(self, currencies: Iterable[str]) -> None:
        """Have the rates of these currencies at hand."""
        missing = [currency for currency in currencies if currency not in self._rates]
        if not missing:
            return
        self._rates |= {currency: [] for currency in missing}
        for currency, *rate in await self._connection.fetch(RATES, missing, GREATEST_AGE):
            self._rates[currency].append(Rate(*rate))

    def rate(self, currency: str, day: date) -> Quote | None:
        """Give the rate of a currency that was opened, on a day; None where there is none, or all are too old."""
        asked = (currency, day)
        try:
            return self._found[asked]
        except KeyError:
            found = rate_of(currency, self._rates[currency], day)
            return self._found.setdefault(asked, Quote(found, rate_fields(found)) if found else None)


def unconverted(activity: Activity, rate: Callable[[str, date], Quote | None]) -> list[Finding]:
    """Find the flows of an activity that cannot be converted: there is no rate, or all are too old."""
    currencies = [terms.currency for terms in activity.terms]
    asked = {(currencies[flow.terms], flow.value_date) for flow in activity.flows if flow.amount is not None}
    if all(rate(*one) for one in asked):
        return []
    found = []
    for flow in activity.flows:
        currency = activity.terms[flow.terms].currency
        if flow.amount is not None and rate(currency, flow.value_date) is None:
            path = UNCONVERTED_COLUMN if activity.in_table else UNCONVERTED_ELEMENT
            detail = f"There is no rate of {currency} for {flow.value_date}, or all are too old"
            found.append(Finding(UNCONVERTED, flow.line, path, detail, activity.identifier, flow=flow.digest))
    return found


def rate_fields(rate: Rate) -> str:
    """Write the fields from `rate` to `rate_date`."""
    return f"{rate.units}\t{escaped(rate.source)}\t{rate.date}"
