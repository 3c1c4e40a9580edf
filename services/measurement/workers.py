"""What the measurement service does beside requests and events."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import select, text

from services.measurement.imports import fetch, queue
from services.measurement.imports.fetch import Fetching
from services.measurement.imports.models import Import
from services.measurement.imports.queue import LeaseLost
from services.measurement.imports.run import Importing
from services.measurement.ledger.confirmations.commands.pairs import pair_next
from services.measurement.ledger.recompute.attribution import attribute_next
from services.measurement.ledger.recompute.classification import classify_next
from services.measurement.ledger.recompute.conversion import convert_next
from services.measurement.locks import PAUSE_SECONDS
from services.measurement.reading.options import ImportStatus
from services.measurement.reading.reader import Reader
from shared import job_metrics
from shared.auth import service_principal
from shared.db import ReadSession, reading
from shared.errors import Unavailable
from shared.service import Runtime
from shared.unit_of_work import UnitOfWork, unit_of_work

POLL_SECONDS = 0.5
FETCHES_AT_ONCE = 4

# What waits for each job, and for how long; the queues of pairs and of organisations keep no times.
BACKLOGS = text("""
SELECT job, waiting, EXTRACT(epoch FROM CAST(:now AS timestamptz) - since)::float8 FROM (
    SELECT 'imports', count(*), min(created_at) FROM imports WHERE status IN ('queued', 'running')
    UNION ALL SELECT 'fetches', count(*), min(created_at) FROM imports WHERE status = 'fetching'
    UNION ALL SELECT 'pairs', count(DISTINCT activity), NULL FROM unpaired
    UNION ALL SELECT 'conversions', count(*), min(created_at) FROM conversions WHERE status <> 'finished'
    UNION ALL SELECT 'classifications', count(*), min(created_at) FROM classifications WHERE status <> 'finished'
    UNION ALL SELECT 'attributions', count(*), NULL FROM reported_organisations WHERE waits
) backlog (job, waiting, since)
""")

log = structlog.get_logger()


async def run_imports(shared: Runtime) -> None:
    """Run the imports that wait, one after the other; more workers run more of them at once."""
    # Collections of garbage need not look at what was loaded by now: that alone is a third of an import's time.
    gc.collect()
    gc.freeze()
    async with Reader() as reader:
        while True:
            if not await run_next(shared, reader):
                await asyncio.sleep(POLL_SECONDS)


async def run_next(shared: Runtime, reader: Reader) -> bool:
    """Run the oldest import that waits; say whether there was one."""
    async with shared.engine.begin() as connection:
        job = await queue.claim(connection)
    if job is None:
        return False
    log.info("import.started", id=str(job.id), mode=job.mode, attempt=job.attempt)
    began = time.monotonic()
    try:
        # What a file expands to may be so much larger than what may be sent, and no more.
        await Importing(shared, reader, job, largest=2 * shared.settings.upload_limit).run()
    except LeaseLost:
        log.warning("import.lease_lost", id=str(job.id))
    except Exception:
        async with shared.engine.begin() as connection:
            await queue.release(connection, job)
        raise
    else:
        await _log_end(shared, job.id, time.monotonic() - began)
    return True


async def _log_end(shared: Runtime, import_id: UUID, seconds: float) -> None:
    job_metrics.record_step("imports", seconds)
    async with reading(shared.sessions) as session:
        ended = select(Import.status, Import.mode, Import.counts).where(Import.id == import_id)
        status, mode, counts = (await session.execute(ended)).one()
    event = "import.finished" if status == ImportStatus.FINISHED else "import.failed"
    log.info(event, id=str(import_id), mode=mode, seconds=round(seconds, 3), counts=counts)


async def fetch_files(shared: Runtime) -> None:
    """Fetch the files of imports by address, a few at once."""
    async with asyncio.TaskGroup() as group:
        for _ in range(FETCHES_AT_ONCE):
            group.create_task(_fetch_one_by_one(shared))


async def _fetch_one_by_one(shared: Runtime) -> None:
    while True:
        async with shared.engine.begin() as connection:
            job = await fetch.claim(connection)
        if job is None:
            await asyncio.sleep(POLL_SECONDS)
            continue
        began = time.monotonic()
        try:
            await Fetching(shared, job).run()
        except LeaseLost:
            log.warning("fetch.lease_lost", id=str(job.id))
        except Exception:
            async with shared.engine.begin() as connection:
                await queue.release(connection, job)
            raise
        else:
            job_metrics.record_step("fetches", time.monotonic() - began)


async def find_pairs(shared: Runtime) -> None:
    """Compare new flows with those of others."""
    await _go_on(shared, "pairs", pair_next)


async def attribute_flows(shared: Runtime) -> None:
    """Attribute flows anew when it becomes known who an organisation is."""
    await _go_on(shared, "attributions", attribute_next)


async def convert_flows(shared: Runtime) -> None:
    """Convert flows anew when rates have changed."""
    await _go_on(shared, "conversions", convert_next)


async def classify_flows(shared: Runtime) -> None:
    """Derive kinds of cooperation anew when country groups have changed."""
    await _go_on(shared, "classifications", classify_next)


async def measure_backlogs(shared: Runtime) -> None:
    """Keep in the metrics how much waits for each job."""
    await job_metrics.measure_backlogs(shared.sessions, shared.clock, _backlogs)


async def _backlogs(session: ReadSession, now: datetime) -> Sequence[job_metrics.Backlog]:
    return [job_metrics.Backlog(*row) for row in await session.execute(BACKLOGS, {"now": now})]


async def _go_on(shared: Runtime, job: str, step: Callable[[UnitOfWork], Awaitable[bool]]) -> None:
    """Take one step after the other; a step says whether it found anything to do."""
    while True:
        began = time.monotonic()
        pause = POLL_SECONDS
        try:
            async with unit_of_work(shared.resources, service_principal("measurement")) as uow:
                found = await step(uow)
            if found:
                job_metrics.record_step(job, time.monotonic() - began)
                pause = 0
        except Unavailable as problem:
            log.info("step.postponed", step=step.__name__, reason=problem.detail)
            pause = PAUSE_SECONDS
        await asyncio.sleep(pause)
