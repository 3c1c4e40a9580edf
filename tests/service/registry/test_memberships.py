from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import orjson

from services.registry.app import create_service
from shared.db import connect
from shared.envelope import Envelope
from tests.service.registry.requests import pointers
from tests.serving import NOBODY, Client, coordinator, serving, settings

Told = Callable[[str], Awaitable[list[Envelope]]]

RWANDA = "/v1/regions/EAC/members/RW"
LEFT_AND_CAME_BACK = [
    {"valid_from": "2007-07-01", "valid_to": "2019-01-01", "verified": True, "source": "Treaty"},
    {"valid_from": "2021-01-01", "source": "Gazette"},
]


async def get(client: Client, address: str, **parameters: Any) -> Any:
    answer = await client.get(address, params=parameters, headers=NOBODY)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def decide(client: Client, address: str, spells: list[dict[str, Any]], version: str = "*") -> httpx.Response:
    return await client.put(address, json={"spells": spells}, headers={"If-Match": version})


async def test_the_members_of_a_region_are_those_of_a_day(client: Client) -> None:
    async def members(**filters: Any) -> list[str]:
        items = (await get(client, "/v1/regions/EAC/members", **filters))["items"]
        return [one["country"] for one in items]

    assert await members(as_of="2006-01-01") == ["KE", "TZ", "UG"]
    assert len(await members()) == 8
    [kenya] = (await get(client, "/v1/regions/EAC/members", country="KE"))["items"]
    assert (kenya["names"]["sw"], kenya["valid_from"], kenya["verified"]) == ("Kenya", "2000-07-07", True)
    answer = await client.get("/v1/regions/EAC/members", params={"format": "csv"})
    assert len(answer.text.splitlines()) == 9
    assert (await client.get("/v1/regions/EACC/members")).status_code == 404


async def test_countries_are_found_by_words_and_regions_by_member_and_parent(client: Client) -> None:
    found = await get(client, "/v1/countries", q="cote d'ivoire")
    assert [one["code"] for one in found["items"]] == ["CI"]
    assert [one["code"] for one in (await get(client, "/v1/countries", q="quênia"))["items"]] == ["KE"]
    within = await get(client, "/v1/countries", q="guin", region="ECOWAS")
    assert [one["code"] for one in within["items"]] == ["GN", "GW"]
    parts = await get(client, "/v1/regions", parent="AU", kind="au_region")
    assert len(parts["items"]) == 5
    of_mali = [one["code"] for one in (await get(client, "/v1/regions", member="ML", kind="community"))["items"]]
    assert of_mali == ["CEN-SAD"]
    before = await get(client, "/v1/regions", member="ML", kind="community", as_of="2025-01-28")
    assert [one["code"] for one in before["items"]] == ["CEN-SAD", "ECOWAS"]


async def test_bodies_that_the_union_does_not_recognise_are_regions_too(client: Client) -> None:
    others = [one["code"] for one in (await get(client, "/v1/regions", kind="organisation"))["items"]]
    assert others == ["AES", "CEMAC", "CEPGL", "IOC", "MRU", "SACU", "UEMOA"]
    ivory_coast = await get(client, "/v1/countries/CI", as_of="2026-01-01")
    bodies = {one["region"]: one["verified"] for one in ivory_coast["regions"] if one["kind"] == "organisation"}
    assert bodies == {"MRU": True, "UEMOA": True}


async def test_a_body_has_a_first_day_and_its_predecessor_is_a_body_of_its_own(client: Client) -> None:
    union, before = await get(client, "/v1/regions/AU"), await get(client, "/v1/regions/OAU")
    assert (union["valid_from"], union["valid_to"]) == ("2002-07-09", None)
    assert (before["valid_from"], before["valid_to"]) == ("1963-05-25", "2002-07-09")
    [morocco] = [one for one in before["members"] if one["country"] == "MA"]
    assert morocco["valid_to"] == "1984-11-12"
    unions = (await get(client, "/v1/regions", member="MA", kind="union", as_of="2000-01-01"))["items"]
    assert unions == []


async def test_a_day_that_nobody_knows_is_the_first_of_the_body(client: Client, told: Told) -> None:
    before = len(await told("membership."))
    answer = await decide(client, "/v1/regions/AES/members/TD", [{"source": "Communiqué"}])
    assert [one["valid_from"] for one in answer.json()["spells"]] == ["2023-09-16"]
    [event] = (await told("membership."))[before:]
    assert orjson.loads(event.data)["periods"] == [{"valid_from": "2023-09-16", "valid_to": None}]
    early = await decide(client, "/v1/regions/AES/members/TD", [{"valid_from": "2020-01-01", "source": "x"}])
    assert (early.status_code, pointers(early)) == (409, {"/spells/0/valid_from": "before_region"})
    late = await decide(client, "/v1/regions/OAU/members/KE", [{"valid_from": "1963-12-13", "source": "x"}])
    assert (late.status_code, pointers(late)) == (409, {"/spells/0/valid_to": "after_region"})


async def test_what_ships_now_reaches_a_database_of_before_and_decisions_stay(
    client: Client, told: Told, url: str
) -> None:
    mauritania, namibia = "/v1/regions/ECOWAS/members/MR", "/v1/regions/COMESA/members/NA"
    decision = [{"valid_to": "2003-01-01", "source": "Gazette"}]
    assert (await decide(client, namibia, decision)).status_code == 200
    connection = await connect(url)
    await connection.execute("DELETE FROM memberships WHERE region = 'ECOWAS' AND country = 'MR'")
    await connection.execute("UPDATE memberships SET valid_from = NULL WHERE country IN ('NA', 'ET')")
    await connection.close()
    before = len(await told("membership."))
    async with serving(create_service(settings(url))) as again:
        [left] = (await get(again, mauritania))["spells"]
        assert (left["valid_from"], left["valid_to"]) == ("1975-05-28", "2000-12-26")
        decided = await get(again, namibia)
        assert [(one["valid_from"], one["valid_to"], one["source"]) for one in decided["spells"]] == [
            ("1994-12-08", "2003-01-01", "Gazette")
        ]
        assert decided["version"] == 3
    events = {event.subject: event for event in (await told("membership."))[before:]}
    periods = {subject: orjson.loads(event.data)["periods"] for subject, event in events.items()}
    assert periods["memberships/COMESA-NA"] == [{"valid_from": "1994-12-08", "valid_to": "2003-01-01"}]
    assert periods["memberships/IGAD-ET"] == [{"valid_from": "1996-03-21", "valid_to": None}]
    assert events["memberships/COMESA-NA"].sequence == 3


async def test_a_membership_that_is_decided_is_told_and_outlives_a_restart(
    client: Client, told: Told, url: str
) -> None:
    before = len(await told("membership."))
    read = await client.get(RWANDA)
    answer = await decide(client, RWANDA, LEFT_AND_CAME_BACK, read.headers["etag"])
    assert answer.status_code == 200, answer.text
    assert (answer.json()["version"], [one["valid_to"] for one in answer.json()["spells"]]) == (2, ["2019-01-01", None])
    assert "RW" not in str((await get(client, "/v1/regions/EAC/members", as_of="2020-01-01"))["items"])
    assert (await decide(client, RWANDA, LEFT_AND_CAME_BACK)).headers["etag"] == '"2"'
    async with serving(create_service(settings(url))) as again:
        assert len((await get(again, RWANDA))["spells"]) == 2
    [event] = (await told("membership."))[before:]
    assert (event.subject, event.sequence) == ("memberships/EAC-RW", 2)
    assert orjson.loads(event.data)["periods"] == [
        {"valid_from": "2007-07-01", "valid_to": "2019-01-01"},
        {"valid_from": "2021-01-01", "valid_to": None},
    ]


async def test_contradictions_are_refused_with_all_reasons(client: Client) -> None:
    spells = [
        {"valid_from": "2007-07-01", "source": "Treaty"},
        {"valid_from": "2010-01-01", "valid_to": "2011-01-01", "source": "Gazette"},
        {"verified": True, "source": "hearsay"},
    ]
    answer = await decide(client, RWANDA, spells)
    assert answer.status_code == 409
    reasons = [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]
    assert reasons == [
        ("/spells/2/verified", "no_day"),
        ("/spells/1", "overlap"),
        ("/spells/2", "overlap"),
        ("/spells/2", "overlap"),
    ]
    order = await decide(client, RWANDA, [{"valid_from": "2010-01-01", "valid_to": "2009-01-01", "source": "x"}])
    assert (order.status_code, pointers(order)) == (422, {"/spells/0/valid_to": "period"})


async def test_a_country_may_be_in_several_bodies_at_once(client: Client) -> None:
    answer = await client.put("/v1/regions/SADC/members/RW", json={"spells": [LEFT_AND_CAME_BACK[0]]})
    assert answer.status_code == 200, answer.text
    regions = [one["region"] for one in (await get(client, "/v1/countries/RW", as_of="2010-01-01"))["regions"]]
    assert {"EAC", "COMESA", "SADC", "AU"} <= set(regions)


async def test_who_leaves_the_union_leaves_its_agency(client: Client, told: Told) -> None:
    before = len(await told("membership."))
    gone = [{"valid_to": "2024-01-01", "source": "Decision of the Assembly"}]
    assert (await decide(client, "/v1/regions/AU/members/KE", gone)).status_code == 200
    assert (await get(client, "/v1/regions/AUDA-NEPAD/members/KE"))["spells"][0]["valid_to"] == "2024-01-01"
    subjects = [event.subject for event in (await told("membership."))[before:]]
    assert subjects == ["memberships/AU-KE", "memberships/AUDA-NEPAD-KE"]
    refused = await decide(client, "/v1/regions/AUDA-NEPAD/members/KE", [])
    assert (refused.status_code, pointers(refused)) == (409, {"/code": "same_members"})


async def test_a_membership_that_never_was_is_taken_away(client: Client, url: str) -> None:
    assert (await decide(client, RWANDA, [])).status_code == 200
    async with serving(create_service(settings(url))) as again:
        assert (await get(again, RWANDA))["spells"] == []
    assert (await decide(client, RWANDA, LEFT_AND_CAME_BACK, '"2"')).json()["version"] == 3
    assert (await client.get("/v1/regions/EAC/members/FR")).status_code == 404


async def test_only_an_administrator_decides_and_not_on_m49(client: Client) -> None:
    body = {"spells": []}
    someone = client.as_(coordinator("RW"))
    assert (await client.put(RWANDA, json=body, headers=someone)).status_code == 403
    assert (await client.put(RWANDA, json=body)).status_code == 428
    assert (await decide(client, RWANDA, [], '"7"')).status_code == 412
    refused = await decide(client, "/v1/regions/014/members/KE", [])
    assert (refused.status_code, pointers(refused)) == (409, {"/code": "m49"})
    assert (await decide(client, "/v1/regions/EAC/members/XX", [])).status_code == 404
