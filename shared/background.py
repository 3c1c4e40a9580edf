"""Loops that run beside the requests: restarted when they fail, and seen in /health/ready."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 15.0
STEADY_SECONDS = 5.0

log = structlog.get_logger()


@dataclass(slots=True)
class Loop:
    """Something that runs for as long as the service does."""

    name: str
    run: Callable[[], Awaitable[None]]
    error: str | None = field(default=None, init=False)

    async def keep_running(self) -> None:
        """Run it; start it again when it fails, after a pause that grows while it keeps failing."""
        clock = asyncio.get_running_loop()
        pause = FIRST_PAUSE_SECONDS
        while True:
            started = clock.time()
            steady = clock.call_later(STEADY_SECONDS, self._is_well)
            try:
                await self.run()
                self.error = "ended by itself"
            except Exception as error:
                self.error = f"{type(error).__name__}: {error}"
                log.exception("loop.failed", loop=self.name)
            finally:
                steady.cancel()
            if clock.time() - started > STEADY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _is_well(self) -> None:
        self.error = None


@asynccontextmanager
async def running(loops: Sequence[Loop]) -> AsyncIterator[None]:
    """Run the loops for as long as the context lasts."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(loop.keep_running(), name=loop.name) for loop in loops]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
