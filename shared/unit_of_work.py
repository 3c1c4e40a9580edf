"""The only commit: one transaction for a change and the events that tell of it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from shared import outbox
from shared.auth import Principal
from shared.bus import Message
from shared.clock import Clock
from shared.db import Resource, Sessions, driver
from shared.envelope import Envelope, Event, enveloped
from shared.errors import Held, PreconditionRequired, Refused, Stale
from shared.observability import trace_id, traceparent


class Wakes(Protocol):
    """Something that can be told that the outbox is not empty."""

    def wake(self) -> None:
        """Say that there is something to publish."""


@dataclass(frozen=True, slots=True)
class ServiceResources:
    """What all units of work of a service share."""

    source: str
    sessions: Sessions
    clock: Clock
    waker: Wakes


Expected = frozenset[int] | Literal["*"]
"""The versions a change is meant for; `*` is whatever is there."""


class UnitOfWork:
    """A transaction with its principal, its moment and its events."""

    def __init__(self, session: AsyncSession, principal: Principal, now: datetime, source: str) -> None:
        self.session = session
        self.principal = principal
        self.now = now
        self._source = source
        self._messages: list[Message] = []
        self._told = False

    def emit(
        self,
        event: Event,
        *,
        sequence: int,
        country: str | None = None,
        regions: Iterable[str] = (),
        audience: str | None = None,
        cause: Envelope | None = None,
    ) -> None:
        """Tell of a change when, and only when, it commits; `sequence` is the thing's version after it.

        `audience` is who may see it (`country:KE`), to be said unless the event's class is for everybody.

        `cause` is the event that this one follows from: trace and correlation go on from there.
        """
        envelope = enveloped(
            event,
            source=self._source,
            time=self.now,
            sequence=sequence,
            country=country,
            regions=regions,
            audience=audience,
            context=_context(cause),
        )
        self._messages.append(Message(event.topic.name, event.subject, envelope))

    async def take_back(self, final: Event) -> None:
        """Take back what was told of a thing and not published yet, before the event that ends it is told."""
        await outbox.take_back(await driver(await self.session.connection()), final.topic.name, final.subject)

    def change(self, row: Resource, *, expected: Expected = "*") -> None:
        """Count a row's version up; the caller holds its lock. Raises Stale where it is none of the `expected` ones."""
        match(held(row), expected)
        row.version += 1
        row.updated_at = self.now

    async def finish(self) -> bool:
        """Write what is pending, events last; say whether there were any."""
        await self.session.flush()
        await self.write_events()
        return self._told

    async def write_events(self) -> None:
        """Write the events so far; for changes by the thousand, whose events need not be held until the end."""
        if self._messages:
            await outbox.append(await driver(await self.session.connection()), self._messages)
            self._messages.clear()
            self._told = True


def held(row: Resource, external_id: str | None = None) -> Held:
    """Give what an answer says of a row that is there; `external_id` where the row does not have it itself."""
    withdrawn = getattr(row, "status", None) == "withdrawn" or getattr(row, "withdrawn_at", None) is not None
    return Held(row.version, row.id, external_id or getattr(row, "external_id", None), withdrawn)


def refuse_withdrawn(row: Resource, what: str) -> None:
    """Raises Refused where a row was withdrawn; the answer says how it comes back."""
    if (found := held(row)).withdrawn:
        raise Refused.withdrawn(what, found)


def stated(expected: Expected | None, found: Held) -> Expected:
    """Give the versions that a change is meant for. Raises PreconditionRequired, which names what is there."""
    if expected is None:
        raise PreconditionRequired(found)
    return expected


def match(found: Held, expected: Expected) -> None:
    """Raises Stale where the version of what is there is none of the expected ones."""
    if expected != "*" and found.version not in expected:
        raise Stale(found, expected)


def is_expected(version: int, expected: Expected) -> bool:
    """Say whether a change is meant for a version."""
    return expected == "*" or version in expected


def _context(cause: Envelope | None) -> dict[str, str]:
    if cause is None:
        here = traceparent()
        if here:
            here["correlationid"] = trace_id()
        return here
    kept: dict[str, str] = {
        name: cause.attributes[name] for name in ("traceparent", "correlationid") if name in cause.attributes
    }
    return {**kept, "causationid": cause.attributes["id"]}


@asynccontextmanager
async def unit_of_work(resources: ServiceResources, principal: Principal) -> AsyncIterator[UnitOfWork]:
    """Open a transaction; it commits at the end, with its events, or not at all."""
    async with resources.sessions() as session:
        async with session.begin():
            uow = UnitOfWork(session, principal, resources.clock.now(), resources.source)
            yield uow
            emitted = await uow.finish()
        if emitted:
            resources.waker.wake()
