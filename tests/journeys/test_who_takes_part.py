"""The registry as an integrator meets it: every path through the gateway, its events in the one ordered log."""

from typing import Any

import httpx
import pytest

from tests.journeys.conftest import Platform
from tests.journeys.waiting import created, told

ANY = {"If-Match": "*"}
LAW = {"titles": {"en": "Act"}, "url": "https://law.example/act.pdf"}


def ministry(country: str, name: str, **more: Any) -> dict[str, Any]:
    return {"names": {"en": name}, "kind": "10", "constituency": "public", "country": country, **more}


@pytest.fixture
async def anyone(platform: Platform) -> Any:
    async with httpx.AsyncClient(base_url=platform.url, timeout=30) as anyone:
        yield anyone


async def read(client: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, f"{path}: {answer.text}"
    return answer.json()


async def test_who_takes_part(client: httpx.AsyncClient, anyone: httpx.AsyncClient) -> None:
    plan = await created(
        client, "/v1/actors", ministry("SN", "Plan", names={"fr": "Ministère du Plan"}, acronyms=["MPLAN"])
    )
    assert plan["identifiers"][0]["scheme"] == "HRB"
    minted = f"HRB-{plan['identifiers'][0]['value']}"
    assert (await read(anyone, f"/v1/actors/by-identifier/{minted}"))["id"] == plan["id"]
    assert [one["id"] for one in (await read(anyone, "/v1/actors", q="ministere plan"))["items"]] == [plan["id"]]
    twin = await created(client, "/v1/actors", ministry("SN", "Plan", names={"fr": "Ministere du Plan"}))
    assert [one["actor"]["id"] for one in (await read(client, f"/v1/actors/{plan['id']}/duplicates"))["items"]] == [
        twin["id"]
    ]
    merged = await client.post(f"/v1/actors/{twin['id']}/merge", json={"into": plan["id"]}, headers=ANY)
    assert merged.status_code == 200, merged.text
    old = await anyone.get(f"/v1/actors/{twin['id']}")
    assert (old.status_code, old.headers["location"]) == (308, f"/v1/actors/{plan['id']}")
    assert len((await read(anyone, f"/v1/actors/{twin['id']}/history"))["items"]) == 2
    point = await created(
        client,
        "/v1/focal-points",
        {
            "actor": plan["id"],
            "role": "National focal point",
            "language": "fr",
            "time_zone": "Africa/Dakar",
            "channels": [{"kind": "email", "address": "cssd@plan.example"}],
        },
    )
    assert (await anyone.get(f"/v1/focal-points/{point['id']}")).status_code == 404
    erased = await client.post(f"/v1/focal-points/{point['id']}/erase")
    assert erased.json()["channels"] == []
    events = await told(client, "actor.registered", "actor.merged")
    assert "plan.example" not in str(events)


async def test_what_a_country_has_set_up(client: httpx.AsyncClient, anyone: httpx.AsyncClient) -> None:
    owner = (await created(client, "/v1/actors", ministry("RW", "Cooperation Board")))["id"]
    body = {
        "mandate": {"holder": owner, "text": {"en": "Convenes"}},
        "pillars": [{"pillar": "national_body", "level": 2, "evidence": [LAW], "assessed_on": "2026-01-01"}],
    }
    put = await client.put("/v1/institutions/RW", json=body)
    assert put.status_code == 201, put.text
    shown = await read(anyone, "/v1/institutions/RW")
    assert (shown["readiness"]["assessed"], shown["readiness"]["levels"]["national_body"]) == (1, 2)
    compared = await read(anyone, "/v1/institutions/compare", country=["RW", "KE"])
    assert compared["pillars"][2]["levels"] == {"RW": 2, "KE": None}
    assert len((await read(anyone, "/v1/institutions/RW/history"))["items"]) == 1
    law = await created(
        client, "/v1/instruments", {"kind": "law", "titles": {"en": "Act"}, "owner": owner, "documents": [LAW]}
    )
    assert (await anyone.get(f"/v1/instruments/{law['id']}")).status_code == 404
    moved = await client.post(f"/v1/instruments/{law['id']}/transitions", json={"to": "published"}, headers=ANY)
    assert moved.status_code == 200, moved.text
    assert [one["id"] for one in (await read(anyone, "/v1/instruments", country="RW"))["items"]] == [law["id"]]
    events = await told(client, "institution.updated", "instrument.published")
    assert {event["country"] for event in events} == {"RW"}


async def test_who_works_with_whom(client: httpx.AsyncClient, anyone: httpx.AsyncClient) -> None:
    giver = (await created(client, "/v1/actors", ministry("TZ", "Statistics Office")))["id"]
    taker = (await created(client, "/v1/actors", ministry("BI", "Institute of Statistics")))["id"]
    helper = (await created(client, "/v1/actors", ministry("JP", "Cooperation Agency")))["id"]
    roles = zip((giver, taker, helper), ("pivotal", "beneficiary", "facilitating"), strict=True)
    parties = [{"actor": actor, "role": role} for actor, role in roles]
    agreement = {"titles": {"en": "Statistics"}, "kind": "triangular", "parties": parties}
    partnership = await created(client, "/v1/partnerships", agreement)
    assert (await read(anyone, f"/v1/partnerships/{partnership['id']}"))["parties"][1]["country"] == "BI"
    refused = await client.post("/v1/partnerships", json={**agreement, "parties": parties[:2]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "missing_role")
    about = {"titles": {"en": "Training of statisticians"}, "topics": [2], "sectors": ["16062"], "modality": "training"}
    offer = await created(client, "/v1/offers", {**about, "actor": giver})
    need = await created(client, "/v1/needs", {**about, "actor": taker})
    [match] = (await read(anyone, "/v1/matches", need=need["id"]))["items"]
    assert offer["id"] in str(match["offer"])
    assert match["reasons"]
    await told(client, "partnership.agreed", "offer.published", "need.published", "match.found")


async def test_regions_countries_and_code_lists(anyone: httpx.AsyncClient) -> None:
    kenya = await read(anyone, "/v1/countries/KE")
    assert (kenya["code"], kenya["alpha_3"]) == ("KE", "KEN")
    assert "EAC" in str(await read(anyone, "/v1/regions", limit=1000))
    assert (await read(anyone, "/v1/regions/EAC"))["code"] == "EAC"
    assert "KE" in [one["code"] for one in (await read(anyone, "/v1/countries", region="EAC"))["items"]]
    assert len((await read(anyone, "/v1/codelists/topics"))["codes"]) == 11
