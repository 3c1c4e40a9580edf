"""Loads exchange rates: those that ship once, others when an administrator sends them."""

import io
from collections.abc import Sequence

from services.measurement.commands.writing.locks import hold_facts
from services.measurement.commands.writing.renewals import queue
from services.measurement.models import Conversion
from services.measurement.reference import shipped_rates
from services.measurement.rules.money import IMF
from services.measurement.rules.rates import Given
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


async def load(uow: UnitOfWork, rates: Sequence[Given]) -> tuple[int, Conversion | None]:
    """Load rates, the last of those for one day; flows they bear on are converted anew. Say how many have changed."""
    uow.principal.require(Role.ADMIN)
    connection = await driver(await uow.session.connection())
    await hold_facts(connection, alone=True)
    rows = {(one.currency, one.rate.date): (one.rate.units, one.rate.source) for one in rates}
    entries = [(*key, *value) for key, value in sorted(rows.items())]
    changed = await connection.fetch(LOAD, *zip(*entries, strict=True)) if entries else []
    if not changed:
        return 0, None
    conversion = Conversion(
        currencies=sorted({row["currency"] for row in changed}),
        since=min(row["date"] for row in changed),
        sources=sorted({row["source"] for row in changed}),
        flows=0,
    )
    return len(changed), queue(uow, conversion)


async def load_shipped(connection: Driver) -> None:
    """Load the rates that ship with the service, unless rates of their source are there."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('rates'))")
    if await connection.fetchval("SELECT EXISTS (SELECT FROM exchange_rates WHERE source = $1)", IMF):
        return
    lines = "".join(f"{currency}\t{day}\t{units}\t{IMF}\n" for currency, day, units in shipped_rates())
    await connection.copy_to_table(
        "exchange_rates", columns=["currency", "date", "units_per_usd", "source"], source=io.BytesIO(lines.encode())
    )
