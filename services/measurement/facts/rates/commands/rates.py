"""Loads exchange rates: those that ship with the service, and those that an administrator sends."""

import hashlib
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from services.measurement.facts.rates.models import Conversion, ExchangeRate, RateSource, ShippedRates
from services.measurement.facts.rates.rules.money import GREATEST_AGE, SHIPPED, Rate, is_leap, listed_leaps
from services.measurement.facts.rates.rules.tables import Given
from services.measurement.jobs.commands import queue
from services.measurement.locks import lock_reference_facts
from services.measurement.reference import RATES, shipped_rates
from shared.auth import Role
from shared.db import Driver, driver
from shared.errors import Fault, InvalidInput
from shared.unit_of_work import UnitOfWork

LOAD = """
INSERT INTO exchange_rates AS held (currency, date, units_per_usd, source)
SELECT * FROM unnest($1::text[], $2::date[], $3::numeric[], $4::text[])
ON CONFLICT (currency, date) DO UPDATE SET units_per_usd = excluded.units_per_usd, source = excluded.source
WHERE (held.units_per_usd, held.source) IS DISTINCT FROM (excluded.units_per_usd, excluded.source)
RETURNING currency, date, source
"""
# What an administrator has loaded stays; what shipped before gives way to what ships now.
OUTDATED = """
DELETE FROM exchange_rates e WHERE split_part(source, '; ', -1) = ANY($1) AND NOT EXISTS (
    SELECT FROM unnest($2::text[], $3::date[]) s(currency, day) WHERE s.currency = e.currency AND s.day = e.date
) RETURNING currency, date, source
"""
REFRESH = """
INSERT INTO exchange_rates AS held (currency, date, units_per_usd, source)
SELECT * FROM unnest($1::text[], $2::date[], $3::numeric[], $4::text[])
ON CONFLICT (currency, date) DO UPDATE SET units_per_usd = excluded.units_per_usd, source = excluded.source
WHERE (held.units_per_usd, held.source) IS DISTINCT FROM (excluded.units_per_usd, excluded.source)
AND split_part(held.source, '; ', -1) = ANY($5)
RETURNING currency, date, source
"""
BEFORE = """
SELECT n.currency, n.date, e.date AS day, e.units_per_usd AS units, e.source
FROM unnest($1::text[], $2::date[]) n(currency, date) CROSS JOIN LATERAL (
    SELECT date, units_per_usd, source FROM exchange_rates
    WHERE currency = n.currency AND date < n.date AND date >= n.date - $3::int ORDER BY date DESC LIMIT 1
) e
"""

Rows = Mapping[tuple[str, date], tuple[Decimal, str]]
"""Units per US dollar and source, by currency and day."""


async def load(
    uow: UnitOfWork, rates: Sequence[Given], *, greatest_age: int | None = None, leaps: bool = False
) -> tuple[int, Conversion | None]:
    """Load rates, the last of those for one day; flows they bear on are converted anew. Say how many have changed.

    `greatest_age` is for how many days the rates of their sources count from now on. Raises InvalidInput where a
    currency moves by a factor over three and `leaps` does not say that this is so.
    """
    uow.principal.require(Role.ADMIN)
    connection = await driver(await uow.session.connection())
    await lock_reference_facts(connection, alone=True)
    rows = {(one.currency, one.rate.date): (one.rate.units, one.rate.source) for one in rates}
    if rows and not leaps:
        await _refuse_leaps(connection, rows)
    entries = [(*key, *value) for key, value in sorted(rows.items())]
    changed = await connection.fetch(LOAD, *zip(*entries, strict=True)) if entries else []
    conversion = _convert(uow, changed)
    if greatest_age is not None:
        for source in sorted({one.rate.source for one in rates}):
            conversion = await _set_greatest_age(uow, source, greatest_age) or conversion
    return len(changed), conversion


async def set_greatest_age(uow: UnitOfWork, source: str, days: int) -> Conversion | None:
    """Say for how many days the rates of a source count; flows this bears on are converted anew."""
    uow.principal.require(Role.ADMIN)
    await lock_reference_facts(await driver(await uow.session.connection()), alone=True)
    return await _set_greatest_age(uow, source, days)


async def _set_greatest_age(uow: UnitOfWork, source: str, days: int) -> Conversion | None:
    before = await uow.session.scalar(select(RateSource.greatest_age).where(RateSource.source == source))
    setting = insert(RateSource).values(source=source, greatest_age=days)
    await uow.session.execute(
        setting.on_conflict_do_update(index_elements=[RateSource.source], set_={"greatest_age": days})
    )
    if days == (before or GREATEST_AGE):
        return None
    of_source = select(ExchangeRate.currency, func.min(ExchangeRate.day)).where(ExchangeRate.source == source)
    rows = await uow.session.execute(of_source.group_by(ExchangeRate.currency))
    return _convert(uow, [{"currency": currency, "date": first, "source": source} for currency, first in rows])


def _convert(uow: UnitOfWork, changed: Collection[Any]) -> Conversion | None:
    """Have flows converted anew, whose rates have changed: rows with currency, date and source."""
    if not changed:
        return None
    conversion = Conversion(
        currencies=sorted({row["currency"] for row in changed}),
        since=min(row["date"] for row in changed),
        sources=sorted({row["source"] for row in changed}),
        flows=0,
    )
    return queue(uow, conversion)


async def _refuse_leaps(connection: Driver, rows: Rows) -> None:
    """Raises InvalidInput where a currency moves by a factor over three from the rate before, unless that is listed."""
    found = await connection.fetch(BEFORE, *zip(*rows, strict=True), GREATEST_AGE)
    before = {(row["currency"], row["date"]): Rate(row["day"], row["units"], row["source"]) for row in found}
    if faults := list(_leaps(rows, before)):
        raise InvalidInput(
            "A currency moves by a factor over three; where that is right, send it again with leaps=accept",
            faults=faults,
        )


def _leaps(rows: Rows, before: Mapping[tuple[str, date], Rate]) -> Iterator[Fault]:
    """Compare each rate with the one before it, of those that are sent or of those that are held."""
    last: dict[str, Rate] = {}
    for (currency, day), (units, source) in sorted(rows.items()):
        rate, held, sent = Rate(day, units, source), before.get((currency, day)), last.get(currency)
        last[currency] = rate
        if sent and (day - sent.date).days <= GREATEST_AGE and (held is None or held.date <= sent.date):
            held = sent
        if held and is_leap(held, rate) and f"{day:%Y-%m}" not in listed_leaps(currency):
            detail = f"It moves from {held.units} on {held.date} to {units}"
            yield Fault(f"/{currency}/{day}", "leap", detail)


async def load_shipped(uow: UnitOfWork) -> None:
    """Bring the rates that ship up to the edition that ships now; flows that a change bears on are converted anew."""
    digest = hashlib.sha256(RATES.read_bytes()).digest()
    connection = await driver(await uow.session.connection())
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('rates'))")
    if await uow.session.scalar(select(ShippedRates.digest)) == digest:
        return
    await lock_reference_facts(connection, alone=True)
    if await uow.session.scalar(select(select(ExchangeRate).exists())):
        await _refresh(uow, connection)
    else:
        lines = "".join(f"{code}\t{day}\t{units}\t{source}\n" for code, day, units, source in shipped_rates())
        columns = ["currency", "date", "units_per_usd", "source"]
        await connection.copy_to_table("exchange_rates", columns=columns, source=io.BytesIO(lines.encode()))
    await uow.session.execute(delete(ShippedRates))
    uow.session.add(ShippedRates(digest=digest))


async def _refresh(uow: UnitOfWork, connection: Driver) -> None:
    """Put the rates that ship in the place of those that shipped before."""
    rows = [(code, date.fromisoformat(day), Decimal(units), source) for code, day, units, source in shipped_rates()]
    columns = list(zip(*rows, strict=True))
    changed = await connection.fetch(OUTDATED, SHIPPED, *columns[:2])
    _convert(uow, [*changed, *await connection.fetch(REFRESH, *columns, SHIPPED)])
