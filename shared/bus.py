"""Kafka: the one place that knows aiokafka."""

import asyncio
import heapq
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    CommitFailedError,
    IllegalStateError,
    KafkaError,
    RebalanceInProgressError,
    TopicAlreadyExistsError,
    for_code,
)
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.envelope import LARGEST, Envelope, Topic

PARTITIONS = 12
"""Fixed from the first day: changing it breaks the order inside a key."""

COPIES = 3
"""Of each topic, as far as there are brokers."""

FOR_GOOD = "-1"
DAY = 86_400_000
COMPACTION = {"cleanup.policy": "compact", "max.compaction.lag.ms": str(7 * DAY), "segment.ms": str(DAY)}
"""What a newer event of the same thing has overtaken is gone after 8 days, in a partition that goes on getting any."""

ACK_SECONDS = 15
COMMIT_SECONDS = 0.25

log = structlog.get_logger()

BusError = KafkaError


@dataclass(frozen=True, slots=True)
class Message:
    """One event for one topic."""

    topic: str
    key: str
    envelope: Envelope


class Publisher:
    """Sends messages in order and waits until the brokers have them all."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._counts: dict[str, int] = {}

    async def publish(self, messages: Sequence[Message]) -> None:
        """Send a batch; any error means that an unknown part of it was sent, and that this publisher is spent."""
        async with asyncio.timeout(ACK_SECONDS):
            acks = [
                await self._producer.send_batch(batch, topic, partition=partition)
                for topic, partition, batch in await self._batches(messages)
            ]
            await asyncio.gather(*acks)

    async def _batches(self, messages: Sequence[Message]) -> list[tuple[str, int, BatchBuilder]]:
        """Pack messages into record batches, a few for each partition: one future for hundreds of messages."""
        open_batches: dict[tuple[str, int], BatchBuilder] = {}
        full: list[tuple[str, int, BatchBuilder]] = []
        for message in messages:
            key = message.key.encode()
            place = (message.topic, await self._partition(message.topic, key))
            record = {"key": key, "value": message.envelope.data, "headers": message.envelope.to_kafka()}
            batch = open_batches.get(place) or open_batches.setdefault(place, self._producer.create_batch())
            if batch.append(**record, timestamp=None) is None:
                full.append((*place, batch))
                batch = open_batches[place] = self._producer.create_batch()
                if batch.append(**record, timestamp=None) is None:
                    raise ValueError(f"{message.key} is larger than a batch may be")
        return full + [(*place, batch) for place, batch in open_batches.items()]

    async def _partition(self, topic: str, key: bytes) -> int:
        # CRC-32, as librdkafka's default: every relay puts a key where all others put it.
        count = self._counts.get(topic)
        if count is None:
            count = self._counts[topic] = len(await self._producer.partitions_for(topic))
        return zlib.crc32(key) % count


@asynccontextmanager
async def publisher(servers: str) -> AsyncIterator[Publisher]:
    """Open a publisher: idempotent, all replicas acknowledge."""
    producer = AIOKafkaProducer(
        bootstrap_servers=servers, enable_idempotence=True, acks="all", max_batch_size=LARGEST + 64 * 1024, linger_ms=0
    )
    await producer.start()
    try:
        yield Publisher(producer)
    finally:
        # A broken idempotent producer waits for acknowledgements that never come.
        async with asyncio.timeout(ACK_SECONDS):
            await producer.stop()


class _Handover(ConsumerRebalanceListener):  # type: ignore[misc]
    """Commits before partitions go to somebody else, so that the next owner starts after what was applied."""

    def __init__(self, subscriber: "Subscriber") -> None:
        self._subscriber = subscriber

    async def on_partitions_revoked(self, revoked: list[Any]) -> None:
        """Commit what was applied; a batch that is still running is read again by the next owner."""
        if revoked:
            await self._subscriber.commit()

    async def on_partitions_assigned(self, assigned: list[Any]) -> None:
        """Nothing to do: reading starts at the committed offsets."""


class Subscriber:
    """Reads topics as a member of a group; offsets are committed by hand, after the effect."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer
        self._read: dict[TopicPartition, int] = {}
        self._applied: dict[TopicPartition, int] = {}
        self._committed_at = 0.0

    async def take(self, most: int) -> list[Envelope]:
        """Wait for the next messages, `most` at once; empty after a second.

        In order inside each partition, and what came together from several is merged by identity, which is by time.
        """
        found = await self._consumer.getmany(timeout_ms=1000, max_records=most)
        self._read = {partition: records[-1].offset + 1 for partition, records in found.items() if records}
        partitions = [[one for record in records if (one := _read(record))] for records in found.values()]
        return list(heapq.merge(*partitions, key=lambda one: one.attributes["id"]))

    async def applied(self) -> None:
        """Say that what was taken last has had its effect; commits at most every quarter of a second.

        What is read twice because of that has no effect twice: the inbox knows it.
        """
        self._applied.update(self._read)
        now = asyncio.get_running_loop().time()
        if now - self._committed_at >= COMMIT_SECONDS:
            await self.commit()
            self._committed_at = now

    async def commit(self) -> None:
        """Commit the offsets of what was applied; a rebalance in between means that others will read it again."""
        offsets, self._applied = self._applied, {}
        if not offsets:
            return
        try:
            await self._consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError, RebalanceInProgressError):
            return

    async def lag(self) -> int:
        """Count the messages that wait in the partitions of this member."""
        waiting = 0
        for partition in self._consumer.assignment():
            end = self._consumer.highwater(partition)
            if end is not None:
                waiting += max(0, end - await self._consumer.position(partition))
        return waiting


def _read(record: ConsumerRecord[bytes, bytes]) -> Envelope | None:
    try:
        return replace(Envelope.from_kafka(record.headers, record.value), topic=record.topic)
    except ValueError as error:  # somebody else wrote into our topic; it is not an event, so nothing waits for it
        log.error("bus.not_an_event", topic=record.topic, offset=record.offset, error=str(error))  # noqa: TRY400
        return None


@asynccontextmanager
async def subscriber(servers: str, *, group: str, topics: Sequence[str]) -> AsyncIterator[Subscriber]:
    """Join a group that reads `topics` from their start."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=500,
        max_poll_interval_ms=600_000,
    )
    reader = Subscriber(consumer)
    consumer.subscribe(topics=list(topics), listener=_Handover(reader))
    await consumer.start()
    try:
        yield reader
        await reader.commit()
    finally:
        await consumer.stop()


async def ensure_topics(servers: str, topics: Sequence[Topic]) -> None:
    """Make the topics that are missing."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        known = set(await admin.list_topics())
        copies = min(COPIES, len((await admin.describe_cluster())["brokers"]))
        await asyncio.gather(*(_create(admin, topic, copies) for topic in topics if topic.name not in known))
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, topic: Topic, copies: int) -> None:
    retention = FOR_GOOD if topic.days is None else str(topic.days * DAY)
    settings = {"retention.ms": retention, **(COMPACTION if topic.compacted else {})}
    wanted = NewTopic(topic.name, PARTITIONS, copies, topic_configs=settings)
    answer = await admin.create_topics([wanted])
    for _, code, *_ in answer.topic_errors:
        if code not in {0, TopicAlreadyExistsError.errno}:  # another service may be quicker
            raise for_code(code)(f"topic {topic.name} could not be made")
