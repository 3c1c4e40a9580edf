"""Webhooks that fail, are silent, ended or repaired: nobody else waits, nothing is lost, little is repeated."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

import orjson
import pytest
from aiohttp import web

from services.notifications.channels.email import Mailer
from services.notifications.events import TOPIC
from services.notifications.rules.suspensions import suspension_letter
from services.notifications.rules.webhooks import retry_after
from services.notifications.workers.suspensions import tell_contacts_once
from shared.background import running
from shared.envelope import Envelope
from shared.service import Part
from tests.service.notifications.facts import actor
from tests.service.notifications.post_office import PostOffice
from tests.service.notifications.receivers import open_receiver
from tests.service.notifications.stage import PUBLIC_URL, SENDER, Stage, eventually
from tests.service.notifications.webhooks import ACTORS, NOW, deliveries, names


@asynccontextmanager
async def open_silent() -> AsyncIterator[str]:
    """Open an address that takes connections and never answers."""
    held = []

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)
        await reader.read()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    finally:
        server.close()
        for writer in held:
            writer.close()


async def test_the_silence_of_nine_costs_a_healthy_one_nothing(delivering: Stage, receive: Callable[..., Any]) -> None:
    async with AsyncExitStack() as opened:
        for _ in range(9):
            url = await opened.enter_async_context(open_silent())
            made = await delivering.client.post("/v1/subscriptions", json={"url": url, "types": ACTORS})
            assert made.status_code == 201
        receiver, _ = await receive()
        await delivering.hear(*(actor(str(number)) for number in range(50)))
        await asyncio.sleep(1)  # by now all nine hold all the connections that they get
        began = time.monotonic()
        await delivering.hear(actor("urgent"))
        await names(receiver, 51)
        assert time.monotonic() - began < 5


async def test_one_that_does_not_answer_is_left_alone_then_tried_with_one_event(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    receiver, address = await receive()
    async with open_receiver() as closed:
        dead = closed.url
    await delivering.client.patch(address, json={"url": dead}, headers={"If-Match": "*"})
    await delivering.hear(*(actor(str(number)) for number in range(20)))

    async def shown() -> dict[str, Any]:
        found: dict[str, Any] = (await delivering.client.get(address)).json()
        return found

    paused = await eventually(shown, lambda found: bool(found["paused_until"]))
    assert paused["status"] == "active"
    tried = [one for one in await deliveries(delivering, address) if one["attempts"]]
    assert 1 <= len(tried) <= 8
    await delivering.change("UPDATE subscriptions SET paused_until = now()")
    await delivering.change(NOW)
    await eventually(shown, lambda found: bool(found["paused_until"]))
    again = [one for one in await deliveries(delivering, address) if len(one["attempts"]) > 1]
    assert len(again) <= 1
    await delivering.client.patch(address, json={"url": receiver.url}, headers={"If-Match": "*"})
    assert sorted(await names(receiver, 20), key=int) == [str(number) for number in range(20)]  # at once


async def test_a_date_in_retry_after_counts_and_the_whole_webhook_waits(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    throttled = True

    def answering(_: dict[str, Any]) -> web.Response | None:
        until = datetime.now(UTC) + timedelta(hours=2)
        return (
            web.Response(status=429, headers={"Retry-After": format_datetime(until, usegmt=True)})
            if throttled
            else None
        )

    receiver, address = await receive(answering=answering)
    await delivering.hear(actor("one"))
    await eventually(lambda: deliveries(delivering, address), lambda found: bool(found and found[0]["attempts"]))
    throttled = False
    await delivering.hear(actor("of another subject"))
    await asyncio.sleep(0.7)
    assert receiver.accepted == []
    ((waits,),) = await delivering.rows("SELECT paused_until - now() > interval '119 minutes' FROM subscriptions")
    assert waits
    answer = await delivering.client.patch(address, json={"status": "suspended"}, headers={"If-Match": "*"})
    assert answer.status_code == 200
    await delivering.client.patch(address, json={"status": "active"}, headers={"If-Match": "*"})
    assert sorted(await names(receiver, 2)) == ["of another subject", "one"]  # a resume tries at once


async def test_an_ended_webhook_gets_nothing_more_of_what_is_on_its_way(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    receiver, address = await receive()

    async def think() -> None:
        await asyncio.sleep(0.1)

    receiver.before_answer = think
    thing = uuid4()
    await delivering.hear(*(actor(str(number), thing, number + 1) for number in range(100)))
    await names(receiver, 3)
    assert (await delivering.client.delete(address, headers={"If-Match": "*"})).status_code == 200
    await asyncio.sleep(0.4)
    came = len(receiver.came)
    assert came < 20
    await asyncio.sleep(0.5)
    assert len(receiver.came) == came


async def test_what_was_delivered_is_written_down_as_it_goes(stage: Stage) -> None:
    async with open_receiver() as receiver:
        made = await stage.client.post("/v1/subscriptions", json={"url": receiver.url, "types": ACTORS})
        receiver.secret = made.json()["secret"]

        async def think() -> None:
            await asyncio.sleep(0.02)

        receiver.before_answer = think
        thing = uuid4()
        await stage.hear(*(actor(str(number), thing, number + 1) for number in range(150)))
        async with running(stage.service.loops(stage.shared, [Part.WORKER])):
            await names(receiver, 60)
            ((written,),) = await stage.rows("SELECT count(*) FROM deliveries WHERE state = 'delivered'")
            assert written >= 40  # a process that is killed now repeats the rest alone


async def test_events_about_its_own_failing_do_not_go_to_a_webhook(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    receiver, address = await receive(types=[], answering=lambda _: web.Response(status=500))
    other, _ = await receive(types=["harambee.delivery.*"])
    await delivering.hear(actor("never"))
    for tries in range(1, 10):
        await eventually(
            lambda: deliveries(delivering, address),
            lambda found, n=tries: bool(found and len(found[0]["attempts"]) >= n),
        )
        await delivering.change(NOW)
    (failure,) = await eventually(lambda: delivering.announced("delivery.failed"), bool)
    rows = await delivering.rows("SELECT attributes, data FROM outbox ORDER BY seq")
    await delivering.hear(*(Envelope(orjson.loads(attributes), data, TOPIC.name) for attributes, data in rows))

    async def ask() -> list[dict[str, Any]]:
        return other.accepted

    await eventually(ask, lambda found: any(one["id"] == failure["id"] for one in found))
    await asyncio.sleep(0.5)
    assert failure["id"] not in {headers["webhook-id"] for headers, _ in receiver.came}


async def test_after_several_events_failed_it_is_suspended_and_its_contact_told(
    delivering: Stage, receive: Callable[..., Any], office: PostOffice
) -> None:
    _, address = await receive(answering=lambda _: web.Response(status=500), contact="operations@aims.example")
    await delivering.hear(*(actor(str(number)) for number in range(4)))

    async def shown() -> dict[str, Any]:
        found: dict[str, Any] = (await delivering.client.get(address)).json()
        return found

    for tries in range(1, 10):
        await eventually(
            lambda: deliveries(delivering, address),
            lambda found, n=tries: len(found) == 4 and all(len(one["attempts"]) >= n for one in found),
        )
        assert (await shown())["status"] == "active"
        await delivering.change(NOW)
    found = await eventually(shown, lambda found: found["status"] == "suspended")
    assert "events failed" in found["reason"]
    (told,) = await delivering.announced("subscription.suspended")
    assert "contact" not in told["data"]
    mailer = Mailer(office.url, SENDER)
    await tell_contacts_once(delivering.shared, mailer, PUBLIC_URL)
    await tell_contacts_once(delivering.shared, mailer, PUBLIC_URL)
    (mail,) = office.mails
    assert mail["To"] == "operations@aims.example"
    assert found["id"] in str(mail)


def test_the_mail_names_the_host_of_an_address_and_nothing_of_it_that_may_be_secret() -> None:
    letter = suspension_letter("https://user.example/hook?token=private", "0198", "It answered 410 Gone", PUBLIC_URL)
    assert "user.example" in letter.subject
    assert "private" not in f"{letter}"


@pytest.mark.parametrize("header", ["", "soon", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", "9999999999999"])
def test_a_retry_after_that_says_nothing_is_none(header: str) -> None:
    assert retry_after(header, datetime(2026, 11, 27, tzinfo=UTC)) is None
