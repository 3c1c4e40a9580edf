"""What the measurement service does beside requests and events."""

import asyncio
import gc
from collections.abc import Awaitable, Callable

import structlog

from services.measurement.imports import fetch as fetching
from services.measurement.imports import queue
from services.measurement.imports.fetch import Fetching
from services.measurement.imports.queue import LeaseLost
from services.measurement.imports.run import Importing
from services.measurement.ledger.confirmations.commands.pairing import pair_next
from services.measurement.ledger.recompute.attribution import attribute_next
from services.measurement.ledger.recompute.classification import classify_next
from services.measurement.ledger.recompute.conversion import convert_next
from services.measurement.locks import PAUSE_SECONDS
from services.measurement.reading.reader import Reader
from shared.auth import service_principal
from shared.errors import Unavailable
from shared.service import Runtime
from shared.unit_of_work import UnitOfWork, unit_of_work

POLL_SECONDS = 0.5
FETCHES_AT_ONCE = 4

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
    try:
        # What a file expands to may be so much larger than what may be sent, and no more.
        await Importing(shared, reader, job, largest=2 * shared.settings.upload_limit).run()
    except LeaseLost:
        log.warning("import.lease_lost", id=str(job.id))
    except Exception:
        async with shared.engine.begin() as connection:
            await queue.release(connection, job)
        raise
    return True


async def fetch_files(shared: Runtime) -> None:
    """Fetch the files of imports by address, a few at once."""
    async with asyncio.TaskGroup() as group:
        for _ in range(FETCHES_AT_ONCE):
            group.create_task(_fetch_one_by_one(shared))


async def _fetch_one_by_one(shared: Runtime) -> None:
    while True:
        async with shared.engine.begin() as connection:
            errand = await fetching.claim(connection)
        if errand is None:
            await asyncio.sleep(POLL_SECONDS)
            continue
        try:
            await Fetching(shared, errand).run()
        except LeaseLost:
            log.warning("fetch.lease_lost", id=str(errand.id))
        except Exception:
            async with shared.engine.begin() as connection:
                await queue.release(connection, errand)
            raise


async def find_pairs(shared: Runtime) -> None:
    """Compare new flows with those of others."""
    await _go_on(shared, pair_next)


async def attribute_flows(shared: Runtime) -> None:
    """Attribute flows anew when it becomes known who an organisation is."""
    await _go_on(shared, attribute_next)


async def convert_flows(shared: Runtime) -> None:
    """Convert flows anew when rates have changed."""
    await _go_on(shared, convert_next)


async def classify_flows(shared: Runtime) -> None:
    """Derive kinds of cooperation anew when country groups have changed."""
    await _go_on(shared, classify_next)


async def _go_on(shared: Runtime, step: Callable[[UnitOfWork], Awaitable[bool]]) -> None:
    """Take one step after the other; a step says whether it found anything to do."""
    while True:
        try:
            async with unit_of_work(shared.resources, service_principal("measurement")) as uow:
                pause = 0 if await step(uow) else POLL_SECONDS
        except Unavailable as problem:
            log.info("step.postponed", step=step.__name__, reason=problem.detail)
            pause = PAUSE_SECONDS
        await asyncio.sleep(pause)
