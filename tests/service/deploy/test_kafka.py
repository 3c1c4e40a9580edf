import base64
import shutil

import pytest

from deploy.local import kafka as local
from shared.bus import ensure_topics, subscriber
from shared.envelope import Topic
from tests.servers import make_kafka


async def test_a_topic_is_made_once_and_can_be_read(kafka):
    topic = Topic("test.deploy", days=None)
    await ensure_topics(kafka, [topic])
    await ensure_topics(kafka, [topic])

    async with subscriber(kafka, group="test.deploy", topics=["test.deploy"]) as reader:
        assert await reader.take(10) == []


@pytest.mark.parametrize("cluster", ["-0yGbH7sRVqrW3yFTg0n1A", "--2F0x9wQkGJm8yXb7Z1Dw"])
def test_data_are_made_under_an_identity_that_begins_with_a_hyphen(tmp_path, monkeypatch, cluster):
    monkeypatch.setattr(local, "new_cluster_id", lambda: cluster)
    server = make_kafka(tmp_path)
    server.prepare()
    made = (tmp_path / "kafka" / "data" / "meta.properties").read_text()
    assert f"cluster.id={cluster}" in made.splitlines()
    shutil.rmtree(tmp_path / "kafka")


def test_every_identity_is_sixteen_bytes_and_handed_over_in_one_word(tmp_path):
    identities = [local.new_cluster_id() for _ in range(20_000)]
    assert any(one.startswith("-") for one in identities)
    assert {len(base64.urlsafe_b64decode(one + "==")) for one in identities} == {16}
    for one in identities:
        assert [word for word in local._format(tmp_path, one) if str(word).endswith(one)] == [f"--cluster-id={one}"]
