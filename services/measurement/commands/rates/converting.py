"""Converts flows anew when rates have changed; what was reported is never touched."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.measurement.commands.writing.copying import numbers
from services.measurement.commands.writing.flows import HeldFlow
from services.measurement.commands.writing.locks import hold_facts, impatient, lock_flows, lock_reporters
from services.measurement.commands.writing.renewals import note, take_up
from services.measurement.commands.writing.totals import Ledger
from services.measurement.models import Conversion
from services.measurement.rules.findings import UNCONVERTED
from services.measurement.rules.money import GREATEST_AGE, Rate
from services.measurement.rules.settling import settle
from shared.db import Driver
from shared.unit_of_work import UnitOfWork

BATCH = 20_000
"""Flows of one transaction; imports, which convert too, take turns with it."""

OF_HELD = len(HeldFlow._fields)

# A rate is the latest on or before the value date that counts on it; none where all are too old.
NEXT = """
SELECT f.id, f.reporter
FROM flows f LEFT JOIN LATERAL (
    SELECT date, units_per_usd, source FROM exchange_rates e LEFT JOIN rate_sources s USING (source)
    WHERE e.currency = f.currency AND e.date <= f.value_date AND e.date >= f.value_date - 1100
    AND e.date + coalesce(s.greatest_age, $5) >= f.value_date ORDER BY e.date DESC LIMIT 1
) r ON true
WHERE f.currency = ANY($1) AND f.value_date >= $2 AND f.id > $3 AND f.amount IS NOT NULL
AND (f.rate, f.rate_date, f.rate_source) IS DISTINCT FROM (r.units_per_usd, r.date, r.source)
ORDER BY f.id LIMIT $4
"""
AFFECTED = """
SELECT f.id, f.activity, f.reporter, f.ref, f.kind, f.day, f.provider, f.recipients, f.parts_usd, f.cooperation,
       f.modality, f.digest, f.withdrawn_at IS NULL, f.amount, f.weights, r.date, r.units_per_usd, r.source,
       f.corrected_by IS NULL AND f.withdrawn_at IS NULL AND f.repeats IS NULL AND NOT EXISTS (
           SELECT FROM confirmations c WHERE c.recipient_flow = f.id AND c.left_out
       )
FROM flows f LEFT JOIN LATERAL (
    SELECT date, units_per_usd, source FROM exchange_rates e LEFT JOIN rate_sources s USING (source)
    WHERE e.currency = f.currency AND e.date <= f.value_date AND e.date >= f.value_date - 1100
    AND e.date + coalesce(s.greatest_age, $2) >= f.value_date ORDER BY e.date DESC LIMIT 1
) r ON true
WHERE f.id = ANY($1) ORDER BY f.id
"""
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
    job = await take_up(uow, Conversion)
    if job is None:
        return False
    async with impatient(uow) as connection:
        await hold_facts(connection)
        found = await connection.fetch(NEXT, job.currencies, job.since, job.reached or UUID(int=0), BATCH, GREATEST_AGE)
        flows = [row["id"] for row in found]
        await lock_reporters(connection, {row["reporter"] for row in found})
        await lock_flows(connection, flows)
        ledger = Ledger()
        await _convert(connection, ledger, await connection.fetch(AFFECTED, flows, GREATEST_AGE), uow.now)
        await ledger.write(connection)
        await ledger.tell(uow, connection)
    job.flows += len(flows)
    note(uow, job, flows[-1] if len(flows) == BATCH else None)
    return True


async def _convert(connection: Driver, ledger: Ledger, rows: Sequence[Any], now: datetime) -> None:
    changes = []
    for row in rows:
        held = HeldFlow(*row[:OF_HELD])
        amount, weights, day, units, source, counted = row[OF_HELD:]
        settled = settle(amount, Rate(day, units, source), weights) if units else None
        usd, parts = settled or (None, None)
        changes.append((held.id, usd, None if parts is None else numbers(parts), units, day, source))
        if counted:
            ledger.leave_out(held)
            ledger.put_back(held._replace(parts_usd=parts))
    if changes:
        await connection.execute(CONVERT, *zip(*changes, strict=True), now)
        await connection.execute(SETTLED, [change[0] for change in changes], UNCONVERTED)
