"""Converts flows anew when rates have changed; what was reported is never touched."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.measurement.commands.copying import numbers
from services.measurement.commands.flow_rows import HeldFlow
from services.measurement.commands.rates import hold
from services.measurement.commands.totals import Ledger
from services.measurement.models import Conversion
from services.measurement.rules.money import Rate
from services.measurement.rules.rates import ConversionStatus
from services.measurement.rules.settling import settle
from shared.db import Driver, driver
from shared.unit_of_work import UnitOfWork

BATCH = 5000
OF_HELD = len(HeldFlow._fields)

AFFECTED = """
SELECT f.id, f.activity, f.reporter, f.ref, f.kind, f.day, f.provider, f.recipients, f.parts_usd, f.cooperation,
       f.modality, f.digest, f.withdrawn_at IS NULL, f.amount, f.weights, r.date, r.units_per_usd, r.source,
       f.corrected_by IS NULL AND f.withdrawn_at IS NULL AND NOT EXISTS (
           SELECT FROM confirmations c WHERE c.recipient_flow = f.id AND c.left_out
       )
FROM flows f CROSS JOIN LATERAL (
    SELECT date, units_per_usd, source FROM exchange_rates e
    WHERE e.currency = f.currency AND e.date <= f.value_date ORDER BY e.date DESC LIMIT 1
) r
WHERE f.currency = ANY($1) AND f.value_date >= $2 AND f.amount IS NOT NULL
AND (f.rate, f.rate_date, f.rate_source) IS DISTINCT FROM (r.units_per_usd, r.date, r.source)
FOR UPDATE OF f
"""
CONVERT = """
UPDATE flows SET usd = c.usd, parts_usd = c.parts::numeric[], rate = c.rate, rate_date = c.day, rate_source = c.source
FROM unnest($1::uuid[], $2::numeric[], $3::text[], $4::numeric[], $5::date[], $6::text[])
     c(id, usd, parts, rate, day, source)
WHERE flows.id = c.id
"""


async def convert_next(uow: UnitOfWork) -> bool:
    """Run the oldest conversion that waits, whole or not at all; say whether there was one."""
    waiting = select(Conversion).where(Conversion.status == ConversionStatus.QUEUED).order_by(Conversion.id).limit(1)
    job = await uow.session.scalar(waiting.with_for_update(skip_locked=True))
    if job is None:
        return False
    connection = await driver(await uow.session.connection())
    await hold(connection, alone=True)
    ledger, batch = Ledger(), []
    async for row in connection.cursor(AFFECTED, job.currencies, job.since, prefetch=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            job.flows += await _convert(connection, ledger, batch)
            batch = []
    job.flows += await _convert(connection, ledger, batch)
    await ledger.write(connection)
    await ledger.tell(uow, connection)
    job.status = ConversionStatus.FINISHED
    uow.change(job)
    return True


async def _convert(connection: Driver, ledger: Ledger, rows: Sequence[Any]) -> int:
    changes = []
    for row in rows:
        held = HeldFlow(*row[:OF_HELD])
        amount, weights, day, units, source, counted = row[OF_HELD:]
        settled = settle(amount, Rate(day, units, source), weights)
        changes.append((held.id, settled.usd, numbers(settled.parts), units, day, source))
        if counted:
            ledger.leave_out(held)
            ledger.put_back(held._replace(parts_usd=settled.parts))
    if changes:
        await connection.execute(CONVERT, *zip(*changes, strict=True))
    if ledger.full:
        await ledger.write(connection)
    return len(changes)
