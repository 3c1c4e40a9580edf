import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest

from shared.auth import Grant, Kind, Principal, Role
from shared.db import connect
from shared.envelope import Envelope
from tests.service.registry.requests import assigned, ministry, pointers, registered
from tests.serving import NOBODY, Client, coordinator

Told = Callable[[str], Awaitable[list[Envelope]]]


async def names(client: Client, **filters: Any) -> list[str]:
    answer = await client.get("/v1/actors", params=filters)
    assert answer.status_code == 200, answer.text
    return [one["names"]["en"] for one in answer.json()["items"]]


async def test_an_actor_is_registered_and_told_of(client: Client, told: Told) -> None:
    sent = ministry(identifiers=[{"scheme": "KE-COA", "value": "1052"}], topics=[1, 3], external_id="mfa-01")
    answer = await client.post("/v1/actors", json=sent)
    assert answer.status_code == 201
    shown = answer.json()
    assert answer.headers["location"] == f"/v1/actors/{shown['id']}"
    assert answer.headers["etag"] == '"1"'
    assert shown["identifiers"] == [{"scheme": "KE-COA", "value": "1052", "valid_from": None, "valid_to": None}]
    assert (shown["topics"], shown["status"]) == ([1, 3], "active")
    [event] = await told("actor.")
    assert (event.type, event.sequence, event.country) == ("harambee.actor.registered.v1", 1, "KE")
    regions = (await client.get("/v1/regions", params={"member": "KE", "limit": 200})).json()["items"]
    bodies = sorted(one["code"] for one in regions if one["kind"] != "m49")
    assert {"EAC", "AU"} < set(bodies)
    assert list(event.regions) == bodies
    assert orjson.loads(event.data)["names"] == sent["names"]


async def test_everybody_may_read_and_only_some_may_write(client: Client) -> None:
    address = (await registered(client)).headers["location"]
    assert (await client.get(address, headers=NOBODY)).status_code == 200
    assert (await client.post("/v1/actors", json=ministry(), headers=NOBODY)).status_code == 401
    uganda = client.as_(coordinator("UG"))
    assert (await client.post("/v1/actors", json=ministry("KE"), headers=uganda)).status_code == 403
    assert (await client.post("/v1/actors", json=ministry("UG"), headers=uganda)).status_code == 201


async def test_all_faults_are_said_at_once(client: Client) -> None:
    sent = ministry("Kenia", constituency="academic", identifiers=[{"scheme": "KE-CAO", "value": "1"}], topics=[12])
    answer = await client.post("/v1/actors", json=sent | {"website": "mfa"})
    assert answer.status_code == 422
    assert pointers(answer) == {
        "/country": "unknown_country",
        "/constituency": "kind_mismatch",
        "/identifiers/0/scheme": "unknown_scheme",
        "/topics/0": "less_than_equal",
        "/website": "url_parsing",
    }
    details = {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
    assert "did you mean KE?" in details["/country"]
    assert "did you mean KE-COA?" in details["/identifiers/0/scheme"]


async def test_an_actor_without_identifier_is_given_one(client: Client) -> None:
    first, second = await registered(client), await registered(client)
    assert first.json()["identifiers"][0] | {"valid_from": None} == {
        "scheme": "HRB",
        "value": "KE-1",
        "valid_from": None,
        "valid_to": None,
    }
    found = await client.get("/v1/actors/by-identifier/HRB-KE-2")
    assert found.json()["id"] == second.json()["id"]


async def test_minted_identifiers_are_never_given_twice(client: Client) -> None:
    answers = await asyncio.gather(*(registered(client) for _ in range(5)))
    values = {answer.json()["identifiers"][0]["value"] for answer in answers}
    assert values == {f"KE-{number}" for number in range(1, 6)}


async def test_an_actor_cannot_claim_a_minted_identifier(client: Client) -> None:
    answer = await client.post("/v1/actors", json=ministry(identifiers=[{"scheme": "HRB", "value": "KE-1"}]))
    assert pointers(answer) == {"/identifiers/0/scheme": "reserved_scheme"}


async def test_an_actor_may_be_sent_back_as_it_was_read(client: Client) -> None:
    address = "/v1/actors/by-external-id/mfa-01"
    created = (await client.put(address, json=ministry())).json()
    unsent = {"id", "status", "merged_into", "version", "created_at", "updated_at"}
    same = {name: value for name, value in created.items() if name not in unsent}
    answer = await client.put(address, json=same | {"topics": [5]}, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    assert answer.json()["identifiers"] == created["identifiers"]


async def test_an_identifier_belongs_to_one_actor_and_resolves_for_ever(client: Client) -> None:
    first = await registered(client, identifiers=[{"scheme": "KE-COA", "value": "1052"}])
    again = await client.post("/v1/actors", json=ministry(identifiers=[{"scheme": "KE-COA", "value": "1052"}]))
    assert pointers(again) == {"/identifiers/0": "taken"}
    change = {"identifiers": [{"scheme": "KE-COA", "value": "2000"}]}
    changed = await client.patch(first.headers["location"], json=change, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    for identifier in ("KE-COA-1052", "KE-COA-2000"):
        found = await client.get(f"/v1/actors/by-identifier/{identifier}")
        assert found.json()["id"] == first.json()["id"]
    assert (await client.get("/v1/actors/by-identifier/KE-COA-9")).status_code == 404


async def test_of_two_who_claim_an_identifier_at_once_one_has_it(client: Client) -> None:
    sent = ministry(identifiers=[{"scheme": "KE-COA", "value": "1052"}])
    answers = await asyncio.gather(*(client.post("/v1/actors", json=sent) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    [holder] = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    assert (await client.get("/v1/actors/by-identifier/KE-COA-1052")).json()["id"] == holder
    assert len(await names(client)) == 1


async def test_two_writers_at_once_lose_nothing(client: Client, told: Told) -> None:
    address = (await registered(client)).headers["location"]
    changes = [{"website": "https://one.example"}, {"topics": [4]}]
    answers = await asyncio.gather(
        *(client.patch(address, json=change, headers={"If-Match": '"1"'}) for change in changes)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert (await client.patch(address, json=changes[0])).status_code == 428
    assert [event.sequence for event in await told("actor.")] == [1, 2]


async def test_put_by_external_id_creates_then_replaces(client: Client) -> None:
    address = "/v1/actors/by-external-id/mfa-01"
    created = await client.put(address, json=ministry())
    assert created.status_code == 201
    assert (await client.put(address, json=ministry())).status_code == 428
    replaced = await client.put(address, json=ministry(topics=[2]), headers={"If-Match": '"1"'})
    assert (replaced.status_code, replaced.json()["id"]) == (200, created.json()["id"])
    assert (replaced.json()["topics"], replaced.json()["external_id"]) == ([2], "mfa-01")


async def test_an_external_id_may_hold_what_addresses_write_otherwise(client: Client) -> None:
    created = await client.put("/v1/actors/by-external-id/2024%2F17%20%C3%A9%3F", json=ministry())
    assert (created.status_code, created.json()["external_id"]) == (201, "2024/17 é?")
    for name in ("x" * 256, "%00"):
        refused = await client.put(f"/v1/actors/by-external-id/{name}", json=ministry())
        assert (refused.status_code, pointers(refused).keys()) == (422, {"/external_id"})


async def test_putting_the_same_again_changes_nothing(client: Client, told: Told) -> None:
    address = "/v1/actors/by-external-id/mfa-01"
    await client.put(address, json=ministry())
    again = await client.put(address, json=ministry(), headers={"If-Match": "*"})
    assert (again.status_code, again.headers["etag"]) == (200, '"1"')
    assert len(await told("actor.")) == 1
    stale = await client.put(address, json=ministry(), headers={"If-Match": '"7"'})
    assert stale.status_code == 412


async def test_external_ids_of_two_systems_do_not_meet(client: Client) -> None:
    address = "/v1/actors/by-external-id/mfa-01"
    ours = await client.put(address, json=ministry("KE"), headers=client.as_(coordinator("KE")))
    theirs = await client.put(address, json=ministry("UG"), headers=client.as_(coordinator("UG")))
    assert (ours.status_code, theirs.status_code) == (201, 201)


async def test_a_reporter_writes_for_its_own_actor_alone(client: Client) -> None:
    own, other = await registered(client), await registered(client)
    grant = Grant(role=Role.REPORTER, actor=own.json()["id"])
    headers = client.as_(Principal(id="aims", kind=Kind.CLIENT, grants=(grant,))) | {"If-Match": '"1"'}
    change = {"website": "https://mfa.example"}
    assert (await client.patch(own.headers["location"], json=change, headers=headers)).status_code == 200
    assert (await client.patch(other.headers["location"], json=change, headers=headers)).status_code == 403


async def test_parents_form_no_circle(client: Client) -> None:
    top = await registered(client)
    below = await registered(client, parent=top.json()["id"])
    change = {"parent": below.json()["id"]}
    answer = await client.patch(top.headers["location"], json=change, headers={"If-Match": '"1"'})
    assert pointers(answer) == {"/parent": "circle"}
    unknown = await client.post("/v1/actors", json=ministry(parent=str(uuid4())))
    assert pointers(unknown) == {"/parent": "unknown_actor"}


async def test_what_is_held_and_no_longer_taken_is_a_fault_of_the_change(client: Client, url: str) -> None:
    address = (await registered(client)).headers["location"]
    connection = await connect(url)
    await connection.execute("UPDATE actors SET website = 'nowhere'")
    await connection.close()
    refused = await client.patch(address, json={"topics": [1]}, headers={"If-Match": "*"})
    assert (refused.status_code, pointers(refused)) == (422, {"/website": "url_parsing"})
    mended = await client.patch(address, json={"website": None}, headers={"If-Match": "*"})
    assert (mended.status_code, mended.json()["website"]) == (200, None)


async def test_a_withdrawn_actor_stays_readable_and_its_focal_points_are_released(client: Client, told: Told) -> None:
    actor = await registered(client)
    await assigned(client, actor.json()["id"])
    address = actor.headers["location"]
    assert (await client.delete(address, headers={"If-Match": '"1"'})).status_code == 200
    assert (await client.get(address)).json()["status"] == "withdrawn"
    assert await names(client) == []
    assert len(await names(client, status="withdrawn")) == 1
    again = await client.delete(address, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()["status"], again.headers["etag"]) == (200, "withdrawn", '"2"')
    kinds = [event.type for event in [*await told("actor."), *await told("focal_point.")]]
    assert kinds == [
        "harambee.actor.registered.v1",
        "harambee.actor.withdrawn.v1",
        "harambee.focal_point.assigned.v1",
        "harambee.focal_point.released.v1",
    ]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("ministere plan", ["Ministry of Planning"]),
        ("minstry planing", ["Ministry of Planning"]),
        ("menistri planig", ["Ministry of Planning"]),
        ("plan minist", ["Ministry of Planning"]),
        ("United Nations Office for South-South Cooperation", ["UNOSSC"]),
        ("unosc", ["UNOSSC"]),
        ("KE-COA-1052", ["Ministry of Planning"]),
        ("treasury", []),
    ],
)
async def test_search_forgives(client: Client, q: str, expected: list[str]) -> None:
    plan = {"en": "Ministry of Planning", "fr": "Ministère du Plan"}
    await registered(client, names=plan, identifiers=[{"scheme": "KE-COA", "value": "1052"}])
    await registered(client, names={"en": "UNOSSC"}, kind="40", constituency="multilateral", country=None)
    assert await names(client, q=q) == expected


async def test_exact_words_come_before_forgiven_ones_on_every_page(client: Client) -> None:
    for name in ("Plan", "Plane", "Plan", "Plant"):
        await registered(client, names={"en": name})
    page = (await client.get("/v1/actors", params={"q": "plan", "limit": 3})).json()
    rest = (await client.get("/v1/actors", params={"q": "plan", "limit": 3, "cursor": page["next"]})).json()
    assert [one["names"]["en"] for one in page["items"] + rest["items"]] == ["Plan", "Plan", "Plane", "Plant"]
    assert rest["next"] is None


async def test_pages_of_one_common_word_hold_everything_once(client: Client) -> None:
    for name in ("Water", "Waters", "Watre", "Water", "Water"):
        await registered(client, names={"en": name})
    found, cursor = [], None
    while True:
        page = await client.get(
            "/v1/actors", params={"q": "water", "limit": 2} | ({"cursor": cursor} if cursor else {})
        )
        found += [one["names"]["en"] for one in page.json()["items"]]
        if not (cursor := page.json()["next"]):
            break
    assert found == ["Water", "Water", "Water", "Waters", "Watre"]
    assert await names(client, q="water", country="UG") == []


async def test_lists_are_filtered(client: Client) -> None:
    await registered(client, "KE", names={"en": "In Kenya"}, topics=[1])
    await registered(client, "SN", names={"en": "In Senegal"}, kind="80", constituency="academic")
    assert await names(client, region="EAC") == ["In Kenya"]
    assert await names(client, region=["EAC", "ECOWAS"]) == ["In Kenya", "In Senegal"]
    assert await names(client, constituency="academic") == ["In Senegal"]
    assert await names(client, topic=1) == ["In Kenya"]
    assert await names(client, country="SN", kind="10") == []


async def test_a_list_is_given_as_csv(client: Client) -> None:
    await registered(client, names={"en": "=cmd()"})
    answer = await client.get("/v1/actors", params={"format": "csv"})
    header, line = answer.text.splitlines()[:2]
    assert header.startswith("id,names.en,names.fr")
    assert "'=cmd()" in line


async def test_the_same_key_registers_once(client: Client) -> None:
    headers = {"Idempotency-Key": "one"}
    first = await client.post("/v1/actors", json=ministry(), headers=headers)
    again = await client.post("/v1/actors", json=ministry(), headers=headers)
    assert first.json() == again.json()
    assert len(await names(client)) == 1
