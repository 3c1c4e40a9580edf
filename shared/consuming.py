"""Consumers: each event once, in order per key, in batches of one transaction; what cannot be applied parks its key."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import asyncpg
import structlog
from prometheus_client import Counter, Gauge
from pydantic import BaseModel, ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared import inbox
from shared.auth import service_principal
from shared.bus import ensure_topics, subscriber
from shared.db import driver
from shared.envelope import Envelope, Event, Topic
from shared.observability import batch_span
from shared.unit_of_work import ServiceResources, UnitOfWork, unit_of_work

BATCH = 500
TRIES = 3
BACKOFF_SECONDS = 0.05
LONGEST_BACKOFF_SECONDS = 10.0

_APPLIED = Counter("harambee_events_applied_total", "events that took effect", ["service"])
_SEEN = Counter("harambee_inbox_duplicates_total", "events that had taken effect before", ["service"])
_PARKED = Counter("harambee_events_parked_total", "events put aside, or waiting behind such a one", ["service"])
_LAG = Gauge("harambee_consumer_lag", "events that wait in Kafka", ["service"])

log = structlog.get_logger()


D = TypeVar("D", bound=BaseModel)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Received(Generic[D]):
    """An event as a handler gets it: the envelope it came in, and of its data what the listener needs."""

    envelope: Envelope
    data: D


Handler = Callable[[UnitOfWork, Sequence[T]], Awaitable[None]]


class UnreadableData(Exception):  # noqa: N818 - it is said of the event
    """An event's data is not what its listener needs; no other try will read it."""

    def __init__(self, envelope: Envelope, error: ValidationError) -> None:
        """Say every fault with its place, but not the data: it may be personal."""
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        said = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'data'}: {one['msg']}" for one in faults)
        super().__init__(f"{envelope.type} of {envelope.subject}, read as {error.title}: {said}")


class Consumer:
    """The events a service listens to, and what it does with them."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.needs: dict[str, type[BaseModel]] = {}
        """What the service needs of the data of each type of event."""
        self._handlers: dict[str, Handler[Any]] = {}
        self._ending: set[str] = set()
        self._every: Handler[Envelope] | None = None
        self._all_of: frozenset[str] = frozenset()
        self._topics: set[Topic] = set()

    @property
    def topics(self) -> list[Topic]:
        """Name the topics to read."""
        return sorted(self._topics)

    def on(
        self, *kinds: type[Event], needs: type[D], ending: bool = False
    ) -> Callable[[Handler[Received[D]]], Handler[Received[D]]]:
        """Give events of these kinds to the handler, in order per key.

        `needs` is the listener's own class of what it takes from their data. Data with more fields is read all the
        same; an event whose data lacks one is parked. One that is `ending` does not wait behind what is parked of its
        key: that is dropped, and never takes effect.
        """

        def register(handler: Handler[Received[D]]) -> Handler[Received[D]]:
            for kind in kinds:
                self._handlers[kind.type] = handler
                self.needs[kind.type] = needs
                if ending:
                    self._ending.add(kind.type)
                self._topics.add(kind.topic)
            return handler

        return register

    def on_every(self, *topics: Topic) -> Callable[[Handler[Envelope]], Handler[Envelope]]:
        """Give every event of these topics to the handler, before any other handler."""

        def register(handler: Handler[Envelope]) -> Handler[Envelope]:
            self._every = handler
            self._all_of = frozenset(topic.name for topic in topics)
            self._topics.update(topics)
            return handler

        return register

    def ended(self, envelopes: Sequence[Envelope]) -> list[str]:
        """Name the keys that are at their end."""
        return [one.subject for one in envelopes if one.type in self._ending]

    async def apply(self, uow: UnitOfWork, envelopes: Sequence[Envelope]) -> None:
        """Give events to their handlers. Raises UnreadableData."""
        every = [one for one in envelopes if one.topic in self._all_of]
        if self._every and every:
            await self._every(uow, every)
        for handler, members in self._group(envelopes):
            await handler(uow, [Received(one, _read(one, self.needs[one.type])) for one in members])

    def _group(self, envelopes: Sequence[Envelope]) -> list[tuple[Handler[Any], list[Envelope]]]:
        """Make the fewest calls that keep the order inside each key.

        An event joins its handler's last group, unless a later group already holds an event of its key.
        """
        groups: list[tuple[Handler[Any], list[Envelope]]] = []
        last_of_key: defaultdict[str, int] = defaultdict(lambda: -1)
        last_of_handler: dict[Handler[Any], int] = {}
        for envelope in envelopes:
            handler = self._handlers.get(envelope.type)
            if handler is None:
                continue
            place = last_of_handler.get(handler, -1)
            if place < 0 or place < last_of_key[envelope.subject]:
                groups.append((handler, []))
                place = len(groups) - 1
            groups[place][1].append(envelope)
            last_of_handler[handler] = last_of_key[envelope.subject] = place
        return groups


def _read(envelope: Envelope, needs: type[D]) -> D:
    try:
        return needs.model_validate_json(envelope.data)
    except ValidationError as error:
        raise UnreadableData(envelope, error) from None


class Intake:
    """Runs a consumer: from Kafka to committed effect."""

    def __init__(self, consumer: Consumer, resources: ServiceResources, servers: str) -> None:
        self._consumer = consumer
        self._resources = resources
        self._servers = servers
        self._service = consumer.service
        self._principal = service_principal(consumer.service)

    async def run(self) -> None:
        """Consume for ever."""
        group = f"harambee-{self._service}"
        await ensure_topics(self._servers, self._consumer.topics)
        names = [topic.name for topic in self._consumer.topics]
        async with subscriber(self._servers, group=group, topics=names) as kafka:
            log.info("consumer.started", topics=names)
            while True:
                envelopes = await kafka.take(BATCH)
                if envelopes:
                    await self.take_in(envelopes)
                    await kafka.applied()
                _LAG.labels(self._service).set(await kafka.lag())

    async def take_in(self, envelopes: Sequence[Envelope]) -> None:
        """Apply a batch in one transaction; where that fails, one by one, so that only the faulty keys wait."""
        with batch_span(f"{self._service} batch", [one.attributes for one in envelopes]):
            try:
                await self._patiently(envelopes)
            except Exception:
                log.warning("consumer.batch_failed", events=len(envelopes), exc_info=True)
                for envelope in envelopes:
                    await self._alone(envelope)

    async def _patiently(self, envelopes: Sequence[Envelope]) -> None:
        """Apply in one transaction; wait for a database that is away for as long as it takes."""
        delay = BACKOFF_SECONDS
        while True:
            try:
                await self._once(envelopes)
            except Exception as error:
                if not passing(error):
                    raise
                log.warning("consumer.database_away", error=str(error))
                await asyncio.sleep(delay)
                delay = min(2 * delay, LONGEST_BACKOFF_SECONDS)
            else:
                return

    async def _once(self, envelopes: Sequence[Envelope]) -> None:
        async with unit_of_work(self._resources, self._principal) as uow:
            connection = await driver(await uow.session.connection())
            new = await inbox.claim(connection, envelopes)
            fresh = list({one.id: one for one in envelopes if one.id in new}.values())
            if ended := self._consumer.ended(fresh):
                await inbox.drop_parked(connection, ended)
            waiting = await inbox.parked_keys(connection, [one.subject for one in fresh])
            behind = [one for one in fresh if one.subject in waiting]
            if behind:
                await inbox.park(connection, behind)
            ready = [one for one in fresh if one.subject not in waiting]
            await self._consumer.apply(uow, ready)
        _APPLIED.labels(self._service).inc(len(ready))
        _PARKED.labels(self._service).inc(len(behind))
        _SEEN.labels(self._service).inc(len(envelopes) - len(fresh))

    async def _alone(self, envelope: Envelope) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                await self._patiently([envelope])
            except Exception as error:
                failure = f"{type(error).__name__}: {error}"
                log.exception("consumer.event_failed", id=str(envelope.id), type=envelope.type, attempt=attempt)
                if isinstance(error, UnreadableData):
                    break
                await asyncio.sleep(BACKOFF_SECONDS * 2**attempt)
            else:
                return
        async with unit_of_work(self._resources, self._principal) as uow:
            connection = await driver(await uow.session.connection())
            await inbox.claim(connection, [envelope])
            await inbox.park(connection, [envelope], failure)
        _PARKED.labels(self._service).inc()

    async def redrive(self) -> tuple[int, int]:
        """Apply what is parked, each key in order up to its first failure; give how many were applied and remain."""
        async with self._resources.sessions() as session:
            keys = (await session.scalars(text("SELECT DISTINCT key FROM parked ORDER BY key"))).all()
        applied = 0
        for key in keys:
            applied += await self._redrive_key(key)
        async with self._resources.sessions() as session:
            remaining = (await session.scalars(text("SELECT count(*) FROM parked"))).one()
        return applied, remaining

    async def _redrive_key(self, key: str) -> int:
        applied = 0
        try:
            while await self._redrive_next(key):
                applied += 1
        except Exception:
            log.exception("redrive.failed", subject=key)
        return applied

    async def _redrive_next(self, key: str) -> bool:
        async with unit_of_work(self._resources, self._principal) as uow:
            connection = await driver(await uow.session.connection())
            found = await inbox.next_parked(connection, key)
            if found is None:
                return False
            seq, envelope = found
            await self._consumer.apply(uow, [envelope])
            await inbox.unpark(connection, seq)
            return True


def passing(error: BaseException) -> bool:
    """Say whether an error is the database's state and not the event's fault: away, overloaded, or a lost race."""
    if isinstance(error, OperationalError | PoolTimeout | OSError | asyncpg.InterfaceError):
        return True
    cause = error.__cause__ if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(code, str) and code[:2] in {"08", "40", "53", "57"}
