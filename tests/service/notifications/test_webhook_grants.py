"""What a webhook gets follows from its holder's grants at the time, and from nothing else."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiohttp import web

from services.gateway.events import ClientGrantsChanged
from services.registry.events import MembershipChanged, Period
from shared.auth import Grant, Kind, Principal, Role
from tests.service.notifications.facts import actor, told
from tests.service.notifications.receivers import open_receiver
from tests.service.notifications.stage import Stage, eventually
from tests.service.notifications.webhooks import NOW, deliveries, names
from tests.serving import coordinator

GHANA = "country:GH"
READER = Principal(id="reader", kind=Kind.CLIENT, grants=(Grant(role=Role.READER),))


async def test_a_reader_of_everything_is_no_administrator(delivering: Stage, receive: Callable[..., Any]) -> None:
    _, address = await receive(coordinator("KE"))
    reader = delivering.client.as_(READER)
    change = {**reader, "If-Match": "*"}
    assert (await delivering.client.get("/v1/subscriptions", headers=reader)).json()["items"] == []
    for answer in (
        await delivering.client.get(address, headers=reader),
        await delivering.client.get(f"{address}/deliveries", headers=reader),
        await delivering.client.post(f"{address}/test", headers=reader),
        await delivering.client.patch(address, json={"url": "https://elsewhere.example/"}, headers=change),
        await delivering.client.delete(address, headers=change),
    ):
        assert answer.status_code == 404
    assert (await delivering.client.get(address)).status_code == 200  # an administrator


async def test_whoever_changes_it_a_webhook_gets_what_its_holder_may_see(
    delivering: Stage, receive: Callable[..., Any]
) -> None:
    receiver, address = await receive(coordinator("KE"))
    answer = await delivering.client.patch(address, json={"countries": []}, headers={"If-Match": "*"})
    assert answer.status_code == 200
    await delivering.hear(actor("Ghana's", country="GH", audience=GHANA), actor("open"))
    assert await names(receiver, 1) == ["open"]


async def test_what_waits_when_a_grant_ends_is_withheld(delivering: Stage, receive: Callable[..., Any]) -> None:
    away = True
    holder = coordinator("KE")
    receiver, address = await receive(holder, lambda _: web.Response(status=500) if away else None)
    await delivering.hear(actor("Kenya's", audience="country:KE"), actor("open"))
    await eventually(lambda: deliveries(delivering, address), lambda found: len(found) == 2)
    await delivering.know(holder.model_copy(update={"grants": ()}))
    away = False
    await delivering.change(NOW)
    assert await names(receiver, 1) == ["open"]
    await delivering.hear(actor("Kenya's later", audience="country:KE"), actor("the end"))
    assert await names(receiver, 2) == ["open", "the end"]
    found = await eventually(lambda: deliveries(delivering, address, state="withheld"), bool)
    assert len(found) == 1


async def test_a_holder_that_was_shut_out_gets_nothing(delivering: Stage, receive: Callable[..., Any]) -> None:
    holder = coordinator("KE")
    receiver, _ = await receive(holder)
    other, _ = await receive()
    ended = ClientGrantsChanged(id=holder.id, principal=holder.id, revoked=True, grants=[])
    await delivering.hear(told(ended, delivering.sequence + 1))
    await delivering.hear(actor("open"))
    await names(other, 1)
    await asyncio.sleep(0.7)
    assert receiver.came == []


async def test_a_region_reaches_its_members_on_the_day(delivering: Stage, receive: Callable[..., Any]) -> None:
    ecowas = Principal(
        id="ecowas", kind=Kind.CLIENT, grants=(Grant(role=Role.OBSERVER, region="ECOWAS", countries=("GH", "ML")),)
    )
    receiver, _ = await receive(ecowas)
    leaves = datetime(2025, 1, 29, tzinfo=UTC)
    membership = MembershipChanged(
        id="ECOWAS-ML", region="ECOWAS", country="ML", periods=[Period(valid_to=leaves.date())]
    )
    await delivering.move_clock(datetime(2025, 1, 28, 12, tzinfo=UTC))
    await delivering.hear(told(membership, 9))
    await delivering.hear(actor("while it is a member", country="ML", audience="country:ML"))
    assert await names(receiver, 1) == ["while it is a member"]
    await delivering.move_clock(leaves)
    await delivering.hear(actor("afterwards", country="ML", audience="country:ML"))
    await delivering.hear(actor("Ghana's", country="GH", audience=GHANA))
    assert await names(receiver, 2) == ["while it is a member", "Ghana's"]


async def test_a_holder_that_is_not_known_yet_loses_nothing(delivering: Stage) -> None:
    late = coordinator("UG")
    async with open_receiver() as receiver:
        body = {"url": receiver.url, "types": ["harambee.actor.*"]}
        made = await delivering.client.post("/v1/subscriptions", json=body, headers=delivering.client.as_(late))
        receiver.secret = made.json()["secret"]
        await delivering.hear(actor("before", uuid4(), audience="country:UG"))
        await asyncio.sleep(0.7)
        assert receiver.came == []
        await delivering.know(late)
        assert await names(receiver, 1) == ["before"]
