from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.envelope import Envelope
from tests.service.registry.requests import pointers, registered
from tests.serving import NOBODY, Client, authorization, coordinator

Told = Callable[[str], Awaitable[list[Envelope]]]
FILE = {"titles": {"en": "Text"}, "url": "https://law.example/text.pdf"}
CALL = {"titles": {"en": "Call"}, "opens_on": "2020-01-01", "closes_on": "2099-01-01"}
FUND = {"window": {"en": "Training"}, "currency": "USD", "capital": "5000000", "calls": [CALL]}
ANY = {"If-Match": "*"}


@pytest.fixture
async def owner(client: Client) -> str:
    return str((await registered(client)).json()["id"])


def by(country: str) -> dict[str, str]:
    return authorization(coordinator(country))


async def drafted(client: Client, owner: str, **more: Any) -> httpx.Response:
    body = {"kind": "law", "titles": {"en": "Cooperation Act"}, "owner": owner, "documents": [FILE], **more}
    return await client.post("/v1/instruments", json=body)


async def moved(client: Client, address: str, to: str) -> httpx.Response:
    return await client.post(f"{address}/transitions", json={"to": to}, headers=ANY)


async def test_an_instrument_is_drafted_published_changed_and_retired(client: Client, told: Told, owner: str) -> None:
    answer = await drafted(client, owner)
    assert (answer.status_code, answer.json()["status"], answer.json()["country"]) == (201, "draft", "KE")
    address = answer.headers["location"]
    assert (await client.get(address, headers=NOBODY)).status_code == 404
    assert (await client.get(address, headers=by("KE"))).status_code == 200
    assert await told("instrument.") == []
    assert (await moved(client, address, "published")).json()["status"] == "published"
    changed = await client.patch(address, json={"titles": {"fr": "Loi"}}, headers=ANY)
    assert changed.json()["titles"] == {"en": "Cooperation Act", "fr": "Loi"}
    assert (await moved(client, address, "retired")).json()["version"] == 4
    types = [event.type.removeprefix("harambee.instrument.") for event in await told("instrument.")]
    assert types == ["published.v1", "updated.v1", "retired.v1"]
    versions = (await client.get(f"{address}/versions", headers=NOBODY)).json()["items"]
    assert [(one["version"], one["content"]["titles"].get("fr")) for one in versions] == [
        (2, None),
        (3, "Loi"),
        (4, "Loi"),
    ]


async def test_what_is_missing_to_publish_is_said(client: Client, owner: str) -> None:
    law = (await drafted(client, owner, documents=[])).headers["location"]
    refused = await moved(client, law, "published")
    assert (refused.status_code, pointers(refused)) == (409, {"/documents": "missing"})
    fund = (await drafted(client, owner, kind="fund")).headers["location"]
    assert pointers(await moved(client, fund, "published")) == {"/fund": "missing"}
    assert pointers(await moved(client, fund, "retired")) == {"/to": "impossible"}


async def test_a_fund_says_its_window_capital_and_calls(client: Client, owner: str) -> None:
    fund = await drafted(client, owner, kind="fund", fund=FUND)
    assert fund.json()["fund"]["capital"] == "5000000"
    await moved(client, fund.headers["location"], "published")
    closed = {**FUND, "calls": [{**CALL, "closes_on": "2020-02-01"}]}
    await moved(client, (await drafted(client, owner, kind="fund", fund=closed)).headers["location"], "published")
    found = (await client.get("/v1/instruments", params={"open_call": True}, headers=NOBODY)).json()["items"]
    assert [one["id"] for one in found] == [fund.json()["id"]]


async def test_all_faults_are_said_at_once(client: Client, owner: str) -> None:
    late = {**FUND, "currency": "DOLLAR", "capital": "-1", "calls": [{**CALL, "closes_on": "2019-01-01"}]}
    answer = await drafted(client, owner, topics=[12], valid_from="2020-02-01", valid_to="2020-01-01", fund=late)
    assert pointers(answer).keys() >= {
        "/topics/0",
        "/valid_to",
        "/fund/currency",
        "/fund/capital",
        "/fund/calls/0/closes_on",
    }
    assert pointers(await drafted(client, owner, fund=FUND)) == {"/fund": "not_a_fund"}
    unknown = await drafted(client, str(uuid4()), supersedes=str(uuid4()))
    assert pointers(unknown) == {"/owner": "unknown_actor", "/supersedes": "unknown_instrument"}


async def test_instruments_do_not_take_each_other_s_place_in_a_circle(client: Client, owner: str) -> None:
    first = (await drafted(client, owner)).json()["id"]
    second = (await drafted(client, owner, supersedes=first)).json()["id"]
    third = (await drafted(client, owner, supersedes=second)).json()["id"]
    answer = await client.patch(f"/v1/instruments/{first}", json={"supersedes": third}, headers=ANY)
    assert pointers(answer) == {"/supersedes": "circle"}


async def test_another_s_draft_is_superseded_as_little_as_an_unknown_instrument(client: Client, owner: str) -> None:
    uganda = str((await registered(client, "UG")).json()["id"])
    draft = (await drafted(client, uganda)).json()["id"]
    unknown = str(uuid4())
    mine = (await drafted(client, owner)).headers["location"]

    async def named(instrument: str) -> tuple[int, str]:
        headers = {**by("KE"), **ANY}
        answer = await client.patch(mine, json={"supersedes": instrument}, headers=headers)
        return answer.status_code, str(answer.json().get("errors")).replace(instrument, "ID")

    assert await named(draft) == await named(unknown)
    await moved(client, f"/v1/instruments/{draft}", "published")
    assert (await named(draft))[0] == 200


async def test_instruments_are_searched(client: Client, owner: str) -> None:
    for kind, title in (("law", "Cooperation Act"), ("manual", "Manuel de coopération")):
        answer = await drafted(client, owner, kind=kind, titles={"en": title}, topics=[3])
        await moved(client, answer.headers["location"], "published")

    async def found(**filters: Any) -> list[str]:
        answer = await client.get("/v1/instruments", params=filters, headers=NOBODY)
        assert answer.status_code == 200, answer.text
        return [one["titles"]["en"] for one in answer.json()["items"]]

    assert await found(q="manuel cooperation") == ["Manuel de coopération"]
    assert await found(kind="law", topic=3, country="KE", owner=owner) == ["Cooperation Act"]
    assert await found(status="retired") == []


async def test_a_system_keeps_its_own_identities(client: Client, owner: str) -> None:
    body = {"kind": "law", "titles": {"en": "Act"}, "owner": owner, "documents": [FILE]}
    assert (await client.put("/v1/instruments/by-external-id/7", json=body)).status_code == 201
    assert (await client.put("/v1/instruments/by-external-id/7", json=body)).status_code == 428
    again = await client.put("/v1/instruments/by-external-id/7", json=body, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert (await client.post("/v1/instruments", json={**body, "external_id": "7"})).status_code == 409


async def test_only_those_who_write_for_the_owner_write(client: Client, owner: str) -> None:
    body = {"kind": "law", "titles": {"en": "Act"}, "owner": owner}
    assert (await client.post("/v1/instruments", json=body, headers=NOBODY)).status_code == 401
    assert (await client.post("/v1/instruments", json=body, headers=by("UG"))).status_code == 403
    assert (await client.post("/v1/instruments", json=body, headers=by("KE"))).status_code == 201


async def test_what_is_withdrawn_stays_readable_and_cannot_change(client: Client, told: Told, owner: str) -> None:
    address = (await drafted(client, owner)).headers["location"]
    await moved(client, address, "published")
    gone = await client.delete(address, headers=ANY)
    assert gone.json()["status"] == "withdrawn"
    again = await client.delete(address, headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()) == (200, gone.json())
    assert (await client.get(address, headers=NOBODY)).json()["status"] == "withdrawn"
    assert (await client.patch(address, json={"topics": [1]}, headers=ANY)).status_code == 409
    assert (await told("instrument."))[-1].type == "harambee.instrument.retired.v1"


async def test_a_draft_that_is_withdrawn_is_shown_and_told_to_nobody_else(
    client: Client, told: Told, owner: str
) -> None:
    address = (await drafted(client, owner)).headers["location"]
    assert (await client.delete(address, headers=ANY)).json()["status"] == "withdrawn"
    for reader, status in ((NOBODY, 404), (by("UG"), 404), (by("KE"), 200)):
        assert (await client.get(address, headers=reader)).status_code == status
        listed = await client.get("/v1/instruments", params={"status": "withdrawn"}, headers=reader)
        assert len(listed.json()["items"]) == (status == 200)
    other = (await registered(client, names={"en": "Foreign Ministry"})).json()["id"]
    assert (await client.post(f"/v1/actors/{owner}/merge", json={"into": other}, headers=ANY)).status_code == 200
    assert (await client.get(address)).json()["owner"] == other
    assert await told("instrument.") == []


async def test_instruments_follow_a_merged_owner(client: Client, owner: str) -> None:
    address = (await drafted(client, owner)).headers["location"]
    other = (await registered(client, names={"en": "Foreign Ministry"})).json()["id"]
    merged = await client.post(f"/v1/actors/{owner}/merge", json={"into": other}, headers=ANY)
    assert merged.status_code == 200, merged.text
    assert (await client.get(address)).json()["owner"] == other
