import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import orjson

from shared.envelope import Envelope
from tests.service.registry.requests import pointers, registered
from tests.serving import NOBODY, Client, authorization, coordinator

Told = Callable[[str], Awaitable[list[Envelope]]]
LAW = {"titles": {"en": "Act"}, "url": "https://law.example/act.pdf", "sha256": "0" * 64}


def institution(holder: str, **more: Any) -> dict[str, Any]:
    return {
        "frameworks": [{"kind": "policy", "titles": {"en": "Policy"}, "status": "adopted", "document": LAW}],
        "mandate": {"holder": holder, "text": {"en": "Convenes"}, "legal_basis": "Act 7"},
        "resources": [{"year": 2025, "posts": "4.5", "finance": {"amount": "1200000", "currency": "KES"}}],
        "mapping": [{"titles": {"en": "Map"}, "year": 2024}],
        "pillars": [{"pillar": "political_will", "level": 3, "evidence": [LAW], "assessed_on": "2025-11-01"}],
        **more,
    }


def by(country: str) -> dict[str, str]:
    return authorization(coordinator(country))


async def holder(client: Client, country: str = "KE") -> str:
    return str((await registered(client, country)).json()["id"])


async def test_a_coordination_set_up_is_said_read_and_told_of(client: Client, told: Told) -> None:
    body = institution(await holder(client))
    answer = await client.put("/v1/institutions/KE", json=body)
    assert (answer.status_code, answer.headers["location"], answer.headers["etag"]) == (
        201,
        "/v1/institutions/KE",
        '"1"',
    )
    shown = (await client.get("/v1/institutions/KE", headers=NOBODY)).json()
    assert shown["resources"] == [{**body["resources"][0], "source": None}]
    assert shown["readiness"]["assessed"] == 1
    assert (shown["readiness"]["levels"]["political_will"], shown["readiness"]["levels"]["national_body"]) == (3, None)
    [event] = await told("institution.")
    assert (event.subject, event.country, event.sequence) == ("institutions/KE", "KE", 1)
    data = orjson.loads(event.data)
    assert (data["mandate_holder"], data["pillars"][0]["level"]) == (body["mandate"]["holder"], 3)
    assert data["resources"] == [{"year": 2025, "posts": "4.5", "amount": "1200000", "currency": "KES"}]


async def test_the_same_again_changes_nothing(client: Client, told: Told) -> None:
    body = institution(await holder(client))
    await client.put("/v1/institutions/KE", json=body)
    assert (await client.put("/v1/institutions/KE", json=body)).status_code == 428
    again = await client.put("/v1/institutions/KE", json=body, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()["version"], len(await told("institution."))) == (200, 1, 1)


async def test_every_version_stays_readable(client: Client) -> None:
    await client.put("/v1/institutions/KE", json=institution(await holder(client)))
    changed = await client.patch("/v1/institutions/KE", json={"pillars": []}, headers={"If-Match": '"1"'})
    assert (changed.json()["version"], changed.json()["readiness"]["assessed"]) == (2, 0)
    stale = await client.patch("/v1/institutions/KE", json={"mapping": []}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    history = (await client.get("/v1/institutions/KE/history", headers=NOBODY)).json()["items"]
    assert [(one["version"], len(one["content"]["pillars"])) for one in history] == [(1, 1), (2, 0)]
    before = await client.get("/v1/institutions/KE", params={"as_of": "2000-01-01"})
    assert before.status_code == 404
    now = await client.get("/v1/institutions/KE", params={"as_of": "2099-01-01"})
    assert now.json()["version"] == 2


async def test_what_is_withdrawn_stays_readable(client: Client) -> None:
    await client.put("/v1/institutions/KE", json=institution(await holder(client)))
    gone = await client.delete("/v1/institutions/KE", headers={"If-Match": "*"})
    assert (gone.json()["status"], gone.json()["version"]) == ("withdrawn", 2)
    again = await client.delete("/v1/institutions/KE", headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()) == (200, gone.json())
    assert (await client.get("/v1/institutions/KE")).json()["status"] == "withdrawn"


async def test_all_faults_are_said_at_once(client: Client) -> None:
    faulty = institution(
        "nobody",
        frameworks=[{"kind": "custom", "titles": {}, "status": "adopted", "document": {**LAW, "url": "http://a.b/"}}],
        resources=[{"year": 2025, "posts": -1}, {"year": 2025, "finance": {"amount": "1.005", "currency": "KSH"}}],
        pillars=[
            {"pillar": "luck", "level": 5, "assessed_on": "soon"},
            {"pillar": "national_body", "level": 2, "assessed_on": "2025-01-01"},
        ],
    )
    found = pointers(await client.put("/v1/institutions/KE", json=faulty))
    assert found.keys() >= {
        "/frameworks/0/kind",
        "/frameworks/0/titles",
        "/frameworks/0/document/url",
        "/mandate/holder",
        "/resources/0/posts",
        "/resources/1/finance/amount",
        "/resources/1/finance/currency",
        "/pillars/0/pillar",
        "/pillars/0/level",
        "/pillars/0/assessed_on",
        "/pillars/1/evidence",
    }
    twice = institution(await holder(client), resources=[{"year": 2025}, {"year": 2025}])
    assert pointers(await client.put("/v1/institutions/KE", json=twice)) == {"/resources": "twice"}
    unknown = await client.put("/v1/institutions/KE", json=institution(str(uuid4())))
    assert pointers(unknown) == {"/mandate/holder": "unknown_actor"}


async def test_only_the_country_s_coordinator_writes(client: Client) -> None:
    body = institution(await holder(client))
    assert (await client.put("/v1/institutions/KE", json=body, headers=NOBODY)).status_code == 401
    assert (await client.put("/v1/institutions/KE", json=body, headers=by("UG"))).status_code == 403
    assert (await client.put("/v1/institutions/KE", json=body, headers=by("KE"))).status_code == 201
    assert (await client.get("/v1/institutions/UG")).status_code == 404


async def test_of_two_writers_at_once_one_is_first(client: Client) -> None:
    body = institution(await holder(client))
    answers = await asyncio.gather(*(client.put("/v1/institutions/KE", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 428, 428, 428]


async def test_countries_are_compared_pillar_by_pillar(client: Client) -> None:
    await client.put("/v1/institutions/KE", json=institution(await holder(client)))
    answer = await client.get("/v1/institutions/compare", params={"country": ["KE", "UG"]}, headers=NOBODY)
    assert answer.status_code == 200, answer.text
    first = answer.json()["pillars"][0]
    assert (first["pillar"], first["levels"]) == ("political_will", {"KE": 3, "UG": None})
    assert first["assessed_on"] == {"KE": "2025-11-01", "UG": None}


async def test_institutions_are_found_by_region_and_level(client: Client) -> None:
    for country in ("KE", "NG"):
        await client.put(f"/v1/institutions/{country}", json=institution(await holder(client, country)))

    async def found(**filters: Any) -> list[str]:
        answer = await client.get("/v1/institutions", params=filters, headers=NOBODY)
        assert answer.status_code == 200, answer.text
        return [one["country"] for one in answer.json()["items"]]

    assert await found() == ["KE", "NG"]
    assert await found(region="EAC") == ["KE"]
    assert await found(pillar="political_will", level_min=3, country="NG") == ["NG"]
    assert await found(pillar="political_will", level_min=4) == []
    assert await found(pillar="national_body") == []
