import asyncio
import csv
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest

from services.registry.base import Model
from services.registry.registration.commands.merges import FOLLOWING
from shared.envelope import Envelope
from tests.service.registry.requests import assigned, ministry, pointers, published, registered
from tests.serving import NOBODY, Client, coordinator

Told = Callable[[str], Awaitable[list[Envelope]]]

ANY = {"If-Match": "*"}
OLD = {
    "names": {"en": "Bureau of Planning", "fr": "Bureau du Plan"},
    "identifiers": [{"scheme": "KE-COA", "value": "1052"}],
    "topics": [1, 3],
    "sectors": ["15110"],
}


async def merged(client: Client, old: dict[str, Any], into: dict[str, Any], **more: Any) -> httpx.Response:
    return await client.post(f"/v1/actors/{old['id']}/merge", json={"into": into["id"]}, headers=ANY | more)


async def unmerged(client: Client, old: dict[str, Any], **more: Any) -> httpx.Response:
    return await client.post(f"/v1/actors/{old['id']}/unmerge", headers=ANY | more)


async def actor(client: Client, country: str = "KE", **more: Any) -> dict[str, Any]:
    shown: dict[str, Any] = (await registered(client, country, **more)).json()
    return shown


async def shown(client: Client, one: dict[str, Any]) -> dict[str, Any]:
    answer = await client.get(f"/v1/actors/{one['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def state(one: dict[str, Any]) -> dict[str, Any]:
    """Leave out what every change changes."""
    return {name: value for name, value in one.items() if name not in {"version", "updated_at"}}


def reasons(answer: httpx.Response) -> set[tuple[str, str]]:
    assert answer.status_code == 409, answer.text
    return {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}


async def test_a_merged_actor_leads_to_the_one_that_stays(client: Client) -> None:
    old, into = await actor(client, **OLD), await actor(client, topics=[3, 5])
    answer = await merged(client, old, into)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert (answer.json()["status"], answer.json()["merged_into"]) == ("merged", into["id"])
    moved = await client.get(f"/v1/actors/{old['id']}", headers=NOBODY)
    assert (moved.status_code, moved.headers["location"]) == (308, f"/v1/actors/{into['id']}")
    found = await client.get("/v1/actors/by-identifier/KE-COA-1052")
    assert found.json()["id"] == into["id"]
    for q in ("bureau plan", "KE-COA-1052"):
        listed = (await client.get("/v1/actors", params={"q": q})).json()["items"]
        assert [one["id"] for one in listed] == [into["id"]]


async def test_the_survivor_gains_what_it_lacks(client: Client) -> None:
    old, into = await actor(client, **OLD), await actor(client, topics=[3, 5])
    await merged(client, old, into)
    survivor = await shown(client, into)
    assert (survivor["topics"], survivor["sectors"]) == ([3, 5, 1], ["15110"])
    assert [f"{one['scheme']}-{one['value']}" for one in survivor["identifiers"]] == ["HRB-KE-1", "KE-COA-1052"]
    assert [one["name"] for one in survivor["former_names"]] == ["Bureau of Planning", "Bureau du Plan"]
    assert survivor["names"] == into["names"]
    changed = await client.patch(f"/v1/actors/{into['id']}", json={"website": "https://plan.example"}, headers=ANY)
    assert changed.status_code == 200, changed.text


async def test_an_identifier_of_another_country_leads_to_the_survivor_without_being_its_own(client: Client) -> None:
    old, into = await actor(client, **OLD), await actor(client, "UG")
    await merged(client, old, into)
    assert [one["scheme"] for one in (await shown(client, into))["identifiers"]] == ["HRB"]
    assert (await client.get("/v1/actors/by-identifier/KE-COA-1052")).json()["id"] == into["id"]
    assert (await client.patch(f"/v1/actors/{into['id']}", json={"topics": [1]}, headers=ANY)).status_code == 200


async def test_parts_focal_points_offers_and_needs_follow(client: Client, told: Told) -> None:
    old, into = await actor(client, **OLD), await actor(client)
    child = await actor(client, parent=old["id"])
    office = (await assigned(client, old["id"])).json()
    offer = (await published(client, "offers", old["id"])).json()
    await merged(client, old, into)
    assert (await shown(client, child))["parent"] == into["id"]
    assert (await client.get(f"/v1/focal-points/{office['id']}")).json()["actor"] == into["id"]
    assert (await client.get(f"/v1/offers/{offer['id']}")).json()["actor"] == into["id"]
    event = (await told("focal_point."))[-1]
    assert (event.type, event.audience) == ("harambee.focal_point.updated.v1", f"actor:{into['id']}")
    assert orjson.loads((await told("offer."))[-1].data)["actor"] == into["id"]


async def test_everybody_is_told(client: Client, told: Told) -> None:
    old, into = await actor(client, **OLD), await actor(client)
    await merged(client, old, into)
    *_, merging, survivor = await told("actor.")
    assert (merging.type, merging.subject, merging.sequence) == (
        "harambee.actor.merged.v1",
        f"actors/{old['id']}",
        2,
    )
    assert orjson.loads(merging.data) == {"id": old["id"], "into": into["id"], "identifiers": ["KE-COA-1052"]}
    assert (survivor.type, survivor.subject) == ("harambee.actor.updated.v1", f"actors/{into['id']}")
    await unmerged(client, old)
    *_, back, without = await told("actor.")
    assert {event.type for event in (back, without)} == {"harambee.actor.updated.v1"}
    data = orjson.loads(back.data)
    assert (data["id"], data["status"]) == (old["id"], "active")
    assert [one["value"] for one in data["identifiers"]] == ["1052"]
    assert "1052" not in [one["value"] for one in orjson.loads(without.data)["identifiers"]]


async def test_every_version_of_an_actor_can_be_read(client: Client) -> None:
    old, into = await actor(client, **OLD), await actor(client)
    headers = client.as_(coordinator("KE"))
    await client.patch(f"/v1/actors/{old['id']}", json={"topics": [2]}, headers=ANY | headers)
    await merged(client, old, into, **headers)
    answer = await client.get(f"/v1/actors/{old['id']}/history", headers=NOBODY)
    versions = answer.json()["items"]
    assert [(one["version"], one["by"], one["event"].split(".")[2]) for one in versions] == [
        (1, "admin", "registered"),
        (2, "coordinator-KE", "updated"),
        (3, "coordinator-KE", "merged"),
    ]
    assert [one["content"]["topics"] for one in versions] == [[1, 3], [2], [2]]
    assert versions[2]["content"]["merged_into"] == into["id"]
    assert (await client.get(f"/v1/actors/{uuid4()}/history")).status_code == 404


async def test_a_history_is_given_as_a_table_too(client: Client) -> None:
    one = await actor(client, **OLD)
    answer = await client.get(f"/v1/actors/{one['id']}/history?format=csv")
    [version] = csv.DictReader(io.StringIO(answer.text))
    assert (version["version"], version["by"]) == ("1", "admin")
    assert orjson.loads(version["content"])["names"] == OLD["names"]


def test_whatever_refers_to_an_actor_follows_it_when_it_is_merged() -> None:
    kept = {"actor_versions", "merges"}
    followed = {"actors", "known_identifiers", *FOLLOWING}
    tables = Model.metadata.tables.values()
    referring = {table.name for table in tables for key in table.foreign_keys if key.column.table.name == "actors"}
    assert referring == kept | followed


async def test_all_reasons_against_a_merge_are_said_at_once(client: Client) -> None:
    old, gone = await actor(client), await actor(client, "UG")
    await client.delete(f"/v1/actors/{gone['id']}", headers=ANY)
    kenya = client.as_(coordinator("KE"))
    assert reasons(await merged(client, old, gone, **kenya)) == {("/into", "withdrawn"), ("/into", "not_granted")}
    assert reasons(await merged(client, gone, gone)) == {("/actor_id", "withdrawn"), ("/into", "itself")}
    part = await actor(client, "UG", parent=(await actor(client, parent=old["id"]))["id"])
    assert reasons(await merged(client, old, part, **kenya)) == {("/into", "circle"), ("/into", "not_granted")}
    unknown = await client.post(f"/v1/actors/{old['id']}/merge", json={"into": str(uuid4())}, headers=ANY)
    assert pointers(unknown) == {"/into": "unknown_actor"}
    assert (await merged(client, old, part, **client.as_(coordinator("UG")))).status_code == 403
    assert (await merged(client, old, part, **NOBODY)).status_code == 401
    stale = await client.post(
        f"/v1/actors/{old['id']}/merge", json={"into": (await actor(client))["id"]}, headers={"If-Match": '"7"'}
    )
    assert stale.status_code == 412
    assert (await shown(client, old))["version"] == 1


async def test_merges_make_no_circle_and_are_followed_to_their_end(client: Client) -> None:
    first, second, third = [await actor(client) for _ in range(3)]
    await merged(client, first, second)
    assert reasons(await merged(client, second, first)) == {("/into", "circle")}
    assert reasons(await merged(client, first, third)) == {("/actor_id", "merged")}
    assert reasons(await merged(client, third, first)) == {("/into", "merged")}
    await merged(client, second, third)
    moved = await client.get(f"/v1/actors/{first['id']}")
    assert moved.headers["location"] == f"/v1/actors/{third['id']}"
    assert (await client.get("/v1/actors/by-identifier/HRB-KE-1")).json()["id"] == third["id"]


async def test_of_two_who_merge_into_each_other_at_once_one_succeeds(client: Client) -> None:
    one, other = await actor(client), await actor(client)
    answers = await asyncio.gather(merged(client, one, other), merged(client, other, one))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_merged_actor_takes_no_changes(client: Client) -> None:
    old, into = await actor(client), await actor(client)
    await merged(client, old, into)
    change = await client.patch(f"/v1/actors/{old['id']}", json={"topics": [1]}, headers=ANY)
    assert (change.status_code, into["id"] in change.text) == (409, True)
    assert (await client.delete(f"/v1/actors/{old['id']}", headers=ANY)).status_code == 409
    part = await client.post("/v1/actors", json=ministry(parent=old["id"]))
    assert pointers(part) == {"/parent": "merged"}


async def test_undoing_makes_everything_as_before(client: Client) -> None:
    old, into = await actor(client, **OLD), await actor(client, topics=[3, 5])
    child = await actor(client, parent=old["id"])
    office = (await assigned(client, old["id"])).json()
    own = (await assigned(client, into["id"])).json()
    offer = (await published(client, "offers", old["id"])).json()
    await merged(client, old, into)
    answer = await unmerged(client, old)
    assert answer.status_code == 200, answer.text
    for one in (old, into, child):
        assert state(await shown(client, one)) == state(one)
    assert (await client.get(f"/v1/focal-points/{office['id']}")).json()["actor"] == old["id"]
    assert (await client.get(f"/v1/focal-points/{own['id']}")).json()["actor"] == into["id"]
    assert (await client.get(f"/v1/offers/{offer['id']}")).json()["actor"] == old["id"]
    assert (await client.get("/v1/actors/by-identifier/KE-COA-1052")).json()["id"] == old["id"]
    found = (await client.get("/v1/actors", params={"q": "bureau plan"})).json()["items"]
    assert [one["id"] for one in found] == [old["id"]]
    assert (await unmerged(client, old)).status_code == 409
    assert (await merged(client, old, into)).status_code == 200


async def test_a_pair_of_the_two_is_proposed_again_when_they_are_two_again(client: Client) -> None:
    old, into = await actor(client), await actor(client)
    await published(client, "offers", old["id"])
    await published(client, "needs", into["id"])
    for changing, expected in ((None, 1), (merged(client, old, into), 0), (unmerged(client, old), 1)):
        if changing:
            assert (await changing).status_code == 200
        assert len((await client.get("/v1/matches")).json()["items"]) == expected


async def test_what_was_changed_since_stays_when_a_merge_is_undone(client: Client) -> None:
    old, into = await actor(client, **OLD), await actor(client, topics=[3, 5])
    elsewhere, child = await actor(client), await actor(client, parent=old["id"])
    await merged(client, old, into)
    await client.patch(f"/v1/actors/{into['id']}", json={"topics": [1]}, headers=ANY)
    await client.patch(f"/v1/actors/{child['id']}", json={"parent": elsewhere["id"]}, headers=ANY)
    await unmerged(client, old)
    survivor = await shown(client, into)
    assert (survivor["topics"], survivor["sectors"]) == ([1], [])
    assert (await shown(client, child))["parent"] == elsewhere["id"]


async def test_a_merge_can_be_undone_for_thirty_days(client: Client) -> None:
    old, into = await actor(client), await actor(client)
    await merged(client, old, into)
    for days, status in ((31, 409), (29, 200)):
        moment = datetime.now(UTC) + timedelta(days=days)
        await client.post("/internal/clock", json={"now": moment.isoformat()})
        assert (await unmerged(client, old)).status_code == status


async def test_merges_are_undone_last_first(client: Client) -> None:
    first, second, third = [await actor(client) for _ in range(3)]
    await merged(client, first, second)
    await merged(client, second, third)
    assert reasons(await unmerged(client, first)) == {("/actor_id", "merged")}
    assert (await unmerged(client, second)).status_code == 200
    assert (await unmerged(client, first)).status_code == 200
    for one in (first, second, third):
        assert state(await shown(client, one)) == state(one)


async def test_undoing_makes_no_circle_of_parents(client: Client) -> None:
    top, into = await actor(client), await actor(client)
    old = await actor(client, parent=top["id"])
    child = await actor(client, parent=old["id"])
    await merged(client, old, into)
    changed = await client.patch(f"/v1/actors/{top['id']}", json={"parent": child["id"]}, headers=ANY)
    assert changed.status_code == 200
    assert reasons(await unmerged(client, old)) == {("/actor_id", "circle")}


@pytest.mark.parametrize("attempt", range(3))
async def test_of_two_who_close_a_circle_of_parents_at_once_one_succeeds(client: Client, attempt: int) -> None:
    one, other = await actor(client), await actor(client)
    answers = await asyncio.gather(
        *(
            client.patch(f"/v1/actors/{own['id']}", json={"parent": above["id"]}, headers=ANY)
            for own, above in ((one, other), (other, one))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    parents = [(await shown(client, actor))["parent"] for actor in (one, other)]
    assert sorted(parent is None for parent in parents) == [False, True]
