import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import text
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from shared.clock import Clock
from shared.consuming import Consumer, Intake, Received
from shared.db import create_engine, create_sessions
from shared.envelope import Envelope
from shared.unit_of_work import ServiceResources, UnitOfWork
from tests.events import ThingCounted, ThingLost, envelope

Database = Callable[[str], Awaitable[str]]


class Count(BaseModel):
    """What the service of these tests needs of its events."""

    id: str
    count: int


class Silent:
    def wake(self) -> None: ...


class Counting:
    """A service of one table: what it has counted of each thing, and every call it got."""

    def __init__(self, resources: ServiceResources) -> None:
        self.poison: set[tuple[str, int]] = set()
        self.calls: list[int] = []
        self._sessions = resources.sessions
        consumer = Consumer("tests")

        @consumer.on(ThingLost, needs=Count, ending=True)
        @consumer.on(ThingCounted, needs=Count)
        async def count(uow: UnitOfWork, received: Sequence[Received[Count]]) -> None:
            self.calls.append(len(received))
            for one in received:
                await uow.session.execute(
                    text("INSERT INTO counted VALUES (:thing, :count)"),
                    {"thing": one.data.id, "count": one.data.count},
                )
                if (one.data.id, one.data.count) in self.poison:
                    raise LookupError("poison")

        self.intake = Intake(consumer, resources, "")

    async def counted(self, thing: str) -> list[int]:
        async with self._sessions() as session:
            rows = await session.scalars(
                text("SELECT count FROM counted WHERE thing = :thing ORDER BY at"), {"thing": thing}
            )
            return list(rows)

    async def parked(self) -> list[tuple[str, str]]:
        async with self._sessions() as session:
            return [tuple(row) for row in await session.execute(text("SELECT key, error FROM parked ORDER BY seq"))]


@pytest.fixture
async def counting(database: Database) -> AsyncIterator[Counting]:
    engine = create_engine(await database("roadmaps"), pool_size=3)
    async with engine.begin() as connection:
        await connection.execute(
            text("CREATE TABLE counted (thing text, count int, at bigint GENERATED ALWAYS AS IDENTITY)")
        )
    yield Counting(ServiceResources("tests", create_sessions(engine), Clock(), Silent()))
    await engine.dispose()


async def test_a_batch_is_one_call_and_a_repeat_has_no_effect(counting: Counting) -> None:
    batch = [envelope(thing, count) for count in (1, 2) for thing in "abc"]
    await counting.intake.take_in(batch)
    await counting.intake.take_in(batch)
    await counting.intake.take_in([batch[0], batch[0], envelope("a", 3), batch[1]])
    assert await counting.counted("a") == [1, 2, 3]
    assert await counting.counted("b") == [1, 2]
    assert [size for size in counting.calls if size] == [6, 1]


async def test_a_poison_event_parks_its_key_and_no_other(counting: Counting) -> None:
    counting.poison = {("a", 2)}
    await counting.intake.take_in([envelope(thing, count) for count in (1, 2, 3) for thing in "ab"])
    await counting.intake.take_in([envelope("a", 4), envelope("b", 4)])
    assert await counting.counted("a") == [1]
    assert await counting.counted("b") == [1, 2, 3, 4]
    assert await counting.parked() == [("things/a", "LookupError: poison"), ("things/a", ""), ("things/a", "")]


async def test_data_that_cannot_be_read_parks_its_key_with_every_fault_and_nothing_of_the_data(
    counting: Counting,
) -> None:
    good = envelope("a", 1)
    faulty = Envelope(envelope("a", 2).attributes, b'{"count": "office@mfa.example", "name": "Asha"}')
    broken = Envelope(envelope("b", 1).attributes, b"office@mfa.example")
    with capture_logs([format_exc_info]) as logged:
        await counting.intake.take_in([good, faulty, broken, envelope("c", 1)])
    assert [await counting.counted(thing) for thing in "abc"] == [[1], [], [1]]
    (a, said_of_a), (b, said_of_b) = await counting.parked()
    assert (a, b) == ("things/a", "things/b")
    assert said_of_a == (
        "UnreadableData: harambee.thing.counted.v1 of things/a, read as Count: id: Field required; "
        "count: Input should be a valid integer, unable to parse string as an integer"
    )
    assert said_of_b.startswith(
        "UnreadableData: harambee.thing.counted.v1 of things/b, read as Count: data: Invalid JSON"
    )
    assert "office@mfa" not in f"{said_of_a} {said_of_b} {logged}"
    failed = [one for one in logged if one["event"] == "consumer.event_failed"]
    assert [one["attempt"] for one in failed] == [1, 1]
    assert said_of_a in failed[0]["exception"]


async def test_data_with_more_fields_than_are_needed_is_read(counting: Counting) -> None:
    more = Envelope(envelope("a", 1).attributes, b'{"id": "a", "count": 1, "colour": "red", "weights": [{"kg": 2}]}')
    await counting.intake.take_in([more])
    assert await counting.counted("a") == [1]


async def test_an_ending_event_does_not_wait_and_what_was_parked_is_dropped(counting: Counting) -> None:
    counting.poison = {("a", 1)}
    await counting.intake.take_in([envelope("a", 1), envelope("a", 2), envelope("b", 1)])
    await counting.intake.take_in([envelope("a", 3, kind=ThingLost), envelope("a", 4)])
    assert await counting.counted("a") == [3, 4]
    assert await counting.parked() == []


async def test_redrive_applies_what_waited_in_order_once_the_fault_is_mended(counting: Counting) -> None:
    counting.poison = {("a", 1), ("b", 1)}
    await counting.intake.take_in([envelope(thing, count) for count in (1, 2) for thing in "ab"])
    counting.poison = {("b", 1)}
    assert await counting.intake.redrive() == (2, 2)
    assert await counting.counted("a") == [1, 2]
    counting.poison = set()
    assert await counting.intake.redrive() == (2, 0)
    await counting.intake.take_in([envelope("b", 3)])
    assert await counting.counted("b") == [1, 2, 3]


async def test_what_arrives_during_a_redrive_waits_for_its_turn(counting: Counting) -> None:
    counting.poison = {("a", 1)}
    await counting.intake.take_in([envelope("a", 1)])
    counting.poison = set()
    await asyncio.gather(counting.intake.redrive(), counting.intake.take_in([envelope("a", 2)]))
    await counting.intake.redrive()
    assert await counting.counted("a") == [1, 2]


async def test_a_batch_waits_for_a_database_that_is_away(counting: Counting, monkeypatch: Any) -> None:
    real, failures = counting.intake._once, [OSError("away"), OSError("still away")]

    async def once(envelopes: Any) -> None:
        if failures:
            raise failures.pop()
        await real(envelopes)

    monkeypatch.setattr(counting.intake, "_once", once)
    await counting.intake.take_in([envelope("a", 1)])
    assert await counting.counted("a") == [1]
    assert await counting.parked() == []
