"""The only commit: one transaction for a change and the events that tell of it."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from shared import outbox
from shared.auth import Principal
from shared.bus import Message
from shared.clock import Clock
from shared.db import Driver, Resource, Sessions, driver, duplicated
from shared.envelope import Envelope, Event, Oversized, enveloped
from shared.errors import Fault, Held, InvalidInput, PreconditionRequired, Problem, Refused, Stale, TooLarge
from shared.memberships import SPELLS, Memberships, read_spells, sole_country
from shared.observability import trace_id, traceparent
from shared.spells import Days


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
    spells: str = SPELLS
    """The query of the spells of countries in regional bodies."""


Expected = frozenset[int] | Literal["*"] | None
"""The versions a change is meant for; `*` is whatever is there, None where nothing was said."""


class UnitOfWork:
    """A transaction with its principal, its moment and its events."""

    def __init__(self, session: AsyncSession, principal: Principal, resources: ServiceResources) -> None:
        self.session = session
        self.principal = principal
        self.now = resources.clock.now()
        self._source = resources.source
        self._spells = resources.spells
        self._memberships = Memberships()
        self._known_places: set[str] = set()
        self._messages: list[Message] = []
        self._about: list[tuple[Envelope, tuple[str, ...], Days]] = []
        self._told = False
        self._faults: list[Fault] = []

    def emit(
        self,
        event: Event,
        *,
        sequence: int,
        places: Iterable[str | None] = (),
        days: Days | None = None,
        regions: Iterable[str] | None = None,
        audience: str | None = None,
        cause: Envelope | None = None,
    ) -> None:
        """Tell of a change when, and only when, it commits; `sequence` is the thing's version after it.

        `places` are the countries that it is about, and with them the regional bodies to which they belonged on any of
        these `days`, or belong today; `regions` names others in their stead.

        `audience` is who may see it (`country:KE`), to be said unless the event's class is for everybody.

        `cause` is the event that this one follows from: trace and correlation go on from there. Raises TooLarge where
        the event would be larger than can be told.
        """
        about = tuple(filter(None, places))
        try:
            envelope = enveloped(
                event,
                source=self._source,
                time=self.now,
                sequence=sequence,
                country=sole_country(about),
                regions=regions or (),
                audience=audience,
                context=_context(cause),
            )
        except Oversized as error:
            raise TooLarge(str(error)) from error
        if about and regions is None:
            today = self.now.date()
            self._about.append((envelope, about, days or Days(today, today)))
        self._messages.append(Message(event.topic.name, event.subject, envelope))

    async def take_back(self, final: Event) -> None:
        """Take back what was told of a thing and not published yet, before the event that ends it is told."""
        await outbox.take_back(await driver(await self.session.connection()), final.topic.name, final.subject)

    def keep_faults(self, faults: Sequence[Fault]) -> None:
        """Refuse the change for faults of form, after the rules have been asked about the rest of it."""
        self._faults += faults

    def with_faults(self, error: Exception) -> InvalidInput | None:
        """Give the refusal for faults of form together with those of an error; None where the error says all.

        What is wrong with a member whose form is wrong already was found in what it was before, and is left out.
        """
        if not self._faults or not (isinstance(error, Problem) or duplicated(error) is not None):
            return None
        faulty = {_member(fault) for fault in self._faults}
        later = error.faults if isinstance(error, InvalidInput) else ()
        return InvalidInput(faults=[*self._faults, *(fault for fault in later if _member(fault) not in faulty)])

    def change(self, row: Resource, *, expected: Expected = "*") -> None:
        """Count a row's version up; the caller holds its lock. Raises as `match` does."""
        if not self._faults:  # else it is refused in any case, by all that the rules find too
            match(held(row), expected)
        row.version += 1
        row.updated_at = self.now

    async def finish(self) -> bool:
        """Write what is pending, events last; say whether there were any. Raises InvalidInput for kept faults."""
        if self._faults:
            raise InvalidInput(faults=self._faults)
        await self.session.flush()
        await self.write_events()
        return self._told

    async def write_events(self) -> None:
        """Write the events so far; for changes by the thousand, whose events need not be held until the end."""
        if self._messages:
            connection = await driver(await self.session.connection())
            await self._name_regions(connection)
            await outbox.append(connection, self._messages)
            self._messages.clear()
            self._told = True

    async def _name_regions(self, connection: Driver) -> None:
        """Say in the envelopes to which regional bodies countries belonged, of all events in one round trip."""
        if new := {place for _, places, _ in self._about for place in places} - self._known_places:
            self._memberships.add(await read_spells(connection, new, self._spells))
            self._known_places |= new
        for envelope, places, days in self._about:
            envelope.name_regions(sorted(self._memberships.bodies(places, days)))
        self._about.clear()


def held(row: Resource, external_id: str | None = None) -> Held:
    """Give what an answer says of a row that is there; `external_id` where the row does not have it itself."""
    withdrawn = getattr(row, "status", None) == "withdrawn" or getattr(row, "withdrawn_at", None) is not None
    return Held(row.version, row.id, external_id or getattr(row, "external_id", None), withdrawn)


def refuse_withdrawn(row: Resource, what: str) -> None:
    """Raises Refused where a row was withdrawn; the answer says how it comes back."""
    if (found := held(row)).withdrawn:
        raise Refused.withdrawn(what, found)


def match(found: Held, expected: Expected) -> None:
    """See that a change is meant for what is there.

    Raises PreconditionRequired where no version was said, and Stale where it is another; both name what is there.
    """
    if expected is None:
        raise PreconditionRequired(found)
    if expected != "*" and found.version not in expected:
        raise Stale(found, expected)


def is_expected(version: int, expected: Expected) -> bool:
    """Say whether a change is meant for a version."""
    return expected == "*" or (expected is not None and version in expected)


def _member(fault: Fault) -> tuple[str, str]:
    """Give the member of the body, or of the query, that a fault is of."""
    return fault.place, "/".join(fault.pointer.split("/")[:2])


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
            uow = UnitOfWork(session, principal, resources)
            try:
                yield uow
                emitted = await uow.finish()
            except Exception as error:
                if together := uow.with_faults(error):
                    raise together from None
                raise
        if emitted:
            resources.waker.wake()
