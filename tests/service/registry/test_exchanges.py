from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest

from shared.auth import Grant, Kind, Principal, Role
from shared.envelope import Envelope
from tests.service.registry.requests import exchange, pointers, published, registered
from tests.serving import NOBODY, Client, coordinator

Told = Callable[[str], Awaitable[list[Envelope]]]


@pytest.fixture
async def actor(client: Client) -> str:
    return str((await registered(client)).json()["id"])


async def titles(client: Client, collection: str, **filters: Any) -> list[str]:
    answer = await client.get(f"/v1/{collection}", params=filters, headers=NOBODY)
    assert answer.status_code == 200, answer.text
    return [one["titles"]["en"] for one in answer.json()["items"]]


async def test_an_offer_is_published_and_told_of(client: Client, told: Told, actor: str) -> None:
    answer = await published(client, "offers", actor, regions=["EAC"])
    shown = answer.json()
    assert answer.headers["location"] == f"/v1/offers/{shown['id']}"
    assert (shown["status"], shown["version"], shown["regions"]) == ("open", 1, ["EAC"])
    assert (await client.get(answer.headers["location"], headers=NOBODY)).json() == shown
    assert (await client.get(f"/v1/needs/{shown['id']}")).status_code == 404
    [event] = await told("offer.")
    assert (event.type, event.subject, event.sequence) == (
        "harambee.offer.published.v1",
        f"offers/{shown['id']}",
        1,
    )
    assert (event.country, event.audience) == ("KE", "public")
    data = orjson.loads(event.data)
    assert (data["actor"], data["topics"], data["status"]) == (actor, [4], "open")


async def test_a_need_that_names_no_place_is_where_its_actor_is(client: Client, told: Told, actor: str) -> None:
    assert (await published(client, "needs", actor)).json()["countries"] == ["KE"]
    assert (await published(client, "needs", actor, countries=["UG"])).json()["countries"] == ["UG"]
    assert (await published(client, "offers", actor)).json()["countries"] == []
    assert [event.type for event in await told("need.")] == ["harambee.need.published.v1"] * 2


async def test_all_faults_are_said_at_once(client: Client, actor: str) -> None:
    faulty = exchange(
        actor,
        topics=[],
        sectors=[],
        countries=["Kenia"],
        languages=["xx"],
        external_id="\0",
        modality="barter",
        valid_from="2026-02-01",
        valid_to="2026-01-01",
    )
    answer = await client.post("/v1/offers", json=faulty)
    assert answer.status_code == 422
    assert pointers(answer) == {
        "/sectors": "missing",
        "/countries/0": "unknown_country",
        "/languages/0": "unknown_language",
        "/modality": "enum",
        "/external_id": "nul",
        "/valid_to": "period",
    }
    unknown = await client.post("/v1/offers", json=exchange(actor, regions=["EAC", "ATLANTIS"]))
    assert pointers(unknown) == {"/regions/1": "unknown_region"}
    nobody = await client.post("/v1/offers", json=exchange(str(uuid4())))
    assert pointers(nobody) == {"/actor": "unknown_actor"}


async def test_only_those_who_write_for_the_actor_publish(client: Client, actor: str) -> None:
    own = Principal(id="aims", kind=Kind.CLIENT, grants=(Grant(role=Role.REPORTER, actor=actor),))
    answers = {
        who: (await client.post("/v1/needs", json=exchange(actor), headers=headers)).status_code
        for who, headers in {
            "nobody": NOBODY,
            "uganda": client.as_(coordinator("UG")),
            "kenya": client.as_(coordinator("KE")),
            "own": client.as_(own),
        }.items()
    }
    assert answers == {"nobody": 401, "uganda": 403, "kenya": 201, "own": 201}


async def test_a_change_is_told_with_the_next_sequence(client: Client, told: Told, actor: str) -> None:
    address = (await published(client, "needs", actor)).headers["location"]
    closed = await client.patch(address, json={"status": "closed"}, headers={"If-Match": '"1"'})
    assert (closed.json()["status"], closed.headers["etag"]) == ("closed", '"2"')
    assert (await client.patch(address, json={"topics": [5]}, headers={"If-Match": '"1"'})).status_code == 412
    assert (await client.patch(address, json={"topics": [5]})).status_code == 428
    said = [(event.sequence, orjson.loads(event.data)["status"]) for event in await told("need.")]
    assert said == [(1, "open"), (2, "closed")]


async def test_what_is_withdrawn_stays_readable_and_changes_no_more(client: Client, told: Told, actor: str) -> None:
    address = (await published(client, "offers", actor)).headers["location"]
    assert (await client.delete(address, headers={"If-Match": '"1"'})).json()["status"] == "withdrawn"
    assert (await client.get(address)).json()["status"] == "withdrawn"
    assert (await client.patch(address, json={"topics": [5]}, headers={"If-Match": '"2"'})).status_code == 409
    again = await client.delete(address, headers={"If-Match": '"1"'})
    assert (again.status_code, again.headers["etag"]) == (200, '"2"')
    assert await titles(client, "offers") == []
    assert len(await titles(client, "offers", status="withdrawn")) == 1
    assert orjson.loads((await told("offer."))[-1].data)["status"] == "withdrawn"


async def test_it_stays_with_its_actor(client: Client, actor: str) -> None:
    address = (await published(client, "offers", actor)).headers["location"]
    other = (await registered(client)).json()["id"]
    answer = await client.patch(address, json={"actor": other}, headers={"If-Match": '"1"'})
    assert pointers(answer) == {"/actor": "fixed"}


async def test_an_actor_that_is_withdrawn_takes_what_it_offers_along(client: Client, told: Told) -> None:
    registration = await registered(client)
    actor = registration.json()["id"]
    for collection in ("offers", "needs"):
        await published(client, collection, actor)
    await client.delete(registration.headers["location"], headers={"If-Match": '"1"'})
    assert await titles(client, "offers") + await titles(client, "needs") == []
    last = [orjson.loads(event.data)["status"] for kind in ("offer.", "need.") for event in (await told(kind))[1:]]
    assert last == ["withdrawn", "withdrawn"]
    refused = await client.post("/v1/offers", json=exchange(actor))
    assert (refused.status_code, pointers(refused)) == (409, {"/actor": "not_active"})


async def test_put_by_external_id_creates_replaces_and_leaves_the_same_alone(
    client: Client, told: Told, actor: str
) -> None:
    address = "/v1/needs/by-external-id/n-1"
    created = await client.put(address, json=exchange(actor))
    assert (created.status_code, created.json()["external_id"]) == (201, "n-1")
    assert (await client.put(address, json=exchange(actor))).status_code == 428
    same = await client.put(address, json=exchange(actor), headers={"If-Match": "*"})
    assert (same.status_code, same.headers["etag"]) == (200, '"1"')
    replaced = await client.put(address, json=exchange(actor, topics=[5]), headers={"If-Match": '"1"'})
    assert (replaced.json()["id"], replaced.json()["topics"]) == (created.json()["id"], [5])
    assert (await client.put(address.replace("needs", "offers"), json=exchange(actor))).status_code == 201
    assert [event.sequence for event in await told("need.")] == [1, 2]


async def test_an_external_id_is_of_one(client: Client, actor: str) -> None:
    await published(client, "offers", actor, external_id="o-1")
    assert (await client.post("/v1/offers", json=exchange(actor, external_id="o-1"))).status_code == 409


async def test_lists_are_filtered(client: Client, actor: str) -> None:
    at = {
        "Water": {"topics": [1], "sectors": ["14030"], "countries": ["UG"], "languages": ["en"]},
        "Health": {"topics": [2], "sectors": ["122"], "regions": ["ECOWAS"], "languages": ["fr"]},
        "Anywhere": {"topics": [1, 2], "sectors": ["14010"], "languages": ["pt"], "modality": "study_visit"},
    }
    for title, more in at.items():
        await published(client, "offers", actor, titles={"en": title}, **more)
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({"topic": 1}, ["Water", "Anywhere"]),
        ({"sector": "140"}, ["Water", "Anywhere"]),
        ({"sector": "14010"}, ["Anywhere"]),
        ({"country": "UG"}, ["Water", "Anywhere"]),
        ({"country": "SN"}, ["Health", "Anywhere"]),
        ({"region": "EAC"}, ["Water", "Anywhere"]),
        ({"region": "ECOWAS", "topic": 2}, ["Health", "Anywhere"]),
        ({"language": ["fr", "pt"]}, ["Health", "Anywhere"]),
        ({"modality": "study_visit"}, ["Anywhere"]),
        ({"q": "watr"}, ["Water"]),
        ({"actor": actor, "limit": 2}, ["Water", "Health"]),
        ({"updated_since": "2100-01-01T00:00:00Z"}, []),
    ]
    assert [await titles(client, "offers", **filters) for filters, _ in expected] == [names for _, names in expected]
    assert await titles(client, "needs", topic=1) == []
    assert (await client.get("/v1/offers", params={"colour": "red"})).status_code == 422


async def test_what_is_over_is_listed_only_when_asked_for(client: Client, actor: str) -> None:
    await published(client, "offers", actor, valid_to="2020-01-01")
    assert await titles(client, "offers") == []
    assert len(await titles(client, "offers", lapsed=True)) == 1
