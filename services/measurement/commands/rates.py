"""Exchange rates: shipped ones are loaded once; an import looks up what it needs."""

import io
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.measurement.commands.flow_rows import rate_fields
from services.measurement.reference import shipped_rates
from services.measurement.rules.money import IMF, Rate, rate_on
from shared.db import Driver


async def load_shipped(connection: Driver) -> None:
    """Load the rates that ship with the service, unless rates of their source are there."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('rates'))")
    if await connection.fetchval("SELECT EXISTS (SELECT FROM exchange_rates WHERE source = $1)", IMF):
        return
    lines = "".join(f"{currency}\t{day}\t{units}\t{IMF}\n" for currency, day, units in shipped_rates())
    await connection.copy_to_table(
        "exchange_rates", columns=["currency", "date", "units_per_usd", "source"], source=io.BytesIO(lines.encode())
    )


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
