"""The reading process, as the service that owns it sees it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from services.measurement.reading.batches import LENGTH_BYTES, Batch, Job, packed, unpacked_batch
from services.measurement.reading.findings import Finding

AHEAD = 4 << 20
"""Bytes of batches that are taken in while the database is busy with earlier ones."""
STOP_SECONDS = 5


class Reader:
    """Reads files in a process of its own, one after the other; starts it again where it has died."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        """Have the process ready before the first file comes."""
        await self._running()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        await self._stop()

    async def batches(self, job: Job) -> AsyncIterator[Batch]:
        """Read a file; where the process dies over it, the last batch says so."""
        process = await self._running()
        ended = False
        try:
            await _send(process, job)
            while not ended:
                batch = await _receive(process)
                ended = batch.ended
                yield batch
        finally:
            if not ended:  # nobody wants the rest of the file
                await self._stop()

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "services.measurement.reading.process",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=AHEAD,
            )
        return self._process

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        async with asyncio.timeout(STOP_SECONDS):
            await process.communicate()


async def _send(process: asyncio.subprocess.Process, job: Job) -> None:
    if process.stdin is None:
        raise RuntimeError("the reading process has no input")
    process.stdin.write(packed(job))
    await process.stdin.drain()


async def _receive(process: asyncio.subprocess.Process) -> Batch:
    if process.stdout is None:
        raise RuntimeError("the reading process has no output")
    try:
        length = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES), "big")
        return unpacked_batch(await process.stdout.readexactly(length))
    except asyncio.IncompleteReadError:
        finding = Finding("harambee-resources", 0, "/", "The process that read it has died over it")
        return Batch([], [finding], [], ended=True)
