"""Exchange rates as flows that are written look them up."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.measurement.commands.writing.flows import rate_fields
from services.measurement.rules.money import Rate, rate_on
from shared.db import Driver


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
        rows = await self._connection.fetch(
            "SELECT currency, date, units_per_usd, source FROM exchange_rates WHERE currency = ANY($1) ORDER BY date",
            missing,
        )
        for row in rows:
            self._rates[row["currency"]].append(Rate(row["date"], row["units_per_usd"], row["source"]))

    def rate(self, currency: str, day: date) -> Quote | None:
        """Give the rate of a currency that was opened: the latest on or before the day."""
        asked = (currency, day)
        if asked not in self._found:
            found = rate_on(self._rates[currency], day)
            self._found[asked] = Quote(found, rate_fields(found)) if found else None
        return self._found[asked]
