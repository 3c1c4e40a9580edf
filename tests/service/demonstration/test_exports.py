"""Every list of the services that the demonstration fills, in every form, in more than two pieces."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from importlib import import_module
from typing import Any

import pytest

from deploy.demonstration.load import load
from services.gateway.rules.routes import Upstream
from shared.service import Part
from tests.exports import check_lists
from tests.service.demonstration.door import door, tell
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import GIVEN, GIVER, PROVIDER, TAKEN, TAKER, given, taken
from tests.serving import Client, serving, settings

OBSERVATIONS = "/v1/indicators/{indicator_id}/observations"
PARENTS = {
    "/v1/actors/{actor_id}/history": "/v1/actors#id",
    "/v1/institutions/{country}/history": "/v1/institutions#country",
    "/v1/instruments/{instrument_id}/versions": "/v1/instruments#id",
    "/v1/regions/{code}/members": "/v1/regions#code",
    "/v1/roadmaps/{roadmap_id}/actions": "/v1/roadmaps#id",
    "/v1/actions/{action_id}/milestones": "/v1/actions#id",
    "/v1/codelists/{name}/editions": "/v1/codelists#name",
    "/v1/codelists/{name}/codes": "/v1/codelists#name",
    "/v1/imports/{import_id}/findings": "/v1/imports#id",
    "/v1/confirmations/{confirmation_id}/comments": "/v1/confirmations#id",
    OBSERVATIONS: "/v1/indicators#id",
    f"{OBSERVATIONS}/{{observation_id}}/versions": f"{OBSERVATIONS}#id",
}
SHORT = {
    "/v1/codelists/{name}/editions",
    "/v1/frameworks",
    "/v1/country-groups",
    "/v1/country-groups/classifications",
    f"{OBSERVATIONS}/{{observation_id}}/versions",
}
"""Lists that are short here, and tested elsewhere."""

FILTERS = {"/v1/exchange-rates": {"currency": "KES", "date_from": "2031-01-01"}}
MANY = 7
ANY = {"If-Match": "*"}
SERVICES = (Upstream.REGISTRY, Upstream.ROADMAPS, Upstream.MEASUREMENT)


@pytest.fixture
async def filled(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[dict[Upstream, Client]]:
    async with AsyncExitStack() as stack:
        running, urls = {}, {name: await database(name) for name in SERVICES}
        for name, url in urls.items():
            service = import_module(f"services.{name}.app").create_service(settings(url))
            running[name] = await stack.enter_async_context(serving(service, Part.API, Part.WORKER))
        telling = asyncio.create_task(tell(urls[Upstream.REGISTRY], urls[Upstream.ROADMAPS]))
        stack.callback(telling.cancel)
        address = await stack.enter_async_context(door(running))
        await asyncio.to_thread(load, address, "hk_", lambda *_: None, activities=20, flows=100)
        yield running


async def created(client: Client, path: str, body: Any, method: str = "POST", **headers: str) -> dict[str, Any]:
    answer = await client.request(method, path, json=body, headers=headers)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def fill_registry(client: Client) -> None:
    """Add what the demonstration has none or few of."""
    law = {"titles": {"en": "Act"}, "url": "https://law.example/act.pdf"}
    actors = {one["country"]: one["id"] for one in (await client.get("/v1/actors?limit=1000")).json()["items"]}
    kenya, uganda = actors["KE"], actors["UG"]
    for number in range(MANY):
        name = {"titles": {"en": f"Training {number}"}}
        asked = {**name, "topics": [4], "sectors": ["16062"], "languages": ["en"], "modality": "training"}
        await created(client, "/v1/offers", {**asked, "actor": kenya})
        await created(client, "/v1/needs", {**asked, "actor": uganda})
        parties = [{"actor": kenya, "role": "pivotal"}, {"actor": uganda, "role": "beneficiary"}]
        await created(client, "/v1/partnerships", {**name, "kind": "south_south", "parties": parties, "topics": [2]})
        law_of = {"kind": "law", **name, "owner": kenya, "documents": [law]}
        made = await created(client, "/v1/instruments", law_of)
        policy = {"kind": "policy", "titles": {"en": "Policy"}, "status": "adopted"}
        await created(client, f"/v1/institutions/{list(actors)[number]}", {"frameworks": [policy]}, "PUT")
    await created(client, f"/v1/instruments/{made['id']}/transitions", {"to": "published"}, **ANY)
    first = (await client.get("/v1/actors")).json()["items"][0]["id"]
    mapped = (await client.get("/v1/institutions")).json()["items"][0]["country"]
    for number in range(MANY):
        await created(client, f"/v1/actors/{first}", {"names": {"en": f"Ministry {number}"}}, "PATCH", **ANY)
        more = {"titles": {"en": f"Act {number}"}}
        await created(client, f"/v1/instruments/{made['id']}", more, "PATCH", **ANY)
        written = {"mapping": [{"titles": {"en": f"Map {number}"}, "year": 2024}]}
        await created(client, f"/v1/institutions/{mapped}", written, "PATCH", **ANY)


async def fill_roadmaps(client: Client) -> None:
    """Add what the demonstration has few of."""
    roadmap = (await client.get("/v1/roadmaps?status=draft")).json()["items"][0]["id"]
    for number in range(MANY):
        planned = {"commitment": 1, "titles": {"en": f"Action {number}"}}
        await created(client, f"/v1/roadmaps/{roadmap}/actions", planned)
    first = (await client.get("/v1/actions")).json()["items"][0]["id"]
    for number in range(MANY):
        step = {"titles": {"en": f"Step {number}"}, "due_on": "2030-01-01"}
        await created(client, f"/v1/actions/{first}/milestones", step)


async def fill_measurement(client: Client) -> None:
    """Add what the demonstration has none or few of."""
    for number in range(MANY):
        await created(client, f"/v1/imports/mappings/m-{number}", {"dates": "dmy"}, "PUT")
        rate = {"currency": "KES", "date": f"2031-01-0{number + 1}", "units_per_usd": "1.25E+6", "source": "a test"}
        await created(client, "/v1/exchange-rates", [rate])
        indicator = {"titles": {"am": f"I {number}"}, "measure": "unit", "unit": "people", "country": "KE"}
        made = await created(client, "/v1/indicators", indicator)
        await imported(client, file(activity(f"GB-COH-1-{number}", inner="<budget/>")), mode="check")
    path = f"/v1/indicators/{made['id']}/observations"
    for year in range(2000, 2000 + MANY):
        await created(client, path, {"period": {"from": f"{year}-01-01", "to": f"{year}-12-31"}, "actual": "1.25E+6"})
    await imported(client, file(activity(GIVEN, *[given(str(n)) for n in range(1, MANY + 1)], reporter=GIVER)))
    await imported(client, file(activity(TAKEN, *[taken(str(n)) for n in range(1, MANY + 1)], reporter=TAKER)))
    while len(pairs := (await client.get("/v1/confirmations")).json()["items"]) < MANY:
        await asyncio.sleep(0.02)
    comments = f"/v1/confirmations/{pairs[0]['id']}/comments"
    for number in range(MANY):
        await created(client, comments, {"comment": f"{number}"}, **client.as_(PROVIDER))
        index = {"provider": "GB", "year": 2000 + number, "index": str(90 + number), "source": "a test"}
        await created(client, "/v1/exchange-rates/deflators", [index])
    faulty = [activity(f"GB-COH-1-F{number}", transaction("x")) for number in range(MANY)]
    await imported(client, file(*faulty), mode="check")


async def test_every_form_of_every_list_is_whole(
    filled: dict[Upstream, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill_registry(filled[Upstream.REGISTRY])
    await fill_roadmaps(filled[Upstream.ROADMAPS])
    await fill_measurement(filled[Upstream.MEASUREMENT])
    for name in SERVICES:
        await check_lists(filled[name], monkeypatch, PARENTS, SHORT, FILTERS)
