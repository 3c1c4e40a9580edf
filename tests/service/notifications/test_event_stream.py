import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.notifications import queries
from services.notifications.api import log
from shared.auth import ANYONE
from tests.service.notifications.facts import actor
from tests.service.notifications.stage import Stage
from tests.service.notifications.streams import Follow
from tests.serving import authorization


def said(events: list[dict[str, Any]]) -> list[str]:
    return [event["data"]["names"]["en"] for event in events]


async def test_a_stream_gives_what_was_and_what_comes(stage: Stage, follow: Follow) -> None:
    await stage.hear(actor("before"))
    async with follow() as stream:
        assert stream.response.headers["content-type"].startswith("text/event-stream")
        assert said(await stream.take(1)) == ["before"]
        await stage.hear(actor("while 1"), actor("while 2"))
        assert said(await stream.take(2)) == ["while 1", "while 2"]


async def test_a_client_that_comes_back_misses_nothing_and_gets_nothing_twice(stage: Stage, follow: Follow) -> None:
    await stage.hear(*(actor(str(number)) for number in range(3)))
    async with follow() as stream:
        last = (await stream.take(2))[-1]["position"]
    await stage.hear(actor("meanwhile"))
    async with follow({"Last-Event-ID": str(last)}) as stream:
        assert said(await stream.take(2)) == ["2", "meanwhile"]
    async with follow(after=last) as stream:
        assert said(await stream.take(2)) == ["2", "meanwhile"]
    async with follow({"Last-Event-ID": "3"}, after=1) as stream:
        assert said(await stream.take(1)) == ["meanwhile"]


async def test_a_stream_keeps_to_its_filters_and_grants(stage: Stage, follow: Follow) -> None:
    await stage.hear(
        actor("Ghana", country="GH", regions=[]), actor("secret", audience=f"actor:{uuid4()}"), actor("Kenya")
    )
    async with follow(principal=authorization(ANYONE), country="KE") as stream:
        assert said(await stream.take(1)) == ["Kenya"]
        await stage.hear(actor("secret too", audience="country:KE"), actor("Ghana again", country="GH"), actor("open"))
        assert said(await stream.take(1)) == ["open"]


async def test_large_events_come_a_few_at_once(stage: Stage, follow: Follow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_BYTES", 5000)
    await stage.hear(*(actor(str(number) * 2000) for number in range(8)))
    async with follow() as stream:
        assert [event["position"] for event in await stream.take(8)] == list(range(1, 9))


async def test_a_client_that_does_not_read_holds_up_nobody(stage: Stage, follow: Follow) -> None:
    long = "x" * 2000
    async with follow() as frozen, follow() as reading:
        for batch in range(10):
            await stage.hear(*(actor(f"{long} {batch} {number}") for number in range(200)))
        assert [event["position"] for event in await reading.take(2000)] == list(range(1, 2001))
        assert [event["position"] for event in await frozen.take(2000)] == list(range(1, 2001))


async def test_a_stream_that_nobody_reads_ends_and_can_be_taken_up_again(
    stage: Stage, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "PATIENCE_SECONDS", 0.2)
    for _ in range(10):
        await stage.hear(*(actor("x" * 10_000) for _ in range(200)))
    async with follow() as stream:
        await asyncio.sleep(3)  # until what lies between is full, and for a while after
        with pytest.raises((AssertionError, httpx.RemoteProtocolError)):
            await stream.take(2001)
        last = stream.last
    assert 0 < last < 2000
    async with follow(after=last) as stream:
        assert [event["position"] for event in await stream.take(2000 - last)] == list(range(last + 1, 2001))


async def test_a_stream_ends_after_a_while_so_that_the_credential_is_checked_again(
    stage: Stage, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "STREAM_SECONDS", 0.2)
    monkeypatch.setattr(log, "HEARTBEAT_SECONDS", 0.1)
    async with follow() as stream, asyncio.timeout(10):
        text = await stream.response.aread()
    assert b": still here\n\n" in text
    assert all(block.startswith(b":") for block in text.split(b"\n\n") if block), "there is nothing without data"


async def test_when_to_come_back_stands_in_the_first_block_that_has_data(
    stage: Stage, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "STREAM_SECONDS", 0.3)
    monkeypatch.setattr(log, "HEARTBEAT_SECONDS", 0.1)
    await stage.hear(actor("one"), actor("two"))
    async with follow(after=0) as stream, asyncio.timeout(10):
        text = await stream.response.aread()
    first, second, *_ = [block for block in text.split(b"\n\n") if not block.startswith(b":")]
    assert [line.partition(b":")[0] for line in first.split(b"\n")] == [b"retry", b"id", b"data"]
    assert [line.partition(b":")[0] for line in second.split(b"\n")] == [b"id", b"data"]


async def test_a_position_that_is_none_is_refused(stage: Stage) -> None:
    answer = await stage.client.get("/v1/events/stream", headers={"Last-Event-ID": "last"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["in"] == "header"
