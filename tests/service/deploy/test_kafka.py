from shared.bus import ensure_topics, subscriber
from shared.envelope import Topic


async def test_a_topic_is_made_once_and_can_be_read(kafka):
    topic = Topic("test.deploy", days=None)
    await ensure_topics(kafka, [topic])
    await ensure_topics(kafka, [topic])

    async with subscriber(kafka, group="test.deploy", topics=["test.deploy"]) as reader:
        assert await reader.take(10) == []
