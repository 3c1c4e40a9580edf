import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web

from services.notifications import queries
from shared.auth import Grant, Kind, Principal, Role
from shared.background import running
from shared.service import Part
from tests.service.notifications.facts import actor
from tests.service.notifications.receivers import open_receiver
from tests.service.notifications.stage import Stage, eventually
from tests.service.notifications.webhooks import ACTORS, NOW, deliveries, names
from tests.serving import coordinator


async def test_events_come_signed_complete_and_in_order(delivering: Stage, receive: Callable[..., Any]) -> None:
    await delivering.hear(actor("before it subscribed"))
    receiver, address = await receive()
    told = [actor(str(number)) for number in range(20)]
    await delivering.hear(*told)
    assert sorted(await names(receiver, 20), key=int) == [str(number) for number in range(20)]
    expected = {str(one.id): one.structured() for one in told}
    for headers, _ in receiver.came:
        assert headers["webhook-id"] in expected
        assert headers["Content-Type"].startswith("application/cloudevents+json")
    for event in receiver.accepted:
        assert expected[event["id"]] == {name: value for name, value in event.items() if name != "position"}
    done = await eventually(lambda: deliveries(delivering, address, state="delivered"), lambda found: len(found) == 20)
    assert [one["position"] for one in done] == list(range(21, 1, -1))
    assert {attempt["status"] for one in done for attempt in one["attempts"]} == {204}


async def test_large_events_are_sent_a_few_at_once(
    delivering: Stage, receive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_BYTES", 5000)
    receiver, address = await receive()
    thing = uuid4()
    await delivering.hear(*(actor(str(number) * 2000, thing, number) for number in range(8)))
    assert await names(receiver, 8) == [str(number) * 2000 for number in range(8)]
    await eventually(lambda: deliveries(delivering, address, state="delivered"), lambda found: len(found) == 8)


async def test_a_webhook_gets_what_its_filters_and_its_holders_grants_allow(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    everything, _ = await receive()
    of_kenya, _ = await receive(countries=["KE"])
    of_the_region, _ = await receive(regions=["ECOWAS"])
    by_kenya, _ = await receive(coordinator("KE"))
    eac = Grant(role=Role.OBSERVER, region="EAC", countries=("KE", "UG"))
    by_eac, _ = await receive(Principal(id="eac", kind=Kind.CLIENT, grants=(eac,)))
    await delivering.hear(
        actor("open"),
        actor("Kenya's", audience="country:KE"),
        actor("Ghana's", country="GH", regions=["ECOWAS"], audience="country:GH"),
        actor("EAC's", country=None, audience="region:EAC"),
        actor("one actor's", audience=f"actor:{uuid4()}"),
        actor("the end", regions=["EAC", "ECOWAS"]),
    )
    whole = ["open", "Kenya's", "Ghana's", "EAC's", "one actor's", "the end"]
    assert sorted(await names(everything, 6)) == sorted(whole)
    assert sorted(await names(of_kenya, 4)) == sorted(["open", "Kenya's", "one actor's", "the end"])
    assert sorted(await names(of_the_region, 2)) == sorted(["Ghana's", "the end"])
    assert sorted(await names(by_kenya, 3)) == sorted(["open", "Kenya's", "the end"])
    assert sorted(await names(by_eac, 4)) == sorted(["open", "Kenya's", "EAC's", "the end"])


async def test_what_follows_an_event_that_was_not_taken_waits_and_nothing_else_does(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    failing = True

    def answering(event: dict[str, Any]) -> web.Response | None:
        return web.Response(status=500, text="not now") if failing and event["data"]["names"]["en"] == "A1" else None

    receiver, address = await receive(answering=answering)
    thing = uuid4()
    await delivering.hear(actor("A1", thing, 1), actor("A2", thing, 2), actor("B"))
    assert await names(receiver, 1) == ["B"]
    await delivering.hear(actor("A3", thing, 3), actor("C"))
    assert await names(receiver, 2) == ["B", "C"]
    waiting = await eventually(lambda: deliveries(delivering, address, state="pending"), lambda found: len(found) == 3)
    assert [len(one["attempts"]) > 0 for one in waiting] == [False, False, True]
    assert waiting[-1]["attempts"][0]["status"] == 500
    failing = False
    await delivering.change(NOW)
    assert await names(receiver, 5) == ["B", "C", "A1", "A2", "A3"]
    tries = [headers["webhook-id"] for headers, body in receiver.came if b'"A1"' in body]
    assert len(tries) > 1
    assert len(set(tries)) == 1


async def test_a_receiver_that_is_away_gets_everything_later_and_holds_up_nobody(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    away = True
    later, address = await receive(answering=lambda _: web.Response(status=503) if away else None)
    other, _ = await receive()
    await delivering.hear(*(actor(str(number)) for number in range(30)))
    assert len(await names(other, 30)) == 30
    await eventually(lambda: deliveries(delivering, address, state="pending"), lambda found: len(found) == 30)
    away = False
    await delivering.change(NOW)
    assert sorted(await names(later, 30), key=int) == [str(number) for number in range(30)]


async def test_after_the_last_try_a_delivery_has_failed_and_the_holder_is_told(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    receiver, address = await receive(
        answering=lambda event: web.Response(status=500) if event["data"]["names"]["en"] == "never" else None
    )
    thing = uuid4()
    await delivering.hear(actor("never", thing, 1), actor("after it", thing, 2))
    for tries in range(1, 10):
        await eventually(
            lambda: deliveries(delivering, address),
            lambda found, n=tries: len(found) == 2 and len(found[1]["attempts"]) >= n,
        )
        await delivering.change(NOW)
    assert await names(receiver, 1) == ["after it"]
    (failed,) = await deliveries(delivering, address, state="failed")
    assert len(failed["attempts"]) == 10
    (told,) = await delivering.announced("delivery.failed")
    assert told["subject"] == address.removeprefix("/v1/")
    assert told["audience"] == "client:admin"


async def test_a_receiver_that_says_it_is_gone_gets_nothing_until_it_is_resumed(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    gone = True
    receiver, address = await receive(answering=lambda _: web.Response(status=410) if gone else None)
    await delivering.hear(actor("one"))

    async def status() -> str:
        return str((await delivering.client.get(address)).json()["status"])

    await eventually(status, lambda found: found == "suspended")
    came = len(receiver.came)
    await delivering.hear(actor("two"))
    await delivering.change(NOW)
    await asyncio.sleep(1.5)
    assert len(receiver.came) == came
    assert len(await delivering.announced("subscription.suspended")) == 1
    gone = False
    answer = await delivering.client.patch(address, json={"status": "active"}, headers={"If-Match": "*"})
    assert answer.status_code == 200
    await delivering.change(NOW)
    assert sorted(await names(receiver, 2)) == ["one", "two"]


async def test_no_redirect_is_followed(delivering: Stage, receive: Callable[..., Any]) -> None:
    trap, _ = await receive(types=["harambee.match.found.v1"])
    receiver, address = await receive(answering=lambda _: web.Response(status=307, headers={"Location": trap.url}))
    await delivering.hear(actor("one"))
    found = await eventually(
        lambda: deliveries(delivering, address), lambda found: bool(found and found[0]["attempts"])
    )
    assert found[0]["attempts"][0]["status"] == 307
    assert found[0]["state"] == "pending"
    assert len(receiver.came) >= 1
    assert trap.came == []


async def test_a_throttling_receiver_is_left_alone_for_as_long_as_it_asks(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    _, address = await receive(answering=lambda _: web.Response(status=429, headers={"Retry-After": "7200"}))
    await delivering.hear(actor("one"))
    found = await eventually(
        lambda: deliveries(delivering, address), lambda found: bool(found and found[0]["attempts"])
    )
    ((waited,),) = await delivering.rows("SELECT next_attempt_at - now() > interval '119 minutes' FROM deliveries")
    assert found[0]["state"] == "pending"
    assert waited


async def test_changed_filters_hold_from_then_on(delivering: Stage, receive: Callable[..., Any]) -> None:
    receiver, address = await receive(countries=["KE"])
    await delivering.hear(actor("Kenya"), actor("Ghana", country="GH"))
    await names(receiver, 1)
    await delivering.client.patch(address, json={"countries": ["GH"]}, headers={"If-Match": "*"})
    await delivering.hear(actor("Kenya again"), actor("Ghana again", country="GH"))
    assert await names(receiver, 2) == ["Kenya", "Ghana again"]


async def test_an_ended_webhook_gets_nothing(delivering: Stage, receive: Callable[..., Any]) -> None:
    receiver, address = await receive()
    other, _ = await receive()
    await delivering.client.delete(address, headers={"If-Match": "*"})
    await delivering.hear(actor("one"))
    await names(other, 1)
    assert receiver.came == []


async def test_a_restart_loses_nothing_and_repeats_nothing(stage: Stage) -> None:
    async with open_receiver() as receiver:
        made = await stage.client.post("/v1/subscriptions", json={"url": receiver.url, "types": ACTORS})
        receiver.secret = made.json()["secret"]
        for start in range(3):
            await stage.hear(*(actor(str(10 * start + number)) for number in range(10)))
            async with running(stage.service.loops(stage.shared, [Part.WORKER])):
                await names(receiver, 10 * start + 10)
                await eventually(
                    lambda: deliveries(stage, made.headers["location"], state="delivered"),
                    lambda found, n=start: len(found) == 10 * n + 10,
                )
    assert sorted(receiver.names(), key=int) == [str(number) for number in range(30)]
