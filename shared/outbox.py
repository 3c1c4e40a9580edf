"""From a committed change to Kafka: every event once in the table, at least once on the wire, in order per key.

The table is marked and deleted, read in order of `seq` in one snapshot, by one relay at a time. A cursor over `seq`
would lose what commits late, and a cursor over transaction ids inverts the order inside one key (see
docs/decisions/0004-outbox.md); this reads whatever is there, so neither can happen.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
import structlog
from prometheus_client import Counter, Gauge

from shared.bus import Message, Publisher, publisher
from shared.db import Driver, connect
from shared.envelope import Envelope

BATCH = 500
MOST_BYTES = 8 * 1024 * 1024
"""So many bytes of events are published at once, and the rest of the one that goes beyond."""
POLL_SECONDS = 1.0
WAKE_SECONDS = 0.005
CHANNEL = "outbox"
MANY = 100
"""From so many events on COPY is faster than a statement."""

_PUBLISHED = Counter("harambee_relay_published_total", "events acknowledged by Kafka", ["service"])
_WAITING = Gauge("harambee_outbox_oldest_seconds", "age of the oldest event that waits for Kafka", ["service"])

log = structlog.get_logger()

APPEND = """
INSERT INTO outbox (topic, key, attributes, data)
SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[])
"""

OLDEST = """
SELECT seq, topic, key, attributes, data FROM (
    SELECT *, sum(octet_length(data)) OVER (ORDER BY seq) - octet_length(data) AS before
    FROM (SELECT seq, topic, key, attributes, data FROM outbox ORDER BY seq LIMIT $1) oldest
) counted WHERE before < $2 ORDER BY seq
"""

Row = tuple[str, str, bytes, bytes]
"""Topic, key, attributes as a JSON object, data as JSON."""


async def append(connection: Driver, messages: Sequence[Message]) -> None:
    """Write events beside the change they tell of, in its transaction, in one round trip."""
    rows = [(one.topic, one.key, orjson.dumps(one.envelope.attributes), one.envelope.data) for one in messages]
    if len(rows) < MANY:
        await connection.execute(APPEND, *zip(*rows, strict=True))
    else:
        await append_many(connection, rows)


async def append_many(connection: Driver, rows: Sequence[Row]) -> None:
    """Write thousands of events, by COPY; for changes that are made by the thousand too."""
    await connection.copy_records_to_table("outbox", columns=["topic", "key", "attributes", "data"], records=rows)


async def take_back(connection: Driver, topic: str, key: str) -> None:
    """Remove the events of a key that have not been published, because what they say must not be known any more.

    A relay that is publishing one of them just then finds it gone, and starts over.
    """
    await connection.execute("DELETE FROM outbox WHERE topic = $1 AND key = $2", topic, key)


class Waker:
    """Tells the relay that there is something to do: after the commit, coalesced, never inside the transaction.

    NOTIFY inside a transaction takes a lock of the whole database at commit and costs a third of the commits.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._called = asyncio.Event()

    def wake(self) -> None:
        """Ask for a wake-up; many calls make one."""
        self._called.set()

    async def run(self) -> None:
        """Pass the calls on, at most one every few milliseconds."""
        async with _connection(self._url) as connection:
            while True:
                await self._called.wait()
                self._called.clear()
                await connection.execute(f"NOTIFY {CHANNEL}")
                await asyncio.sleep(WAKE_SECONDS)


class Lost(Exception):  # noqa: N818 - it is a state, not a fault
    """Another relay has taken over."""


class Relay:
    """Moves the outbox to Kafka for as long as it holds the lease; any error ends it, and a fresh one starts over."""

    def __init__(self, service: str, url: str, servers: str) -> None:
        self._service = service
        self._url = url
        self._servers = servers

    async def run(self) -> None:
        """Wait for the lease, then publish for ever."""
        async with _connection(self._url) as connection:
            epoch = await take_lease(connection)
            signal = asyncio.Event()
            await connection.add_listener(CHANNEL, lambda *_: signal.set())
            async with publisher(self._servers) as kafka:
                log.info("relay.started", epoch=epoch)
                while True:
                    while await self._pass_on(connection, kafka, epoch):
                        pass
                    _WAITING.labels(self._service).set(0)
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(POLL_SECONDS):
                            await signal.wait()
                    signal.clear()

    async def _pass_on(self, connection: Driver, kafka: Publisher, epoch: int) -> int:
        moved = await pass_on(connection, kafka.publish, epoch, on_oldest=_WAITING.labels(self._service).set)
        _PUBLISHED.labels(self._service).inc(moved)
        return moved


async def pass_on(
    connection: Driver,
    publish: Callable[[Sequence[Message]], Any],
    epoch: int,
    *,
    on_oldest: Callable[[float], None] | None = None,
) -> int:
    """Publish the oldest events, then delete them; give their number, at most BATCH, and fewer of large ones.

    No transaction is open while Kafka is asked. Raises Lost where a younger relay holds the lease.
    """
    rows = await connection.fetch(OLDEST, BATCH, MOST_BYTES)
    if not rows:
        return 0
    messages = [Message(row[1], row[2], Envelope(orjson.loads(row[3]), row[4])) for row in rows]
    if on_oldest:
        on_oldest(_age(messages[0].envelope))
    await publish(messages)
    deleted = await connection.execute(
        "DELETE FROM outbox WHERE seq = ANY($1) AND EXISTS (SELECT FROM relay_lease WHERE epoch = $2)",
        [row[0] for row in rows],
        epoch,
    )
    if deleted != f"DELETE {len(rows)}":
        raise Lost
    return len(rows)


def _age(envelope: Envelope) -> float:
    # The identity is a UUIDv7: its first 48 bits are the machine's milliseconds at which it was made.
    return max(0.0, time.time() - (envelope.id.int >> 80) / 1000)


async def take_lease(connection: Driver) -> int:
    """Wait until no other relay runs, and give the number that makes this one the youngest."""
    # Session lock: it ends with the connection, so a relay that was killed does not block the next.
    await connection.execute("SELECT pg_advisory_lock(hashtext('relay'))")
    epoch = await connection.fetchval(
        """
        INSERT INTO relay_lease (epoch) VALUES (1)
        ON CONFLICT (id) DO UPDATE SET epoch = relay_lease.epoch + 1 RETURNING epoch
        """
    )
    return int(epoch)


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[Driver]:
    connection = await connect(url)
    try:
        yield connection
    finally:
        await connection.close(timeout=2)
