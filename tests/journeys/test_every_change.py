"""All operations that change one thing: they name it where no version was said, and find all faults at once."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.journeys.conftest import Platform
from tests.journeys.tenants import MAPPING, Tenant, fill, tenant_of
from tests.journeys.waiting import created, soon
from tests.service.measurement.files import activity, file
from tests.service.measurement.mirroring import GIVEN, GIVER, TAKEN, TAKER, given, taken

NOWHERE = "00000000-0000-7000-8000-000000000000"
LAW = {"titles": {"en": "Act"}, "url": "https://law.example/act.pdf"}
BODIES: Mapping[str, Any] = {
    "PUT /v1/activities/{activity_id}/cooperation": {"value": "triangular", "reason": "as agreed"},
    "POST /v1/actions/{action_id}/ratings": {"by": "self", "completion": "limited"},
    "POST /v1/actors/{actor_id}/merge": {"into": "OTHER"},
    "POST /v1/confirmations/{confirmation_id}/transitions": {"to": "confirmed", "side": "provider"},
    "PUT /v1/imports/organisations/{organisation_id}": {"actor": None},
    "POST /v1/indicators/{indicator_id}/observations/{observation_id}/transitions": {"to": "submitted"},
    "POST /v1/instruments/{instrument_id}/transitions": {"to": "published"},
    "POST /v1/partnerships/{partnership_id}/transitions": {"to": "ended"},
    "POST /v1/reports/{report_id}/transitions": {"to": "submitted"},
    "POST /v1/roadmaps/{roadmap_id}/transitions": {
        "to": "adopted",
        "on": "2024-06-01",
        "reason": {"en": "Its actions follow"},
    },
}
"""What is sent where a change has a body; a merge patch that changes nothing is empty."""
FAULTS: Mapping[str, tuple[dict[str, Any], set[str]]] = {
    "actions": ({"titles": 5, "commitment": 99}, {"/titles", "/commitment"}),
    "milestones": ({"titles": 5, "due_on": "2000-01-01"}, {"/titles", "/due_on"}),
    "activities": (
        {"titles": 5, "recipients": [{"code": "UG", "percentage": 40}]},
        {"/titles", "/recipients/0/percentage"},
    ),
    "actors": ({"topics": 5, "parent": NOWHERE}, {"/topics", "/parent"}),
    "focal-points": ({"channels": 5, "deputy": NOWHERE}, {"/channels", "/deputy"}),
    "indicators": ({"titles": 5, "kind": "qualitative"}, {"/titles", "/measure", "/rubric"}),
    "observations": ({"comment": 5, "level": 1}, {"/comment", "/level"}),
    "institutions": ({"pillars": 5, "mandate": {"holder": NOWHERE}}, {"/pillars", "/mandate/holder"}),
    "instruments": ({"titles": 5, "owner": NOWHERE}, {"/titles", "/owner"}),
    "needs": ({"titles": 5, "regions": ["ESPERANTO"]}, {"/titles", "/regions/0"}),
    "offers": ({"titles": 5, "regions": ["ESPERANTO"]}, {"/titles", "/regions/0"}),
    "partnerships": ({"titles": 5, "sectors": ["99999"]}, {"/titles", "/sectors/0"}),
    "reports": (
        {"status": 5, "sections": [{"commitment": 99, "narrative": {"en": "N"}}]},
        {"/status", "/sections/0/commitment"},
    ),
    "roadmaps": ({"titles": 5, "owner": NOWHERE}, {"/titles", "/owner"}),
    "subscriptions": ({"countries": 5, "regions": ["ESPERANTO"]}, {"/countries", "/regions/0"}),
}
"""By collection a merge patch with a fault of form and one of a rule, and where both are."""


@pytest.fixture(scope="module")
async def things(platform: Platform) -> dict[str, str]:
    """Make one thing of each kind that can be changed; give their addresses by that of the description."""
    operator = {"Authorization": f"Bearer {platform.key}"}
    async with httpx.AsyncClient(base_url=platform.url, headers=operator, timeout=30) as client:
        tenant = await tenant_of(client, platform, "Kenya", role="coordinator", country="KE")
        async with tenant.http:
            await fill(tenant, client)
            await _fill_registry(client, await _first(tenant.http, "/v1/actors?country=KE"))
            await _report_twice(client)
            dates = {"titles": {"en": "A"}, "dates": {"2": "2026-01-15"}}
            await created(client, "/v1/activities", {"identifier": "KE-COA-77-A", "reporter": "KE-COA-77", **dates})
            return await _things(client, tenant)


async def _first(client: httpx.AsyncClient, collection: str) -> str:
    answer = await client.get(collection)
    assert answer.is_success, answer.text
    return str(answer.json()["items"][0]["id"])


async def _fill_registry(client: httpx.AsyncClient, actor: str) -> None:
    ministry = {"names": {"en": "Board"}, "kind": "10", "constituency": "public"}
    other = await created(client, "/v1/actors", {**ministry, "country": "UG"})
    merged = await created(client, "/v1/actors", {**ministry, "names": {"en": "Old board"}, "country": "UG"})
    merge = await client.post(f"/v1/actors/{merged['id']}/merge", json={"into": other["id"]}, headers={"If-Match": "*"})
    assert merge.is_success, merge.text
    for side in ("offers", "needs"):
        exchange = {"actor": actor, "titles": {"en": "Training"}, "topics": [4], "languages": ["en"]}
        await created(client, f"/v1/{side}", {**exchange, "modality": "training"})
    parties = [{"actor": actor, "role": "pivotal"}, {"actor": other["id"], "role": "beneficiary"}]
    await created(
        client, "/v1/partnerships", {"titles": {"en": "P"}, "kind": "south_south", "parties": parties, "topics": [2]}
    )
    body = {"mandate": {"holder": actor, "text": {"en": "Convenes"}, "legal_basis": "Act 7"}}
    assert (await client.put("/v1/institutions/KE", json=body)).is_success
    mapping = {"columns": {"Betrag": "amount"}}
    assert (await client.put(f"/v1/imports/mappings/{MAPPING}", json=mapping)).is_success


async def _report_twice(client: httpx.AsyncClient) -> None:
    """Have both sides of a flow report it, so that there is a pair."""
    for body in (
        file(activity(GIVEN, given(), reporter=GIVER)),
        file(activity(TAKEN, taken(), reporter=TAKER)),
    ):
        job = await client.post("/v1/imports?mode=apply", content=body, headers={"Content-Type": "application/xml"})
        assert job.status_code == 202, job.text

    async def paired() -> bool:
        return bool((await client.get("/v1/confirmations")).json()["items"])

    await soon(paired)


async def _things(client: httpx.AsyncClient, tenant: Tenant) -> dict[str, str]:
    indicator = tenant.indicator
    observation = await _first(client, f"/v1/indicators/{indicator}/observations")
    found = {
        "/v1/institutions/{country}": "/v1/institutions/KE",
        "/v1/imports/mappings/{name}": f"/v1/imports/mappings/{MAPPING}",
        "/v1/indicators/{indicator_id}": f"/v1/indicators/{indicator}",
        "/v1/indicators/{indicator_id}/observations/{observation_id}": (
            f"/v1/indicators/{indicator}/observations/{observation}"
        ),
    }
    merged = (await client.get("/v1/actors", params={"status": "merged"})).json()["items"][0]["id"]
    found["/v1/actors/{actor_id}/unmerge"] = f"/v1/actors/{merged}/unmerge"
    milestone = await _first(client, f"/v1/actions/{await _first(client, '/v1/actions')}/milestones")
    found["/v1/milestones/{milestone_id}"] = f"/v1/milestones/{milestone}"
    alone = {
        "action_id": "actions",
        "activity_id": "activities",
        "actor_id": "actors",
        "client_id": "clients",
        "confirmation_id": "confirmations",
        "focal_point_id": "focal-points",
        "grant_id": "grants",
        "organisation_id": "imports/organisations",
        "instrument_id": "instruments",
        "partnership_id": "partnerships",
        "report_id": "reports",
        "roadmap_id": "roadmaps",
        "subscription_id": "subscriptions",
    }
    for name, collection in alone.items():
        asking = tenant.http if name == "subscription_id" else client
        found[f"/v1/{collection}/{{{name}}}"] = f"/v1/{collection}/{await _first(asking, f'/v1/{collection}')}"
    for side in ("offers", "needs"):
        found[f"/v1/{side}/{{exchange_id}}"] = f"/v1/{side}/{await _first(client, f'/v1/{side}')}"
    return found


def _address(things: Mapping[str, str], path: str) -> str:
    """Give the address of a thing, or of what can be done with it."""
    if path in things:
        return things[path]
    above, _, last = path.rpartition("/")
    return f"{things[above]}/{last}"


async def _changes(client: httpx.AsyncClient, things: Mapping[str, str]) -> list[tuple[str, str, dict[str, Any]]]:
    """Give all operations that change one thing: the method, the address, and what is sent."""
    described = (await client.get("/openapi.json")).json()
    other = (await client.get("/v1/actors?country=UG&status=active")).json()["items"][0]["id"]
    found = []
    for path, item in described["paths"].items():
        for method, operation in item.items():
            headers = {one["name"]: one for one in operation.get("parameters", []) if one["in"] == "header"}
            if headers.get("If-Match", {}).get("required"):
                body = BODIES.get(f"{method.upper()} {path}", {})
                body = {"into": other} if "into" in body else body
                sent = {"json": body} if "requestBody" in operation else {}
                found.append((method.upper(), _address(things, path), sent))
    assert len(found) > 35
    return found


async def test_what_changes_one_thing_names_it(client: httpx.AsyncClient, things: dict[str, str]) -> None:
    wrong = {}
    for method, address, sent in await _changes(client, things):
        for headers, status in (({}, 428), ({"If-Match": '"999"'}, 412)):
            answer = await client.request(method, address, headers=headers, **sent)
            problem = answer.json()
            named = problem.get("id") and answer.headers.get("etag")
            if answer.status_code != status or not named:
                wrong[f"{method} {address} {status}"] = answer.status_code, problem, answer.headers.get("etag")
    assert wrong == {}


async def test_nobody_changes_or_is_told_of_what_is_anothers(
    client: httpx.AsyncClient, platform: Platform, things: dict[str, str]
) -> None:
    ghana = await tenant_of(client, platform, "Ghana", role="coordinator", country="GH")
    reader = await tenant_of(client, platform, "Reader", role="reader", everything=True)
    wrong = {}
    async with ghana.http, reader.http, httpx.AsyncClient(base_url=platform.url, timeout=30) as nobody:
        for method, address, sent in await _changes(client, things):
            for name, asking, refused in (
                ("Ghana", ghana.http, {403, 404}),
                ("reader", reader.http, {403, 404}),
                ("nobody", nobody, {401, 404}),
            ):
                for headers in ({}, {"If-Match": "*"}):
                    answer = await asking.request(method, address, headers=headers, **sent)
                    if answer.status_code not in refused or "etag" in answer.headers or "id" in answer.json():
                        wrong[f"{name}: {method} {address} {headers}"] = answer.status_code, answer.json()
    assert wrong == {}


async def test_a_merge_patch_is_told_all_its_faults_at_once(client: httpx.AsyncClient, things: dict[str, str]) -> None:
    described = (await client.get("/openapi.json")).json()
    patched = [path for path, item in described["paths"].items() if "patch" in item]
    assert {re.sub(r"/{\w+}", "", path).rpartition("/")[2] for path in patched} == FAULTS.keys()
    wrong = {}
    for path in patched:
        body, pointers = FAULTS[re.sub(r"/{\w+}", "", path).rpartition("/")[2]]
        before = await client.get(things[path])
        for headers, place in (({"If-Match": "*"}, set()), ({}, {"/if-match"})):
            answer = await client.patch(things[path], json=body, headers=headers)
            found = {fault["pointer"] for fault in answer.json().get("errors", [])}
            if (answer.status_code, found) != (422, pointers | place):
                wrong[path] = answer.json()
        assert (await client.get(things[path])).text == before.text
    assert wrong == {}
