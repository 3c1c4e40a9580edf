"""Watches over the parts: starts them, waits until they are ready, restarts those that die, and stops them all."""

import asyncio
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from deploy.local.failures import CannotStart
from deploy.local.programs import Program, end, last_lines, launch, turn_over

LOOK_SECONDS = 0.1
LOG_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
FIRST_ATTEMPTS = 3


class State(StrEnum):
    """Where a part is in its life."""

    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Part:
    """A program that belongs to the platform, and how to tell that it is ready."""

    name: str
    program: Program
    is_ready: Callable[[], bool]
    address: str = ""
    start_seconds: float = 60


@dataclass(frozen=True, slots=True)
class News:
    """What became of a part."""

    name: str
    state: State
    note: str = ""
    address: str = ""


Report = Callable[[News], None]


class NotReadyError(Exception):
    """A part ended, or took too long, before it was ready."""


@dataclass(slots=True)
class _Watched:
    """A part with its process; knows when it last became ready and how often it fell over since."""

    part: Part
    report: Report
    noted: Callable[[], None]
    process: subprocess.Popen[bytes] | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    falls: int = 0

    async def keep_running(self) -> None:
        """Run the part until cancelled. Raises CannotStart where it never becomes ready at all."""
        while True:
            began = time.monotonic()
            try:
                await self._become_ready()
                why = await self._death()
            except NotReadyError as error:
                why = str(error)
            if time.monotonic() - began > STEADY_SECONDS:
                self.falls = 0
            self.falls += 1
            if not self.ready.is_set() and self.falls >= FIRST_ATTEMPTS:
                raise CannotStart(_explain(self.part, why))
            pause = min(FIRST_PAUSE_SECONDS * 2 ** (self.falls - 1), LONGEST_PAUSE_SECONDS)
            self._tell(State.RESTARTING, f"{why}; starts again in {pause:g} s")
            await asyncio.sleep(pause)

    async def stop(self) -> None:
        """Ask the part to end, and see to it that it does."""
        if self.process is None or self.process.poll() is not None:
            return
        self._tell(State.STOPPING)
        willingly = await asyncio.to_thread(end, self.process, self.part.program)
        self._tell(State.STOPPED, "" if willingly else "did not stop by itself, was killed")

    async def _become_ready(self) -> None:
        self._tell(State.STARTING)
        process = self.process = launch(self.part.program)
        self.noted()
        began = time.monotonic()
        while not await asyncio.to_thread(self.part.is_ready):
            if process.poll() is not None:
                raise NotReadyError(f"ended with code {process.returncode} before it was ready")
            if time.monotonic() - began > self.part.start_seconds:
                await asyncio.to_thread(end, process, self.part.program)
                raise NotReadyError(f"was not ready after {self.part.start_seconds:g} s")
            await asyncio.sleep(LOOK_SECONDS)
        self._tell(State.READY, f"after {time.monotonic() - began:.1f} s")
        self.ready.set()

    async def _death(self) -> str:
        assert self.process is not None  # noqa: S101 - it became ready
        looked = time.monotonic()
        while True:
            if time.monotonic() - looked > LOG_SECONDS:
                looked = time.monotonic()
                await asyncio.to_thread(turn_over, self.part.program.log)
            code = self.process.poll()
            if code is not None:
                return f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
            await asyncio.sleep(LOOK_SECONDS)

    def _tell(self, state: State, note: str = "") -> None:
        self.report(News(self.part.name, state, note, self.part.address))


class Supervisor:
    """All parts of one instance. They stop in reverse order of their start."""

    def __init__(self, report: Report, note: Callable[[Mapping[str, int]], None]) -> None:
        self._report = report
        self._note = note
        self._stages: list[list[_Watched]] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, parts: Sequence[Part]) -> None:
        """Start parts side by side and wait until all are ready. Raises CannotStart where one never is."""
        stage = [_Watched(part, self._report, self._note_processes) for part in parts]
        self._stages.append(stage)
        watching = [asyncio.create_task(watched.keep_running(), name=watched.part.name) for watched in stage]
        self._tasks += watching
        ready = asyncio.create_task(_all_ready(stage))
        await asyncio.wait([ready, *watching], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        for task in watching:
            if task.done():
                task.result()

    async def stop(self) -> None:
        """Stop all parts, stage by stage, the last started first."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for stage in reversed(self._stages):
            await asyncio.gather(*(watched.stop() for watched in stage))
        self._note({})

    def _note_processes(self) -> None:
        watched = [one for stage in self._stages for one in stage]
        self._note({one.part.name: one.process.pid for one in watched if one.process is not None})


async def _all_ready(stage: Sequence[_Watched]) -> None:
    for watched in stage:
        await watched.ready.wait()


def _explain(part: Part, why: str) -> str:
    log = part.program.log
    return f"{part.name} {why}, {FIRST_ATTEMPTS} times. The end of its log, {log}:\n{last_lines(log, 10)}"
