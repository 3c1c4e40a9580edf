"""How fast events travel: relay, consumer, and from commit to effect.

Each figure stands beside the obvious way to do the same, in one run on one machine; only the ratio is worth keeping.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import orjson
from aiokafka import AIOKafkaProducer
from sqlalchemy import text

from shared import outbox
from shared.auth import service_principal
from shared.bus import Message, ensure_topics, publisher
from shared.clock import Clock
from shared.consuming import Consumer, Intake, Received
from shared.db import Driver, connect, create_engine, create_sessions, driver
from shared.envelope import EVERYBODY, Envelope, Event, Topic, enveloped
from shared.outbox import Relay, Waker
from shared.unit_of_work import ServiceResources, UnitOfWork, unit_of_work

RELAYED = 60_000
RELAYED_NAIVELY = 1_000
CONSUMED = 60_000
TIMED = 2_000
PER_SECOND = 200
THINGS = 2_000
PADDING = "x" * 250

TOPIC = Topic(f"bench.{uuid4().hex[:8]}", days=1)


class ThingMeasured(Event, type="harambee.thing.measured.v1", topic=TOPIC, collection="things", audiences=EVERYBODY):
    """A thing was measured."""

    value: float
    padding: str = PADDING


def events(count: int) -> list[Envelope]:
    """Make events of about 400 bytes about many things."""
    clock = Clock()
    return [
        enveloped(
            ThingMeasured(id=str(number % THINGS), value=number),
            source="bench",
            time=clock.now(),
            sequence=number // THINGS + 1,
            country="KE",
        )
        for number in range(count)
    ]


async def fill(connection: Driver, count: int) -> None:
    """Put events into the outbox."""
    waiting = events(count)
    for start in range(0, count, 5000):
        part = [Message(TOPIC.name, one.subject, one) for one in waiting[start : start + 5000]]
        await outbox.append(connection, part)


async def relay_rate(connection: Driver, servers: str) -> float:
    """Drain the outbox as the relay does; give events per second."""
    await fill(connection, RELAYED)
    epoch = await outbox.take_lease(connection)
    async with publisher(servers) as kafka:
        await kafka.publish([Message(TOPIC.name, "warm", events(1)[0])])
        started = time.perf_counter()
        while await outbox.pass_on(connection, kafka.publish, epoch):
            pass
        return RELAYED / (time.perf_counter() - started)


async def naive_relay_rate(connection: Driver, servers: str) -> float:
    """Drain the outbox one by one, each sent, awaited and deleted; give events per second."""
    await fill(connection, RELAYED_NAIVELY)
    producer = AIOKafkaProducer(bootstrap_servers=servers, enable_idempotence=True, acks="all")
    await producer.start()
    try:
        started = time.perf_counter()
        while rows := await connection.fetch("SELECT seq, key, attributes, data FROM outbox ORDER BY seq LIMIT 100"):
            for row in rows:
                headers = Envelope(orjson.loads(row["attributes"]), row["data"]).to_kafka()
                await producer.send_and_wait(TOPIC.name, row["data"], row["key"].encode(), headers=headers)
                await connection.execute("DELETE FROM outbox WHERE seq = $1", row["seq"])
        return RELAYED_NAIVELY / (time.perf_counter() - started)
    finally:
        await producer.stop()


UPSERT = """
INSERT INTO measured (thing, version, value)
SELECT DISTINCT ON (thing) * FROM unnest($1::text[], $2::bigint[], $3::float8[]) AS row (thing, version, value)
ORDER BY thing, version DESC
ON CONFLICT (thing) DO UPDATE SET version = excluded.version, value = excluded.value
WHERE measured.version < excluded.version
"""


def measuring(effects: list[tuple[float, float]] | None = None) -> Consumer:
    """Make a consumer that keeps the newest value of each thing, set-based as all of ours are."""
    consumer = Consumer(f"bench-{uuid4().hex[:8]}")

    @consumer.on(ThingMeasured, needs=ThingMeasured)
    async def measure(uow: UnitOfWork, received: Sequence[Received[ThingMeasured]]) -> None:
        connection = await driver(await uow.session.connection())
        await connection.execute(
            UPSERT,
            [str(one.data.id) for one in received],
            [one.envelope.sequence for one in received],
            [one.data.value for one in received],
        )
        if effects is not None:
            now = time.time()
            effects.extend((one.data.value, now) for one in received)

    return consumer


@asynccontextmanager
async def resources(url: str) -> AsyncIterator[tuple[ServiceResources, Waker]]:
    """Open what units of work share, and wake the relay."""
    engine = create_engine(url, pool_size=5)
    waker = Waker(url)
    async with engine.begin() as connection:
        table = "CREATE TABLE IF NOT EXISTS measured (thing text PRIMARY KEY, version bigint, value float8)"
        await connection.execute(text(table))
    yield ServiceResources("bench", create_sessions(engine), Clock(), waker), waker
    await engine.dispose()


async def consumer_rate(url: str, servers: str) -> float:
    """Consume what the relay left in Kafka, with inbox and effect in batches; give events per second."""
    async with resources(url) as (shared, _):
        consumer = measuring()
        applied = 0
        intake = Intake(consumer, shared, servers)
        real = intake.take_in
        done = asyncio.Event()
        started = 0.0

        async def counted(envelopes: Sequence[Envelope]) -> None:
            nonlocal applied, started
            started = started or time.perf_counter()
            await real(envelopes)
            applied += len(envelopes)
            if applied >= CONSUMED:
                done.set()

        intake.take_in = counted  # type: ignore[method-assign]
        running = asyncio.create_task(intake.run())
        await done.wait()
        seconds = time.perf_counter() - started
        running.cancel()
        return applied / seconds


async def measure_once(shared: ServiceResources, value: float) -> None:
    """Commit one event."""
    async with unit_of_work(shared, service_principal("bench")) as uow:
        uow.emit(ThingMeasured(id=f"timed-{value % 50}", value=value), sequence=abs(int(value)))


async def latencies(url: str, servers: str) -> list[float]:
    """Commit events at a steady rate; give the milliseconds from each commit to the commit of its effect's batch."""
    effects: list[tuple[float, float]] = []
    commits: dict[float, float] = {}
    async with resources(url) as (shared, waker), asyncio.TaskGroup() as group:
        intake = Intake(measuring(effects), shared, servers)
        loops = [group.create_task(one) for one in (waker.run(), Relay("bench", url, servers).run(), intake.run())]
        await measure_once(shared, -1.0)
        while not any(value == -1.0 for value, _ in effects):  # it first reads what is old
            await asyncio.sleep(0.1)
        for number in range(TIMED):
            await asyncio.sleep(1 / PER_SECOND)
            await measure_once(shared, 1e9 + number)
            commits[1e9 + number] = time.time()
        while len([value for value, _ in effects if value in commits]) < TIMED:
            await asyncio.sleep(0.1)
        for loop in loops:
            loop.cancel()
    return [1000 * (at - commits[value]) for value, at in effects if value in commits]


async def run(url: str, servers: str) -> dict[str, Any]:
    """Measure all; figures are events per second and milliseconds."""
    await ensure_topics(servers, [TOPIC])
    times = await latencies(url, servers)  # first: the disk is not yet busy with what the others leave
    connection = await connect(url)
    naive = await naive_relay_rate(connection, servers)
    relays = [await relay_rate(connection, servers) for _ in range(3)]
    await connection.close()
    consumers = [await consumer_rate(url, servers) for _ in range(3)]
    hundredths = quantiles(times, n=100)
    return {
        "relay_events_per_second": round(median(relays)),
        "naive_relay_events_per_second": round(naive),
        "relay_to_naive": round(median(relays) / naive, 1),
        "consumer_events_per_second": round(median(consumers)),
        "commit_to_effect_ms_p50": round(hundredths[49], 2),
        "commit_to_effect_ms_p95": round(hundredths[94], 2),
        "commit_to_effect_ms_p99": round(hundredths[98], 2),
        "commit_to_effect_events": len(times),
    }
