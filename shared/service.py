"""What a service is made of, and what its parts share while it runs."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp

from shared import inbox, job_metrics
from shared.auth import TokenChecker
from shared.background import Loop
from shared.bus import ensure_topics
from shared.clock import Clock
from shared.consuming import Consumer, Intake
from shared.db import Sessions, create_engine, create_sessions, driver
from shared.envelope import Topic
from shared.memberships import SPELLS
from shared.outbox import Relay, Waker
from shared.settings import Mode, Settings
from shared.spool import spool_folder
from shared.unit_of_work import ServiceResources

CLOCK_SECONDS = 0.5
HOUSEKEEPING_SECONDS = 3600


class Part(StrEnum):
    """What a process of a service does; all of it where nothing else is asked."""

    API = "api"
    RELAY = "relay"
    CONSUMER = "consumer"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the parts of a running service share."""

    settings: Settings
    engine: AsyncEngine
    sessions: Sessions
    clock: Clock
    resources: ServiceResources
    waker: Waker
    tokens: TokenChecker
    spool: Path

    async def move_clock(self, moment: datetime) -> None:
        """Make `moment` the platform's now, for all processes of the service, until it is moved again."""
        ahead = self.clock.offset_to(moment)
        async with self.engine.begin() as connection:
            await connection.execute(
                text("INSERT INTO clock (ahead) VALUES (:ahead) ON CONFLICT (id) DO UPDATE SET ahead = excluded.ahead"),
                {"ahead": ahead},
            )
        self.clock.offset = ahead

    async def read_clock(self) -> None:
        """Take over what another process of the service made of the clock."""
        known = self.clock.offset
        async with self.engine.connect() as connection:
            ahead = await connection.scalar(text("SELECT ahead FROM clock"))
        if self.clock.offset == known:  # else it was moved while we looked, and what we saw is older
            self.clock.offset = ahead or timedelta(0)


Worker = Callable[[Runtime], Awaitable[None]]
Middleware = Callable[[ASGIApp], ASGIApp]


@dataclass(frozen=True, slots=True)
class Service:
    """A service: routes, topics it publishes to, consumer, workers, and what it prepares before it serves.

    `router` includes the routers that hold the routes, and has none of its own.
    `housekeeping` is done every hour: it deletes what has reached its age.
    `middleware` stands between the edge and the routes; `openapi_url` is where the routes are described.
    `spells` selects when countries belonged to regional bodies, where that is more than the table `memberships`.
    """

    name: str
    settings: Settings
    router: APIRouter
    topics: Sequence[Topic] = ()
    consumer: Consumer | None = None
    workers: Sequence[Worker] = ()
    prepare: Worker | None = None
    housekeeping: Sequence[Worker] = ()
    middleware: Sequence[Middleware] = ()
    openapi_url: str = "/openapi.json"
    spells: str = SPELLS

    def loops(self, runtime: Runtime, parts: Sequence[Part]) -> list[Loop]:
        """Give the loops that the asked parts need."""
        found = [Loop("waker", runtime.waker.run), Loop("housekeeping", lambda: self._keep_house(runtime))]
        if self.settings.mode is Mode.DEMONSTRATION:
            found.append(Loop("clock", lambda: _follow_clock(runtime)))
        if Part.RELAY in parts and self.topics:
            found.append(Loop("relay", self._relay))
        if Part.CONSUMER in parts and self.consumer:
            intake = self.intake(runtime)
            found.append(Loop("consumer", intake.run))
        if Part.WORKER in parts:
            found.extend(Loop(worker.__name__, _bound(worker, runtime)) for worker in self.workers)
        return found

    def intake(self, runtime: Runtime) -> Intake:
        """Give the consumer, ready to run."""
        if self.consumer is None:
            raise LookupError(f"{self.name} consumes no events")
        return Intake(self.consumer, runtime.resources, self.settings.kafka)

    async def _keep_house(self, runtime: Runtime) -> None:
        while True:
            for task in (_forget_requests, *self.housekeeping):
                began = time.monotonic()
                await task(runtime)
                job_metrics.record_step(task.__name__.lstrip("_"), time.monotonic() - began)
            await asyncio.sleep(HOUSEKEEPING_SECONDS)

    async def _relay(self) -> None:
        await ensure_topics(self.settings.kafka, self.topics)
        await Relay(self.name, self.settings.database.get_secret_value(), self.settings.kafka).run()


@asynccontextmanager
async def runtime(service: Service) -> AsyncIterator[Runtime]:
    """Open what the parts of a service share."""
    settings = service.settings
    url = settings.database.get_secret_value()
    engine = create_engine(url, pool_size=settings.pool_size)
    sessions = create_sessions(engine)
    clock = Clock()
    waker = Waker(url)
    try:
        with spool_folder(service.name, settings.spool) as spool:
            yield Runtime(
                settings=settings,
                engine=engine,
                sessions=sessions,
                clock=clock,
                resources=ServiceResources(service.name, sessions, clock, waker, service.spells),
                waker=waker,
                tokens=TokenChecker(settings.internal_public_key),
                spool=spool,
            )
    finally:
        await engine.dispose()


def _bound(worker: Worker, shared: Runtime) -> Callable[[], Awaitable[None]]:
    return lambda: worker(shared)


async def _follow_clock(shared: Runtime) -> None:
    while True:
        await shared.read_clock()
        await asyncio.sleep(CLOCK_SECONDS)


async def _forget_requests(shared: Runtime) -> None:
    async with shared.engine.begin() as connection:
        await inbox.forget(await driver(connection))
        await connection.execute(text("DELETE FROM idempotency WHERE created_at < now() - interval '24 hours'"))
