import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from services.registry.focal_points.schemas import FocalPoint
from shared.auth import Grant, Kind, Principal, Role
from shared.db import connect
from shared.envelope import Envelope
from tests.service.registry.requests import assigned, office, pointers, registered
from tests.serving import NOBODY, Client, coordinator

Told = Callable[[str], Awaitable[list[Envelope]]]

ADDRESS = "sstc@mfa.example"
HOLDER = "Wangari Otieno"


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
    uganda = client.as_(coordinator("UG"))
    assert (await client.get("/v1/focal-points", headers=NOBODY)).status_code == 401
    assert (await client.get("/v1/focal-points", headers=uganda)).json()["items"] == []
    for headers in (NOBODY, uganda):
        assert (await client.get(address, headers=headers)).status_code == 404
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


async def test_a_language_has_a_region_where_it_is_said(client: Client) -> None:
    actor = (await registered(client)).json()["id"]
    answer = await client.post("/v1/focal-points", json=office(actor, language="fr-ca"))
    assert (answer.status_code, answer.json()["language"]) == (201, "fr-CA")


async def test_an_address_of_before_is_shown_and_has_to_be_mended_with_the_next_change(
    client: Client, url: str
) -> None:
    address = (await assigned(client, (await registered(client)).json()["id"])).headers["location"]
    connection = await connect(url)
    await connection.execute(
        """UPDATE focal_point_contacts SET channels = '[{"kind": "email", "address": "a..b@mfa.example"}]'"""
    )
    await connection.close()
    assert (await client.get(address)).json()["channels"][0]["address"] == "a..b@mfa.example"
    change = {"role": "Deputy director"}
    refused = await client.patch(address, json=change, headers={"If-Match": '"1"'})
    assert (refused.status_code, pointers(refused)) == (422, {"/channels/0/address": "invalid_address"})
    mended = {**change, "channels": [{"kind": "email", "address": ADDRESS}]}
    assert (await client.patch(address, json=mended, headers={"If-Match": '"1"'})).status_code == 200


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
    again = await client.delete(address, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()["status"], again.headers["etag"]) == (200, "released", '"2"')
    assert (await client.patch(address, json={"language": "fr"}, headers={"If-Match": '"2"'})).status_code == 409
    assert (await client.get("/v1/focal-points")).json()["items"] == []


async def test_erasure_leaves_no_personal_data_and_is_told(client: Client, told: Told) -> None:
    address = (await assigned(client, (await registered(client)).json()["id"])).headers["location"]
    erased = await client.post(f"{address}/erase")
    assert erased.status_code == 200
    assert (erased.json()["status"], erased.json()["channels"]) == ("erased", [])
    assert (await client.post(f"{address}/erase")).status_code == 200
    assert ADDRESS not in (await client.get(address)).text
    assert [event.type for event in await told("focal_point.")] == ["harambee.focal_point.erased.v1"]


async def test_a_repeated_request_does_not_keep_personal_data(client: Client) -> None:
    actor = (await registered(client)).json()["id"]
    headers = {"Idempotency-Key": "assign"}
    first = await client.post("/v1/focal-points", json=office(actor), headers=headers)
    again = await client.post("/v1/focal-points", json=office(actor), headers=headers)
    assert (again.status_code, again.headers["location"]) == (201, first.headers["location"])
    assert again.headers["etag"] == first.headers["etag"]
    left_out = {"channels": [], "holder": None, "absence": None, "mandate": again.json()["mandate"]}
    assert again.json() == first.json() | left_out
    assert set(again.json()["mandate"].values()) <= {None}
    FocalPoint.model_validate(again.json())


async def test_a_focal_point_follows_its_actor_to_another_country(client: Client, told: Told) -> None:
    actor = await registered(client)
    await assigned(client, actor.json()["id"])
    await client.patch(actor.headers["location"], json={"country": "UG"}, headers={"If-Match": '"1"'})
    assert [event.country for event in await told("focal_point.")] == ["KE", "UG"]


async def test_an_office_has_a_holder_apart_from_it(client: Client, told: Told) -> None:
    actor = (await registered(client)).json()["id"]
    channels = [
        {"kind": "email", "address": ADDRESS},
        {"kind": "phone", "address": "+254200000000"},
        {"kind": "post", "address": "Harambee Avenue, Nairobi"},
    ]
    facts = {"office": {"en": "South-South Unit"}, "holder": HOLDER, "channels": channels}
    answer = await assigned(client, actor, **facts, absence={"from": "2026-01-01", "to": "2026-02-01"})
    shown = (await client.get(answer.headers["location"])).json()
    assert {name: shown[name] for name in facts} == facts
    assert shown["absence"] == {"from": "2026-01-01", "to": "2026-02-01"}
    [event] = await told("focal_point.")
    data = orjson.loads(event.data)
    assert (data["absent_from"], data["absent_to"]) == ("2026-01-01", "2026-02-01")
    assert HOLDER not in event.data.decode()


@pytest.mark.parametrize(
    ("channels", "pointer", "code"),
    [
        ([{"kind": "phone", "address": "+254200000000"}], "/channels", "missing_email"),
        ([{"kind": "email", "address": "a@b"}], "/channels/0/address", "invalid_address"),
        ([{"kind": "email", "address": "a..b@mfa.example"}], "/channels/0/address", "invalid_address"),
        ([{"kind": "email", "address": ".a@mfa.example"}], "/channels/0/address", "invalid_address"),
        ([{"kind": "email", "address": "é@mfa.example"}], "/channels/0/address", "invalid_address"),
        ([{"kind": "email", "address": "a%0a@mfa.example"}], "/channels/0/address", "invalid_address"),
        ([{"kind": "phone", "address": "+0200000000"}], "/channels/0/address", "invalid_address"),
        ([{"kind": "phone", "address": "254200000000"}], "/channels/0/address", "invalid_address"),
        ([{"kind": "phone", "address": "+2542000000001234"}], "/channels/0/address", "invalid_address"),
        ([{"kind": "post", "address": ""}], "/channels/0/address", "string_too_short"),
    ],
)
async def test_a_channel_has_to_reach_somebody(
    client: Client, channels: list[dict[str, str]], pointer: str, code: str
) -> None:
    answer = await client.post("/v1/focal-points", json=office(str(uuid4()), channels=channels))
    assert pointers(answer) == {pointer: code}


async def test_a_deputy_is_another_one_of_the_country(client: Client, told: Told) -> None:
    kenya, planning, uganda = [
        (await registered(client, country, names={"en": name})).json()["id"]
        for country, name in (("KE", "Ministry"), ("KE", "Planning"), ("UG", "Ministry"))
    ]
    deputy = (await assigned(client, planning)).json()
    first = (await assigned(client, kenya, deputy=deputy["id"])).json()
    foreign = (await assigned(client, uganda)).json()
    assert orjson.loads((await told("focal_point."))[1].data)["deputy"] == deputy["id"]

    async def named(office: dict[str, Any], other: str) -> dict[str, str]:
        answer = await client.patch(
            f"/v1/focal-points/{office['id']}", json={"deputy": other}, headers={"If-Match": "*"}
        )
        return pointers(answer) if answer.status_code == 422 else {"": str(answer.status_code)}

    assert await named(first, first["id"]) == {"/deputy": "self"}
    assert await named(first, foreign["id"]) == {"/deputy": "other_country"}
    assert await named(first, str(uuid4())) == {"/deputy": "unknown_focal_point"}
    assert await named(deputy, first["id"]) == {"/deputy": "circle"}
    third = (await assigned(client, kenya, deputy=first["id"])).json()
    assert await named(deputy, third["id"]) == {"/deputy": "circle"}
    await client.delete(f"/v1/focal-points/{deputy['id']}", headers={"If-Match": "*"})
    assert await named(third, deputy["id"]) == {"/deputy": "not_assigned"}
    kept = await client.patch(f"/v1/focal-points/{first['id']}", json={"language": "sw"}, headers={"If-Match": "*"})
    assert (kept.status_code, kept.json()["deputy"]) == (200, deputy["id"])


async def test_a_deputy_that_one_may_not_see_is_unknown(client: Client) -> None:
    kenya, uganda = [(await registered(client, country)).json()["id"] for country in ("KE", "UG")]
    mine, foreign, unknown = (
        (await assigned(client, kenya)).json()["id"],
        (await assigned(client, uganda)).json()["id"],
        str(uuid4()),
    )
    headers = {**client.as_(coordinator("KE")), "If-Match": "*"}

    async def named(deputy: str) -> list[tuple[int, str]]:
        answers = (
            await client.post("/v1/focal-points", json=office(kenya, deputy=deputy), headers=headers),
            await client.patch(f"/v1/focal-points/{mine}", json={"deputy": deputy}, headers=headers),
        )
        return [(one.status_code, str(one.json()["errors"]).replace(deputy, "ID")) for one in answers]

    assert await named(foreign) == await named(unknown)


async def test_two_who_name_each_other_at_once_make_no_circle(client: Client) -> None:
    actor = (await registered(client)).json()["id"]
    one, other = [(await assigned(client, actor)).json()["id"] for _ in range(2)]
    answers = await asyncio.gather(
        *(
            client.patch(f"/v1/focal-points/{mine}", json={"deputy": deputy}, headers={"If-Match": "*"})
            for mine, deputy in ((one, other), (other, one))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]


async def test_all_that_is_held_can_be_downloaded(client: Client) -> None:
    actor = (await registered(client)).json()["id"]
    shown = (await assigned(client, actor, holder=HOLDER)).json()
    address = f"/v1/focal-points/{shown['id']}/export"
    answer = await client.get(address, headers=client.as_(coordinator("KE")))
    assert answer.headers["content-disposition"] == f'attachment; filename="focal-point-{shown["id"]}.json"'
    assert answer.headers["cache-control"] == "no-store"
    export = answer.json()
    assert export["focal_point"] == shown
    assert [place["place"] for place in export["other_places"]] == [
        "notifications",
        "Kafka, topic harambee.registry.contacts",
    ]
    assert f"/v1/reminders?focal_point={shown['id']}" in export["other_places"][0]["holds"]
    reporter = Principal(id="reporter", kind=Kind.CLIENT, grants=(Grant(role=Role.REPORTER, actor=UUID(actor)),))
    assert (await client.get(address, headers=client.as_(reporter))).status_code == 403
    assert (await client.get(address, headers=client.as_(coordinator("UG")))).status_code == 404


async def test_after_erasure_nothing_personal_is_in_any_table(client: Client, url: str) -> None:
    actor = (await registered(client)).json()["id"]
    named = {"text": {"en": f"Given to {HOLDER}"}}
    headers = {"Idempotency-Key": "assign"}
    made = await client.post("/v1/focal-points", json=office(actor, holder=HOLDER, mandate=named), headers=headers)
    address = made.headers["location"]
    await client.patch(address, json={"absence": {"from": "2026-01-01"}}, headers={"If-Match": "*"})
    assert ADDRESS in await everything_stored(url)
    assert HOLDER in await everything_stored(url)
    await client.post(f"{address}/erase", headers={"Idempotency-Key": "erase"})
    stored = await everything_stored(url)
    assert made.json()["id"] in stored
    for personal in (ADDRESS, HOLDER, "2026-01-01"):
        assert personal not in stored


async def everything_stored(url: str) -> str:
    """All rows of all tables as one text, bytes among them as what they spell."""
    connection = await connect(url)
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = [row for (table,) in tables for row in await connection.fetch(f'SELECT * FROM "{table}"')]
    await connection.close()
    assert len(tables) > 20
    return repr([tuple(row.values()) for row in found])
