from collections.abc import Awaitable, Callable
from uuid import uuid4

import orjson

from shared.envelope import Envelope
from tests.service.registry.requests import assigned, office, pointers, registered
from tests.serving import NOBODY, Client, coordinator

Told = Callable[[str], Awaitable[list[Envelope]]]

ADDRESS = "sstc@mfa.example"


async def test_a_focal_point_is_assigned_and_told_to_the_few(client: Client, told: Told) -> None:
    actor = (await registered(client)).json()["id"]
    answer = await assigned(client, actor)
    assert answer.headers["cache-control"] == "no-store"
    assert (answer.json()["country"], answer.json()["status"]) == ("KE", "assigned")
    assert answer.json()["mandate"]["from"] == "2017-05-04"
    [event] = await told("focal_point.")
    assert (event.type, event.audience) == ("harambee.focal_point.assigned.v1", f"actor:{actor}")
    data = orjson.loads(event.data)
    assert (data["channels"], data["valid_from"]) == ([{"kind": "email", "address": ADDRESS}], "2017-05-04")


async def test_personal_data_is_only_in_the_topic_of_contacts(client: Client, told: Told) -> None:
    await assigned(client, (await registered(client)).json()["id"])
    assert all(ADDRESS not in event.data.decode() for event in await told("actor."))
    assert all(ADDRESS not in str(event.attributes) for event in await told(""))


async def test_only_those_whose_grants_reach_it_know_of_it(client: Client) -> None:
    address = (await assigned(client, (await registered(client)).json()["id"])).headers["location"]
    for headers in (NOBODY, client.as_(coordinator("UG"))):
        assert (await client.get(address, headers=headers)).status_code == 404
        assert (await client.get("/v1/focal-points", headers=headers)).json()["items"] == []
        assert (await client.post(f"{address}/erase", headers=headers)).status_code == 404
    kenya = client.as_(coordinator("KE"))
    assert (await client.get(address, headers=kenya)).status_code == 200
    assert len((await client.get("/v1/focal-points", headers=kenya)).json()["items"]) == 1


async def test_all_faults_are_said_at_once(client: Client) -> None:
    faulty = office(
        str(uuid4()),
        time_zone="Africa/Nairoby",
        language="xx",
        channels=[{"kind": "email", "address": "nobody"}],
        mandate={"from": "2020-01-01", "to": "2019-01-01"},
    )
    answer = await client.post("/v1/focal-points", json=faulty)
    assert pointers(answer) == {
        "/time_zone": "unknown_time_zone",
        "/language": "unknown_language",
        "/channels/0/address": "invalid_address",
        "/mandate/to": "period",
    }
    assert "did you mean Africa/Nairobi?" in answer.text
    unknown = await client.post("/v1/focal-points", json=office(str(uuid4())))
    assert pointers(unknown) == {"/actor": "unknown_actor"}


async def test_a_mandate_is_changed_by_merge_patch(client: Client, told: Told) -> None:
    answer = await assigned(client, (await registered(client)).json()["id"])
    change = {"language": "sw", "mandate": {"to": "2030-01-01", "legal_basis": None}}
    changed = await client.patch(answer.headers["location"], json=change, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert changed.json()["mandate"] == {
        "from": "2017-05-04",
        "to": "2030-01-01",
        "text": {"en": "Coordinates"},
        "legal_basis": None,
    }
    assert orjson.loads((await told("focal_point."))[-1].data)["language"] == "sw"


async def test_release_ends_the_mandate_once(client: Client) -> None:
    address = (await assigned(client, (await registered(client)).json()["id"])).headers["location"]
    assert (await client.delete(address, headers={"If-Match": '"1"'})).json()["status"] == "released"
    assert (await client.delete(address, headers={"If-Match": '"2"'})).status_code == 409
    assert (await client.patch(address, json={"language": "fr"}, headers={"If-Match": '"2"'})).status_code == 409
    assert (await client.get("/v1/focal-points")).json()["items"] == []


async def test_erasure_leaves_no_personal_data_and_is_told(client: Client, told: Told) -> None:
    address = (await assigned(client, (await registered(client)).json()["id"])).headers["location"]
    erased = await client.post(f"{address}/erase")
    assert erased.status_code == 200
    assert (erased.json()["status"], erased.json()["channels"]) == ("erased", [])
    assert (await client.post(f"{address}/erase")).status_code == 200
    assert ADDRESS not in (await client.get(address)).text
    assert [event.type for event in await told("focal_point.")][1:] == ["harambee.focal_point.erased.v1"]


async def test_a_repeated_request_does_not_keep_personal_data(client: Client) -> None:
    actor = (await registered(client)).json()["id"]
    headers = {"Idempotency-Key": "assign"}
    first = await client.post("/v1/focal-points", json=office(actor), headers=headers)
    again = await client.post("/v1/focal-points", json=office(actor), headers=headers)
    assert (again.status_code, again.headers["location"]) == (201, first.headers["location"])
    assert ADDRESS not in again.text


async def test_a_focal_point_follows_its_actor_to_another_country(client: Client, told: Told) -> None:
    actor = await registered(client)
    await assigned(client, actor.json()["id"])
    await client.patch(actor.headers["location"], json={"country": "UG"}, headers={"If-Match": '"1"'})
    assert [event.country for event in await told("focal_point.")] == ["KE", "UG"]
