"""Fetches the files of imports by address, beside the workers that read: a slow server holds up nobody else's."""

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.measurement.imports import queue
from services.measurement.imports.client import Fetcher, Unfetched
from services.measurement.reading.findings import Finding
from services.measurement.reading.options import ImportStatus
from shared.auth import Kind, Principal
from shared.db import driver
from shared.http.routing import Upload
from shared.service import Runtime
from shared.unit_of_work import unit_of_work

RENEWAL_SECONDS = 5.0
"""How often the lease is renewed; a server may be silent for longer than it lasts."""

# What another worker has locked it is storing right now, however long ago it last renewed its lease.
CLAIM = """
UPDATE imports SET attempts = attempts + 1, version = version + 1, leased_until = now() + $1
WHERE id = (
    SELECT id FROM imports waiting WHERE status = 'fetching' AND coalesce(leased_until < now(), true)
    AND NOT EXISTS (
        SELECT FROM imports r
        WHERE r.status = 'fetching' AND r.leased_until >= now() AND r.created_by = waiting.created_by
    )
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, url, created_by, attempts
"""


class FetchJob(NamedTuple):
    """A file that is this worker's to fetch."""

    id: UUID
    url: str
    created_by: str
    attempt: int


async def claim(connection: AsyncConnection) -> FetchJob | None:
    """Take the oldest file that waits, or whose worker has gone; of one publisher one at a time."""
    raw = await driver(connection)
    await raw.execute("SELECT pg_advisory_xact_lock(hashtext('import claims'))")
    row = await raw.fetchrow(CLAIM, queue.LEASE)
    return FetchJob(*row) if row else None


class Fetching:
    """One file on its way here."""

    def __init__(self, shared: Runtime, job: FetchJob) -> None:
        self._shared = shared
        self._job = job
        self._principal = Principal(id=job.created_by, kind=Kind.CLIENT)

    async def run(self) -> None:
        """Fetch it, and let it wait for those who read; or say why it is not to be had."""
        if self._job.attempt > queue.MOST_ATTEMPTS:
            await self._give_up(f"It has been begun {queue.MOST_ATTEMPTS} times, and never came to an end")
            return
        settings = self._shared.settings
        fetcher = Fetcher(settings.egress_networks, settings.upload_limit)
        with tempfile.TemporaryDirectory(dir=self._shared.spool, prefix="fetch-") as folder:
            try:
                upload = await self._leased(fetcher.fetch(self._job.url, Path(folder) / "file"))
            except Unfetched as failure:
                await self._give_up(str(failure))
                return
            async with unit_of_work(self._shared.resources, self._principal) as uow:
                row = await queue.held(uow, self._job)
                uow.change(row)
                row.attempts, row.leased_until = 0, None
                await queue.receive(uow, row, upload)

    async def _leased(self, fetch: Coroutine[Any, Any, Upload]) -> Upload:
        """Keep the lease for as long as the file takes. Raises LeaseLost, and what the fetch raises."""
        task = asyncio.create_task(fetch)
        try:
            while not (await asyncio.wait({task}, timeout=RENEWAL_SECONDS))[0]:
                await self._renew()
            await self._renew()
        finally:
            task.cancel()
            await asyncio.wait({task})
        return task.result()

    async def _renew(self) -> None:
        async with self._shared.engine.begin() as connection:
            await queue.keep(connection, self._job, {}, [], 0)

    async def _give_up(self, detail: str) -> None:
        finding = Finding("harambee-fetch", 0, "/", detail)
        counts = {finding.severity.value: 1}
        async with self._shared.engine.begin() as connection:
            await queue.keep(connection, self._job, counts, [finding], 0)
        async with unit_of_work(self._shared.resources, self._principal) as uow:
            await queue.end(uow, self._job, counts, ImportStatus.FAILED)
