import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from services.gateway.app import create_service
from services.gateway.clients import parts
from services.gateway.rules.routes import Upstream
from shared.http.app import create_app
from shared.service import Part
from tests.service.gateway.conftest import gateway_settings
from tests.service.gateway.sample import ANSWERS
from tests.service.gateway.sockets import free_port, listening
from tests.service.gateway.upstream import FakeService


@dataclass
class Outage:
    """A gateway whose registry answers and whose measurement can be switched on."""

    url: str
    port: int


@pytest.fixture
async def outage(database_url: str) -> AsyncIterator[Outage]:
    addresses = {upstream: f"http://127.0.0.1:{free_port()}" for upstream in Upstream}
    port = free_port()
    addresses[Upstream.MEASUREMENT] = f"http://127.0.0.1:{port}"
    async with listening([FakeService(answers=ANSWERS[Upstream.REGISTRY])]) as (registry,):
        addresses[Upstream.REGISTRY] = registry
        app = create_app(create_service(gateway_settings(database_url, addresses)), [Part.API])
        async with listening([app]) as (url,):
            yield Outage(url, port)


async def test_a_service_that_is_down_is_a_problem_within_a_second(outage: Outage) -> None:
    async with httpx.AsyncClient(base_url=outage.url, timeout=1) as http:
        for method, path in (("GET", "/v1/matrix"), ("POST", "/v1/imports")):
            answer = await http.request(method, path)
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
            assert int(answer.headers["retry-after"]) > 0
            assert "measurement" in answer.json()["detail"]


async def test_it_answers_again_as_soon_as_the_service_does(outage: Outage) -> None:
    async with httpx.AsyncClient(base_url=outage.url) as http:
        assert (await http.get("/v1/matrix")).status_code == 503
        async with listening([FakeService(answers=ANSWERS[Upstream.MEASUREMENT])], outage.port):
            assert (await http.get("/v1/matrix")).status_code == 200


async def test_a_profile_shows_what_there_is_and_the_last_good_copy_of_the_rest(outage: Outage) -> None:
    async with httpx.AsyncClient(base_url=outage.url) as http:
        first = (await http.get("/v1/countries/KE/profile")).json()
        assert first["country"]["status"] == "ok"
        assert first["country"]["data"]["names"]["en"] == "Kenya"
        assert first["flows"] == {"status": "unavailable", "as_of": None, "age_seconds": None, "data": None}
        async with listening([FakeService(answers=ANSWERS[Upstream.MEASUREMENT])], outage.port):
            up = (await http.get("/v1/countries/KE/profile")).json()["flows"]
        down = await http.get("/v1/countries/KE/profile")
        assert down.status_code == 200
        flows = down.json()["flows"]
        assert (up["status"], flows["status"]) == ("ok", "unavailable")
        assert (flows["data"], flows["as_of"]) == (up["data"], up["as_of"])
        assert flows["age_seconds"] >= 0


async def test_a_service_that_does_not_answer_in_time_does_not_hold_up_the_rest(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART_SECONDS", 0.2)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", outage.port), httpx.AsyncClient() as http:
        profile = (await http.get(f"{outage.url}/v1/countries/KE/profile")).json()
    assert (profile["country"]["status"], profile["flows"]["status"]) == ("ok", "unavailable")


async def test_a_country_that_the_registry_does_not_know_is_not_found(outage: Outage) -> None:
    async with httpx.AsyncClient(base_url=outage.url) as http:
        assert (await http.get("/v1/countries/UG/profile")).status_code == 404
        unknown = await http.get("/v1/countries/XX/profile")
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown_country")


async def test_the_overview_answers_with_what_there_is(outage: Outage) -> None:
    async with httpx.AsyncClient(base_url=outage.url) as http:
        overview = (await http.get("/v1/overview")).json()
        page = await http.get("/")
    assert {name: part["status"] for name, part in overview["parts"].items()} == {
        "countries": "ok",
        "roadmaps": "unavailable",
        "deadlines": "unavailable",
        "flows": "unavailable",
        "events": "unavailable",
    }
    assert page.status_code == 200
    assert "not available just now" in page.text
