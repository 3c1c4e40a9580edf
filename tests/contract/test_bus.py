"""What the rest relies on in Kafka, on the real one."""

import asyncio
from collections import defaultdict
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from shared.bus import Message, Subscriber, ensure_topics, publisher, subscriber
from shared.envelope import Envelope, Topic
from tests.events import envelope


def a_topic() -> Topic:
    return Topic(f"harambee.tests.{uuid4().hex[:8]}", days=1)


def story(topic: Topic, things: int, versions: int) -> list[Message]:
    return [
        Message(topic.name, one.subject, one)
        for version in range(1, versions + 1)
        for one in (envelope(f"thing-{number}", version) for number in range(things))
    ]


async def read(reader: Subscriber, count: int) -> list[Envelope]:
    found: list[Envelope] = []
    async with asyncio.timeout(30):
        while len(found) < count:
            found += await reader.take(100)
            await reader.applied()
    return found


async def test_everything_arrives_once_and_in_order_per_key(kafka: str) -> None:
    topic = a_topic()
    await ensure_topics(kafka, [topic])
    sent = story(topic, things=40, versions=25)
    async with publisher(kafka) as outgoing, subscriber(kafka, group=topic.name, topics=[topic.name]) as reader:
        await outgoing.publish(sent)
        found = await read(reader, len(sent))
    versions = defaultdict(list)
    for one in found:
        versions[one.subject].append(one.sequence)
    assert set(map(tuple, versions.values())) == {tuple(range(1, 26))}
    assert {one.id for one in found} == {message.envelope.id for message in sent}


async def test_a_group_goes_on_where_it_stopped(kafka: str) -> None:
    topic = a_topic()
    await ensure_topics(kafka, [topic])
    async with publisher(kafka) as outgoing:
        await outgoing.publish(story(topic, things=3, versions=1))
        async with subscriber(kafka, group=topic.name, topics=[topic.name]) as reader:
            await read(reader, 3)
        await outgoing.publish(story(topic, things=2, versions=1))
        async with subscriber(kafka, group=topic.name, topics=[topic.name]) as reader:
            assert len(await read(reader, 2)) == 2
            assert await reader.take(10) == []
            assert await reader.lag() == 0


async def test_what_is_no_event_is_passed_over(kafka: str) -> None:
    topic = a_topic()
    await ensure_topics(kafka, [topic])
    stranger = AIOKafkaProducer(bootstrap_servers=kafka)
    await stranger.start()
    await stranger.send_and_wait(topic.name, b"hello", b"things/1")
    await stranger.stop()
    async with publisher(kafka) as outgoing, subscriber(kafka, group=topic.name, topics=[topic.name]) as reader:
        await outgoing.publish(story(topic, things=1, versions=1))
        assert len(await read(reader, 1)) == 1


async def test_making_topics_twice_is_no_fault(kafka: str) -> None:
    topics = [a_topic(), a_topic()]
    await asyncio.gather(ensure_topics(kafka, topics), ensure_topics(kafka, topics))
    await ensure_topics(kafka, topics)


async def test_a_compacted_topic_keeps_the_last_event_of_each_thing(kafka: str) -> None:
    topic = Topic(f"harambee.tests.{uuid4().hex[:8]}", days=None, compacted=True)
    await ensure_topics(kafka, [topic])
    wanted = dict.fromkeys(["cleanup.policy", "max.compaction.lag.ms", "segment.ms"])
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    settings: dict[str, str] = {}
    async with asyncio.timeout(30):
        while not settings:  # the broker that is asked may not know of it yet
            [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name, wanted)])
            settings = {entry[0]: entry[1] for entry in answer.resources[0][4]}
    await admin.close()
    assert settings["cleanup.policy"] == "compact"
    assert int(settings["max.compaction.lag.ms"]) + int(settings["segment.ms"]) == 8 * 86_400_000
