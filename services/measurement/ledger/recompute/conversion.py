"""Converts flows anew when rates have changed; what was reported is never touched."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.measurement.copy_rows import numbers
from services.measurement.facts.rates.models import Conversion
from services.measurement.facts.rates.rules.currencies import dollars
from services.measurement.facts.rates.rules.money import GREATEST_AGE, LONGEST_AGE, Rate
from services.measurement.jobs.commands import claim_job, note
from services.measurement.ledger.rules.attribution import settle
from services.measurement.ledger.store.flows import StoredFlow, filled
from services.measurement.ledger.store.locks import lock_flows
from services.measurement.ledger.store.totals import TotalsWriter
from services.measurement.ledger.store.unpaired import enqueue_unpaired
from services.measurement.locks import WORKER_LOCK_TIMEOUT, lock_reference_facts, lock_reporters, short_lock_timeout
from services.measurement.reading.findings import UNCONVERTED
from shared.db import Driver
from shared.unit_of_work import UnitOfWork

BATCH = 20_000
"""Flows of one transaction; imports, which convert too, take turns with it."""

OF_HELD = len(StoredFlow._fields)

# What a flow's amount is divided by: one, where its currency is a US dollar; else the latest rate on or before the
# value date that counts on it, none where all are too old.
RATE = """
LEFT JOIN unnest($1::text[], $2::date[], $3::date[], $4::text[]) d(currency, since, until, source)
    ON d.currency = f.currency AND f.value_date BETWEEN d.since AND d.until
LEFT JOIN LATERAL (
    SELECT date, units_per_usd, source FROM exchange_rates e LEFT JOIN rate_sources s USING (source)
    WHERE d.currency IS NULL AND e.currency = f.currency AND e.date <= f.value_date AND e.date >= f.value_date - {AGE}
    AND e.date + coalesce(s.greatest_age, $5) >= f.value_date ORDER BY e.date DESC LIMIT 1
) l ON true
CROSS JOIN LATERAL (
    SELECT CASE WHEN d.currency IS NULL THEN l.date ELSE f.value_date END AS date,
        CASE WHEN d.currency IS NULL THEN l.units_per_usd ELSE 1 END AS units_per_usd,
        coalesce(d.source, l.source) AS source
) r
""".replace("{AGE}", str(LONGEST_AGE))
# A dollar that was converted at one, under another name, stays as it is.
NEXT = """
SELECT f.id, f.reporter FROM flows f {RATE}
WHERE f.currency = ANY($6) AND f.value_date >= $7 AND f.id > $8 AND f.amount IS NOT NULL
AND (f.rate, f.rate_date, f.rate_source) IS DISTINCT FROM (r.units_per_usd, r.date, r.source)
AND NOT (d.currency IS NOT NULL AND f.rate IS NOT DISTINCT FROM 1)
ORDER BY f.id LIMIT $9
""".replace("{RATE}", RATE)
AFFECTED = filled("""
SELECT {FIELDS}, {COUNTED} AS counted, f.amount, f.weights, r.date, r.units_per_usd, r.source
FROM flows f {RATE}
WHERE f.id = ANY($6) ORDER BY f.id
""").replace("{RATE}", RATE)
SETTLED = """
DELETE FROM activity_findings n USING flows f
WHERE f.id = ANY($1) AND f.usd IS NOT NULL AND n.activity = f.activity AND n.flow = f.digest AND n.rule = $2
"""
CONVERT = """
UPDATE flows SET usd = c.usd, parts_usd = c.parts::numeric[], rate = c.rate, rate_date = c.day, rate_source = c.source,
    version = version + 1, updated_at = $7
FROM unnest($1::uuid[], $2::numeric[], $3::text[], $4::numeric[], $5::date[], $6::text[])
     c(id, usd, parts, rate, day, source)
WHERE flows.id = c.id
"""


async def convert_next(uow: UnitOfWork) -> bool:
    """Convert the next flows of the oldest conversion that is not finished; say whether there was one.

    Flows behind those that were reached were stored by rates as they are now, or are of a later conversion.
    Raises Unavailable.
    """
    job = await claim_job(uow, Conversion)
    if job is None:
        return False
    async with short_lock_timeout(uow, WORKER_LOCK_TIMEOUT) as connection:
        known = _dollars()
        wanted = (job.currencies, job.since, job.reached or UUID(int=0), BATCH)
        found = await connection.fetch(NEXT, *known, GREATEST_AGE, *wanted)
        flows = [row["id"] for row in found]
        await lock_reporters(connection, {row["reporter"] for row in found})
        await lock_reference_facts(connection)
        await lock_flows(connection, flows)
        ledger = TotalsWriter()
        turned = await _convert(
            connection, ledger, await connection.fetch(AFFECTED, *known, GREATEST_AGE, flows), uow.now
        )
        await ledger.write(connection)
        await ledger.tell(uow, connection)
        await enqueue_unpaired(connection, turned)
    job.flows += len(flows)
    note(uow, job, flows[-1] if len(flows) == BATCH else None)
    return True


def _dollars() -> list[tuple[Any, ...]]:
    """Give what needs no rate, as columns: code, first day, last day, source."""
    return list(zip(*((code, *one) for code, one in dollars().items()), strict=True))


async def _convert(connection: Driver, ledger: TotalsWriter, rows: Sequence[Any], now: datetime) -> set[UUID]:
    """Convert flows; give the activities of those that had no rate, or have none any more.

    What repeats them may count, or be left out, since.
    """
    changes = []
    turned = set()
    for row in rows:
        held = StoredFlow(*row[:OF_HELD])
        amount, weights, day, units, source = row[OF_HELD:]
        settled = settle(amount, Rate(day, units, source), weights) if units else None
        usd, parts = settled or (None, None)
        changes.append((held.id, usd, None if parts is None else numbers(parts), units, day, source))
        if (held.parts_usd is None) != (parts is None):
            turned.add(held.activity)
        if held.counted:
            ledger.leave_out(held)
            ledger.put_back(held._replace(parts_usd=parts))
    if changes:
        await connection.execute(CONVERT, *zip(*changes, strict=True), now)
        await connection.execute(SETTLED, [change[0] for change in changes], UNCONVERTED)
    return turned
