from typing import Any

from tests.service.registry.requests import pointers, registered
from tests.serving import NOBODY, Client, coordinator

UNOSSC = "United Nations Office for South-South Cooperation"
BODY = {"kind": "40", "constituency": "multilateral", "country": None}


async def duplicates(client: Client, actor: dict[str, Any]) -> dict[str, tuple[str, set[str]]]:
    answer = await client.get(f"/v1/actors/{actor['id']}/duplicates", headers=NOBODY)
    assert answer.status_code == 200, answer.text
    return {
        next(iter(one["actor"]["names"].values())): (one["score"], {reason["code"] for reason in one["reasons"]})
        for one in answer.json()["items"]
    }


async def test_duplicates_are_found_with_score_and_reasons(client: Client) -> None:
    names = {"en": "Ministry of Planning", "fr": "Ministère du Plan"}
    one = (await registered(client, names=names, website="https://www.plan.example/")).json()
    await registered(client, names={"fr": "Plan, Ministere du"}, website="https://plan.example/fr")
    await registered(client, names={"en": "Minstry of Planing"})
    await registered(client, names={"en": "Ministry of Health"})
    await registered(client, "UG", names=names)
    assert await duplicates(client, one) == {
        "Plan, Ministere du": ("1.00", {"same_name", "website", "country"}),
        "Minstry of Planing": ("0.89", {"similar_name", "country"}),
    }


async def test_an_acronym_and_its_name_are_duplicates_from_both_sides(client: Client) -> None:
    short = (await registered(client, names={"en": "UNOSSC"}, **BODY)).json()
    full = (await registered(client, names={"en": UNOSSC}, **BODY)).json()
    assert await duplicates(client, short) == {UNOSSC: ("0.90", {"acronym"})}
    assert await duplicates(client, full) == {"UNOSSC": ("0.90", {"acronym"})}


async def test_what_was_withdrawn_is_no_duplicate(client: Client) -> None:
    one, other = (await registered(client)).json(), await registered(client)
    assert len(await duplicates(client, one)) == 1
    await client.delete(other.headers["location"], headers={"If-Match": "*"})
    assert await duplicates(client, one) == {}


async def test_all_pairs_of_a_country_are_listed_for_those_who_may_merge_there(client: Client) -> None:
    for country in ("KE", "UG"):
        await registered(client, country, names={"en": "Umoja Foundation"})
        await registered(client, country, names={"en": "Umoja Fundation"})
    await registered(client, names={"en": "Tumaini Foundation"})
    headers = client.as_(coordinator("KE"))
    answer = await client.get("/v1/actors/duplicates?country=KE", headers=headers)
    assert answer.json()["found"] == 1
    [pair] = answer.json()["items"]
    assert {pair["left"]["names"]["en"], pair["right"]["names"]["en"]} == {"Umoja Foundation", "Umoja Fundation"}
    assert pair["left"]["country"] == pair["right"]["country"] == "KE"
    assert (await client.get("/v1/actors/duplicates")).json()["found"] == 2
    assert (await client.get("/v1/actors/duplicates?min_score=1")).json() == {"items": [], "found": 0}
    assert (await client.get("/v1/actors/duplicates?country=UG", headers=headers)).status_code == 403
    assert (await client.get("/v1/actors/duplicates", headers=NOBODY)).status_code == 401
    low = await client.get("/v1/actors/duplicates?min_score=0.2")
    assert pointers(low) == {"/min_score": "greater_than_equal"}
