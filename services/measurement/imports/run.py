"""Runs one import: a process reads ahead while this one writes, and all of it commits together or not at all."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from services.measurement.imports import queue, same_file
from services.measurement.imports.apply import Applying, ImportScope
from services.measurement.imports.queue import Claimed
from services.measurement.imports.registered import basis_of, pardoned
from services.measurement.reading.batches import Batch, Job, with_findings
from services.measurement.reading.findings import RULES, Finding, Severity
from services.measurement.reading.options import ImportStatus, Missing, Mode
from services.measurement.reading.reader import Reader
from shared.auth import Kind, Principal
from shared.db import driver
from shared.service import Runtime
from shared.unit_of_work import unit_of_work

MOST_FINDINGS = 100_000
"""So many findings of one import are kept; all are counted."""


QUIET_SECONDS = 1.0
"""How long progress may stay unsaid; well inside the lease."""


class Rejected(Exception):  # noqa: N818 - it is an outcome
    """The file has a critical fault, so nothing of it is recorded."""


class Scattered(Exception):  # noqa: N818 - it is a state
    """Rows of one activity do not stand together, so what was taken of it is not all."""


class Importing:
    """One run of an import."""

    def __init__(self, shared: Runtime, reader: Reader, job: Claimed, largest: int) -> None:
        self._shared = shared
        self._reader = reader
        self._job = job
        self._largest = largest
        self._principal = Principal(id=job.created_by, kind=Kind.CLIENT)
        self._counts: Counter[str] = Counter()
        self._kept = 0
        self._kept_at = 0.0

    async def run(self) -> None:
        """Run it to its end."""
        if self._job.attempt > queue.MOST_ATTEMPTS:
            detail = f"It has been begun {queue.MOST_ATTEMPTS} times, and each time its worker ended over it"
            await self._keep([Finding("harambee-resources", 0, "/", detail)])
            await self._end(ImportStatus.FAILED)
            return
        if await self._repeat():
            return
        with tempfile.TemporaryDirectory(dir=self._shared.spool, prefix="import-") as folder:
            file = Path(folder) / "file"
            async with self._shared.engine.begin() as connection:
                await queue.fetch(connection, self._job.id, file)
            try:
                await self._apply_file(file)
            except Rejected:
                await self._end(ImportStatus.FAILED)

    async def _repeat(self) -> bool:
        """End at once where the same file was imported before, and nothing has changed since."""
        async with unit_of_work(self._shared.resources, self._principal) as uow:
            counts = await same_file.repeated(await driver(await uow.session.connection()), self._job)
            if counts is not None:
                await queue.end(uow, self._job, counts, ImportStatus.FINISHED)
        return counts is not None

    async def _apply_file(self, file: Path) -> None:
        """Apply it; once more, from the beginning, where rows of one activity turn out not to stand together."""
        try:
            await self._apply(file, gather=False)
        except Scattered:
            self._counts.clear()
            self._kept = 0
            async with self._shared.engine.begin() as connection:
                await queue.forget(connection, self._job)
            await self._apply(file, gather=True)

    async def _apply(self, file: Path, *, gather: bool) -> None:
        async with unit_of_work(self._shared.resources, self._principal) as uow:
            connection = await driver(await uow.session.connection())
            withdraws = self._job.missing is Missing.WITHDRAW
            scope = ImportScope(self._job.id, self._job.may_report, self._job.mode is Mode.CHECK, withdraws)
            applying = Applying(uow, connection, scope)
            await applying.begin()
            edition = await same_file.edition_of(connection)
            basis = await basis_of(connection, uow.now.date(), self._job.accept)
            job = Job(str(file), basis, self._largest, self._job.kind, self._job.reading, gather)
            async for batch in self._reader.batches(job):
                await self._take(applying, await pardoned(connection, batch))
            found = await applying.finish()
            self._counts.update(one.severity.value for one in found)
            await self._keep(found, applying.counts)
            if not scope.check_only:
                await same_file.sign(connection, self._job, edition)
            await queue.end(uow, self._job, self._counts + applying.counts, ImportStatus.FINISHED)

    async def _take(self, applying: Applying, batch: Batch) -> None:
        if batch.scattered:
            raise Scattered
        self._count(batch)
        if any(RULES[finding.rule].severity is Severity.CRITICAL for finding in batch.findings):
            await self._keep(batch.findings)
            raise Rejected
        applying.note_rejected(batch.rejected)
        found = await applying.take(with_findings(batch))
        self._counts.update(one.severity.value for one in found)
        moment = asyncio.get_running_loop().time()
        if batch.findings or found or moment - self._kept_at > QUIET_SECONDS:
            await self._keep([*batch.findings, *found], applying.counts)
            self._kept_at = moment

    def _count(self, batch: Batch) -> None:
        self._counts["activities"] += len(batch.activities) + len(batch.rejected)
        self._counts["rejected"] += len(batch.rejected)
        self._counts["flows_rejected"] += batch.flows_rejected
        self._counts["flows"] += sum(len(activity.flows) for activity in batch.activities)
        indicators = [one for activity in batch.activities for one in activity.indicators]
        self._counts["indicators"] += len(indicators)
        self._counts["observations"] += sum(len(one.observations) for one in indicators)
        self._counts.update(finding.severity.value for finding in batch.findings)

    async def _keep(self, findings: Sequence[Finding], more: Counter[str] | None = None) -> None:
        """Let others see how far it is; outside the import's own transaction, which they do not see yet."""
        kept = findings[: max(0, MOST_FINDINGS - self._kept)]
        async with self._shared.engine.begin() as connection:
            counts = self._counts + (more or Counter())
            await queue.keep(connection, self._job, counts, kept, self._kept)
        self._kept += len(kept)

    async def _end(self, status: ImportStatus) -> None:
        async with unit_of_work(self._shared.resources, self._principal) as uow:
            await queue.end(uow, self._job, self._counts, status)
