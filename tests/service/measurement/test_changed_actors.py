"""Flows follow when organisations prove to be somebody else than the registry has said before."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from services.measurement.locks import lock_reporters
from services.registry.events import ActorMerged
from shared.db import Driver, connect
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums
from tests.service.measurement.registering import actor, hear, settled, told
from tests.service.measurement.test_organisations import choose, given_by, unmatched
from tests.service.measurement.writing import flow, given_to_kenya, recorded
from tests.service.measurement.writing import told as events
from tests.serving import Client

ACME = "ACME-1"
BANK = "XI-IATI-BANK"
FROM_BANK = file(activity("GB-COH-1-A", given_by("Bank", BANK)))


async def the_activity(client: Client) -> dict[str, Any]:
    """Give the only one there is."""
    [found] = (await client.get("/v1/activities")).json()["items"]
    return (await client.get(f"/v1/activities/{found['id']}")).json()


async def test_what_a_reporting_organisation_gives_itself_follows_with_its_activities(
    client: Client, url: str, inside: Driver
) -> None:
    own, received = transaction("1"), transaction("10", kind="11")
    await imported(client, file(activity("A", own, received, given_by("Bank", BANK), reporter=ACME)))
    assert sorted(await given_to_kenya(client)) == [(ACME, "1.00", 1), (BANK, "100.00", 1)]
    assert (await the_activity(client))["cooperation"] is None
    await events(inside)
    await hear(url, told(actor(uuid4(), "IN", ACME)))
    await settled(inside)
    assert sorted(await given_to_kenya(client)) == [("IN", "1.00", 1), (BANK, "100.00", 1)]
    flows = (await client.get("/v1/flows")).json()["items"]
    assert [one["provider"]["code"] for one in flows if one["transaction_type"] == "11"] == [""]
    await check_sums(inside)
    assert (await the_activity(client))["cooperation"] == "south_south"
    updated = [one["data"] for one in await events(inside) if one["type"] == "harambee.activity.updated.v1"]
    assert [(one["identifier"], one["cooperation"]) for one in updated] == [("A", "south_south")]


async def test_flows_that_are_recorded_by_themselves_follow_too(client: Client, url: str, inside: Driver) -> None:
    given = {"identifier": "A", "reporter": ACME, "reporter_kind": "10", "titles": {"en": "A"}}
    rest = {"dates": {"2": "2020-01-01"}, "recipients": [{"code": "KE"}], "sectors": [{"code": "31120"}]}
    made = await client.post("/v1/activities", json={**given, **rest})
    assert made.status_code == 201, made.text
    await hear(url, told(actor(uuid4(), "IN", ACME)))
    await settled(inside)
    assert (await the_activity(client))["cooperation"] == "south_south"
    await recorded(client, flow(made.json()["id"], "5"))
    await hear(url, told(actor(uuid4(), "GB", ACME)))
    await settled(inside)
    assert len(await given_to_kenya(client)) == 1
    await check_sums(inside)


async def test_an_organisation_can_be_written_while_its_flows_wait_for_an_import(
    client: Client, url: str, inside: Driver
) -> None:
    await imported(client, FROM_BANK)
    importing = await connect(url)
    async with importing.transaction():
        await lock_reporters(importing, ["GB-COH-1"])
        await hear(url, told(actor(uuid4(), "IN", BANK)))
        for _ in range(40):
            async with inside.transaction():
                await inside.execute("SELECT FROM reported_organisations FOR UPDATE NOWAIT")
            await asyncio.sleep(0.02)
    await importing.close()
    await settled(inside)
    assert await given_to_kenya(client) == [("IN", "100.00", 1)]


@pytest.mark.parametrize(
    ("country", "constituency", "provider", "kind"),
    [
        ("GB", "public", "GB", "north_south"),
        (None, "public", BANK, ""),
        ("IN", "multilateral", BANK, "multilateral"),
    ],
)
async def test_flows_follow_when_an_actor_changes(
    client: Client, url: str, inside: Driver, country: str | None, constituency: str, provider: str, kind: str
) -> None:
    bank = uuid4()
    await hear(url, told(actor(bank, "IN", BANK)))
    await imported(client, FROM_BANK)
    assert await given_to_kenya(client, cooperation="south_south") == [("IN", "100.00", 1)]
    await hear(url, told(actor(bank, country, BANK, constituency=constituency), 2))
    await settled(inside)
    assert await given_to_kenya(client) == [(provider, "100.00", 1)]
    [one] = (await client.get("/v1/flows")).json()["items"]
    assert (one["cooperation"] or "") == kind
    await check_sums(inside)


async def test_flows_of_an_actor_that_loses_its_reference_are_by_what_the_reference_says(
    client: Client, url: str, inside: Driver
) -> None:
    bank = uuid4()
    inner = '<provider-org ref="XI-IATI-ADB" type="40"/>'
    await hear(url, told(actor(bank, "IN", "XI-IATI-ADB")), told(actor(uuid4(), "IN", BANK)))
    await imported(client, file(activity("GB-COH-1-A", transaction(inner=inner), given_by("Bank", BANK))))
    await hear(url, told(actor(bank, "IN"), 2))
    await settled(inside)
    assert sorted(await given_to_kenya(client)) == [("IN", "100.00", 1), ("XI-IATI-ADB", "100.00", 1)]
    await check_sums(inside)


async def test_flows_follow_a_merge_and_its_undoing(client: Client, url: str, inside: Driver) -> None:
    old, into = uuid4(), uuid4()
    await hear(url, told(actor(old, "IN", BANK)), told(actor(into, "GB", "GB-COH-9")))
    await imported(client, FROM_BANK)
    await hear(url, told(ActorMerged(id=old, into=into, identifiers=[BANK]), 2))
    await settled(inside)
    assert await given_to_kenya(client, cooperation="north_south") == [("GB", "100.00", 1)]
    await check_sums(inside)
    await hear(url, told(actor(into, "KR", "GB-COH-9"), 2))
    await settled(inside)
    assert await given_to_kenya(client) == [("KR", "100.00", 1)]
    await hear(url, told(actor(old, "IN", BANK), 3))
    await settled(inside)
    assert await given_to_kenya(client, cooperation="south_south") == [("IN", "100.00", 1)]
    await check_sums(inside)


async def test_flows_follow_whom_an_actor_that_was_chosen_is_merged_into(
    client: Client, url: str, inside: Driver
) -> None:
    chosen, into = uuid4(), uuid4()
    await hear(url, told(actor(chosen, "IN")), told(actor(into, "GB")))
    await imported(client, file(activity("GB-COH-1-A", given_by("Bank"))))
    (one,) = await unmatched(client)
    await choose(client, one, str(chosen), inside)
    assert await given_to_kenya(client) == [("IN", "100.00", 1)]
    await hear(url, told(ActorMerged(id=chosen, into=into, identifiers=[]), 2))
    await settled(inside)
    assert await given_to_kenya(client) == [("GB", "100.00", 1)]
    await check_sums(inside)


async def test_what_says_nothing_new_of_an_actor_calls_nobody_up(client: Client, url: str, inside: Driver) -> None:
    bank = uuid4()
    await hear(url, told(actor(bank, "IN", BANK)))
    await imported(client, FROM_BANK)
    await events(inside)
    await hear(url, told(actor(bank, "IN", BANK), 2), told(actor(bank, "GB", BANK), 1))
    await settled(inside)
    assert await given_to_kenya(client) == [("IN", "100.00", 1)]
    assert await events(inside) == []
