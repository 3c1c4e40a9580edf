"""Exchange rates: shipped ones are loaded once; an import looks up what it needs."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from uuid_utils.compat import uuid7

from services.measurement.commands.flow_rows import rate_fields
from services.measurement.models import Conversion
from services.measurement.reference import shipped_rates
from services.measurement.rules.money import IMF, Rate, rate_on
from services.measurement.rules.rates import ConversionStatus, Given
from services.measurement.schemas.rates import Deflator
from shared.auth import Role
from shared.db import Driver, driver
from shared.unit_of_work import UnitOfWork

LOAD = """
INSERT INTO exchange_rates AS held (currency, date, units_per_usd, source)
SELECT * FROM unnest($1::text[], $2::date[], $3::numeric[], $4::text[])
ON CONFLICT (currency, date) DO UPDATE SET units_per_usd = excluded.units_per_usd, source = excluded.source
WHERE (held.units_per_usd, held.source) IS DISTINCT FROM (excluded.units_per_usd, excluded.source)
RETURNING currency, date, source
"""


async def hold(connection: Driver, *, alone: bool = False) -> None:
    """Keep rates as they are for a transaction that converts by them; converting anew waits until nobody else does."""
    name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    await connection.execute(f"SELECT {name}(hashtext('converting'))")


async def load(uow: UnitOfWork, rates: Sequence[Given]) -> tuple[int, Conversion | None]:
    """Load rates, the last of those for one day; flows they bear on are converted anew. Say how many have changed."""
    uow.principal.require(Role.ADMIN)
    connection = await driver(await uow.session.connection())
    rows = {(one.currency, one.rate.date): (one.rate.units, one.rate.source) for one in rates}
    entries = [(*key, *value) for key, value in sorted(rows.items())]
    changed = await connection.fetch(LOAD, *zip(*entries, strict=True)) if entries else []
    if not changed:
        return 0, None
    moments = {"created_at": uow.now, "updated_at": uow.now}
    conversion = Conversion(id=uuid7(), version=1, status=ConversionStatus.QUEUED, flows=0, **moments)
    conversion.currencies = sorted({row["currency"] for row in changed})
    conversion.since = min(row["date"] for row in changed)
    conversion.sources = sorted({row["source"] for row in changed})
    uow.session.add(conversion)
    return len(changed), conversion


LOAD_DEFLATORS = """
INSERT INTO deflators AS held SELECT * FROM unnest($1::text[], $2::smallint[], $3::numeric[], $4::text[])
ON CONFLICT (provider, year) DO UPDATE SET index = excluded.index, source = excluded.source
WHERE (held.index, held.source) IS DISTINCT FROM (excluded.index, excluded.source)
RETURNING provider
"""


async def load_deflators(uow: UnitOfWork, deflators: Sequence[Deflator]) -> int:
    """Load deflators, the last of those for one provider and year; say how many have changed."""
    uow.principal.require(Role.ADMIN)
    connection = await driver(await uow.session.connection())
    rows = {(one.provider, one.year): (one.index, one.source) for one in deflators}
    entries = [(*key, *value) for key, value in sorted(rows.items())]
    return len(await connection.fetch(LOAD_DEFLATORS, *zip(*entries, strict=True))) if entries else 0


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
        if not self._rates:
            await hold(self._connection)
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
