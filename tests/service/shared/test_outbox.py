"""The hazards of reading an outbox, made to happen; see docs/decisions on the outbox."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import asyncpg
import pytest

from shared import outbox
from shared.bus import Message
from shared.db import connect
from tests.events import envelope

Database = Callable[[str], Awaitable[str]]


@pytest.fixture
async def url(database: Database) -> str:
    return await database("roadmaps")


@pytest.fixture
async def connections(url: str) -> AsyncIterator[Callable[[], Awaitable[asyncpg.Connection]]]:
    opened = []

    async def opening() -> asyncpg.Connection:
        opened.append(await connect(url))
        return opened[-1]

    yield opening
    for connection in opened:
        await connection.close()


class Recorder:
    """Stands where Kafka stands and keeps what it was given, in order."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []

    async def publish(self, messages: Sequence[Message]) -> None:
        self.seen += [(message.key, message.envelope.sequence) for message in messages]


async def tell(connection: asyncpg.Connection, thing: str, sequence: int) -> None:
    one = envelope(thing, sequence)
    await outbox.append(connection, [Message("harambee.tests", one.subject, one)])


async def drain(connection: asyncpg.Connection, recorder: Recorder, epoch: int) -> None:
    while await outbox.pass_on(connection, recorder.publish, epoch):
        pass


async def test_h1_what_commits_late_with_a_lower_number_is_not_lost(connections: Any) -> None:
    slow, quick, relay = await connections(), await connections(), await connections()
    recorder, epoch = Recorder(), await outbox.take_lease(relay)
    late = slow.transaction()
    await late.start()
    await tell(slow, "slow", 1)
    await tell(quick, "quick", 1)
    await drain(relay, recorder, epoch)
    assert recorder.seen == [("things/quick", 1)]
    await late.commit()
    await drain(relay, recorder, epoch)
    assert recorder.seen == [("things/quick", 1), ("things/slow", 1)]


async def test_h2_an_older_transaction_with_a_higher_number_hides_nothing(connections: Any) -> None:
    older, younger, relay = await connections(), await connections(), await connections()
    recorder, epoch = Recorder(), await outbox.take_lease(relay)
    old, young = older.transaction(), younger.transaction()
    await old.start()
    await older.execute("SELECT pg_current_xact_id()")
    await young.start()
    await tell(younger, "young", 1)
    await tell(older, "old", 1)
    await old.commit()
    await drain(relay, recorder, epoch)
    await young.commit()
    await drain(relay, recorder, epoch)
    assert sorted(recorder.seen) == [("things/old", 1), ("things/young", 1)]


async def test_h3_versions_of_one_thing_stay_in_order_though_the_later_writer_is_the_older_transaction(
    connections: Any,
) -> None:
    first, second, bystander, relay = [await connections() for _ in range(4)]
    recorder, epoch = Recorder(), await outbox.take_lease(relay)
    await first.execute("INSERT INTO relay_lease (id, epoch) VALUES (2, 0)")  # stands for the thing's own row
    lock = "SELECT epoch FROM relay_lease WHERE id = 2 FOR UPDATE"
    open_for_long, older, younger = bystander.transaction(), second.transaction(), first.transaction()
    await open_for_long.start()
    await bystander.execute("SELECT pg_current_xact_id()")
    await older.start()
    await second.execute("SELECT pg_current_xact_id()")  # it has its number before the other begins
    await younger.start()
    await first.fetchval(lock)
    await tell(first, "cup", 1)
    waiting = asyncio.create_task(second.fetchval(lock))
    await younger.commit()
    await waiting
    await tell(second, "cup", 2)
    await older.commit()
    await drain(relay, recorder, epoch)
    await open_for_long.commit()
    await drain(relay, recorder, epoch)
    assert recorder.seen == [("things/cup", 1), ("things/cup", 2)]


async def test_large_events_are_published_a_few_at_once(connections: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    connection, recorder = await connections(), Recorder()
    epoch = await outbox.take_lease(connection)
    for number in range(10):
        await tell(connection, "cup", number)
    size = await connection.fetchval("SELECT octet_length(data) FROM outbox LIMIT 1")
    monkeypatch.setattr(outbox, "MOST_BYTES", 2 * size + 1)
    assert await outbox.pass_on(connection, recorder.publish, epoch) == 3
    monkeypatch.setattr(outbox, "MOST_BYTES", 1)
    assert await outbox.pass_on(connection, recorder.publish, epoch) == 1
    await drain(connection, recorder, epoch)
    assert recorder.seen == [("things/cup", number) for number in range(10)]


async def test_a_relay_that_lost_its_lease_deletes_nothing(connections: Any) -> None:
    old, young = await connections(), await connections()
    epoch = await outbox.take_lease(old)
    await tell(old, "cup", 1)
    await old.execute("UPDATE relay_lease SET epoch = epoch + 1 WHERE id = 1")
    with pytest.raises(outbox.Lost):
        await outbox.pass_on(old, Recorder().publish, epoch)
    assert await young.fetchval("SELECT count(*) FROM outbox") == 1


async def test_what_kafka_did_not_take_stays(connections: Any) -> None:
    connection = await connections()
    epoch = await outbox.take_lease(connection)
    await tell(connection, "cup", 1)

    async def refuse(_: Sequence[Message]) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await outbox.pass_on(connection, refuse, epoch)
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 1


async def test_a_second_relay_waits_until_the_first_is_gone(connections: Any) -> None:
    first, second = await connections(), await connections()
    epoch = await outbox.take_lease(first)
    waiting = asyncio.create_task(outbox.take_lease(second))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await first.close()
    assert await waiting == epoch + 1


async def test_what_was_taken_back_is_not_published_and_the_rest_is(connections: Any) -> None:
    connection, other = await connections(), await connections()
    epoch, recorder = await outbox.take_lease(connection), Recorder()
    for thing in ("cup", "jug"):
        await tell(connection, thing, 1)
    await outbox.take_back(connection, "harambee.tests", "things/cup")

    async def taken_back_meanwhile(messages: Sequence[Message]) -> None:
        await recorder.publish(messages)
        await outbox.take_back(other, "harambee.tests", "things/jug")

    with pytest.raises(outbox.Lost):
        await outbox.pass_on(connection, taken_back_meanwhile, epoch)
    await tell(connection, "jug", 2)
    await drain(connection, recorder, await outbox.take_lease(connection))
    assert recorder.seen == [("things/jug", 1), ("things/jug", 2)]
