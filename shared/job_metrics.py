"""Metrics of background jobs: how long their steps take, how much waits for them, and for how long."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from prometheus_client import Gauge, Histogram

from shared.clock import Clock
from shared.db import ReadSession, Sessions, reading

BACKLOG_SECONDS = 5

_SECONDS = Histogram("harambee_job_seconds", "time that a step of a background job took", ["job"])
_WAITING = Gauge("harambee_job_waiting", "how much waits for a background job", ["job"])
_OLDEST = Gauge("harambee_job_oldest_seconds", "for how long the oldest has waited for a background job", ["job"])


class Backlog(NamedTuple):
    """How much waits for a job, and for how long the oldest has: None where nothing waits or no times are kept."""

    job: str
    waiting: int
    oldest_seconds: float | None


def record_step(job: str, seconds: float) -> None:
    """Add a step that found something to do."""
    _SECONDS.labels(job).observe(seconds)


async def measure_backlogs(
    sessions: Sessions, clock: Clock, count: Callable[[ReadSession, datetime], Awaitable[Iterable[Backlog]]]
) -> None:
    """Keep in the metrics how much waits, for ever; `count` gets the platform's now."""
    while True:
        async with reading(sessions) as session:
            backlogs = await count(session, clock.now())
        for job, waiting, oldest_seconds in backlogs:
            _WAITING.labels(job).set(waiting)
            _OLDEST.labels(job).set(max(0.0, oldest_seconds or 0.0))
        await asyncio.sleep(BACKLOG_SECONDS)
