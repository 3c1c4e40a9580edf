import html
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from openapi_spec_validator import validate

from services.gateway.app import create_service
from services.gateway.rules.routes import Upstream
from shared.auth import Role
from shared.errors import catalogue
from shared.http.app import create_app
from shared.service import Part
from shared.settings import Mode
from tests.service.gateway.conftest import Gateway, gateway_settings
from tests.service.gateway.sample import ANSWERS
from tests.service.gateway.sockets import listening


@pytest.fixture(autouse=True)
def answers(gateway: Gateway) -> None:
    for upstream, service in gateway.services.items():
        service.answers = dict(ANSWERS[upstream])


async def test_a_profile_is_read_on_behalf_of_the_caller(http: httpx.AsyncClient, gateway: Gateway) -> None:
    answer = await http.get("/v1/countries/KE/profile", headers=await gateway.key(Role.COORDINATOR, country="KE"))
    assert answer.status_code == 200
    assert {part["status"] for part in answer.json().values()} == {"ok"}
    for upstream in Upstream:
        assert gateway.principal(upstream).may(Role.COORDINATOR, country="KE")
        assert upstream is Upstream.REGISTRY or "country=KE" in gateway.services[upstream].asked[-1].query


async def test_only_the_registry_says_that_there_is_no_such_country(http: httpx.AsyncClient, gateway: Gateway) -> None:
    del gateway.services[Upstream.MEASUREMENT].answers["/v1/series"]
    profile = await http.get("/v1/countries/KE/profile")
    assert (profile.status_code, profile.json()["flows"]["status"]) == (200, "unavailable")
    assert (await http.get("/v1/countries/UG/profile")).status_code == 404


async def test_the_overview_has_a_row_for_each_country(http: httpx.AsyncClient) -> None:
    overview = (await http.get("/v1/overview")).json()
    rows = {row["country"]: row for row in overview["countries"]}
    assert list(rows) == ["BJ", "CI", "KE", "TZ", "UG", "IN", "JP"]
    assert rows["KE"] == {
        "country": "KE",
        "names": {"en": "Kenya", "fr": "Kenya", "sw": "Kenya"},
        "committed": True,
        "roadmap": "implementing",
        "next_deadline": "2027-03-01",
        "overdue": 0,
        "overdue_since": None,
        "inflows": "61450000.00",
        "outflows": "4350000.50",
    }
    assert (rows["UG"]["overdue"], rows["UG"]["overdue_since"]) == (2, "2026-02-14")
    assert (rows["TZ"]["roadmap"], rows["IN"]["committed"]) == (None, False)
    assert (overview["year"], overview["method"]["currency"]) == (2025, "USD")


async def test_all_pages_of_a_list_are_read(http: httpx.AsyncClient, gateway: Gateway) -> None:
    whole = ANSWERS[Upstream.MEASUREMENT]["/v1/matrix"]
    pages = [{**whole, "items": whole["items"][:4], "next": "1"}, {**whole, "items": whole["items"][4:]}]
    one = (await http.get("/v1/overview")).json()["countries"]
    gateway.services[Upstream.MEASUREMENT].answers["/v1/matrix"] = pages
    assert (await http.get("/v1/overview")).json()["countries"] == one


async def test_the_clock_is_moved_for_all_services_by_an_administrator(
    http: httpx.AsyncClient, gateway: Gateway
) -> None:
    moment = datetime.now(UTC) + timedelta(days=400)
    body = {"now": moment.isoformat()}
    assert (await http.post("/v1/demo/clock", json=body)).status_code == 401
    reader = await gateway.key(Role.READER)
    assert (await http.post("/v1/demo/clock", json=body, headers=reader)).status_code == 403
    for service in gateway.services.values():
        service.asked.clear()
    moved = await http.post("/v1/demo/clock", json=body, headers=await gateway.key())
    assert moved.status_code == 200
    for upstream in Upstream:
        (asked,) = gateway.services[upstream].asked
        assert (asked.method, asked.path) == ("POST", "/internal/clock")
        assert gateway.principal(upstream).may(Role.ADMIN)
    now = datetime.fromisoformat((await http.get("/v1/demo/clock")).json()["now"])
    assert moment <= now < moment + timedelta(minutes=1)


async def test_outside_of_demonstrations_there_is_no_such_clock(gateway: Gateway) -> None:
    addresses = dict.fromkeys(Upstream, "http://127.0.0.1:9")
    settings = gateway_settings(gateway.database, addresses, mode=Mode.PRODUCTION)
    app = create_app(create_service(settings), [Part.API])
    async with listening([app]) as (url,), httpx.AsyncClient(base_url=url) as http:
        key = await gateway.key()
        body = {"now": "2030-01-01T00:00:00Z"}
        assert (await http.get("/v1/demo/clock")).status_code == 404
        assert (await http.post("/v1/demo/clock", json=body, headers=key)).status_code == 404
        assert "invented" not in (await http.get("/")).text


def description(*names: str) -> dict[str, object]:
    problem = {"$ref": "#/components/schemas/ProblemBody"}
    problems = {"422": {"description": "", "content": {"application/problem+json": {"schema": problem}}}}
    thing = {
        "200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/X"}}}}
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "a", "version": "1"},
        "paths": {
            f"/v1/{name}": {"get": {"operationId": f"list_{name}", "responses": thing | problems}} for name in names
        },
        "components": {"schemas": {"X": {"type": "object", "title": names[0]}}},
    }


async def test_one_valid_description_covers_all_services_that_have_answered(
    http: httpx.AsyncClient, gateway: Gateway
) -> None:
    gateway.services[Upstream.REGISTRY].answers["/openapi.json"] = description("actors")
    gateway.services[Upstream.ROADMAPS].answers["/openapi.json"] = description("roadmaps")
    document = (await http.get("/openapi.json")).json()
    validate(document)
    assert {"/v1/actors", "/v1/roadmaps", "/v1/overview", "/oauth/token"} <= document["paths"].keys()
    assert document["paths"]["/v1/actors"]["get"]["x-service"] == "registry"
    assert {"RegistryX", "RoadmapsX", "ProblemBody"} <= document["components"]["schemas"].keys()
    assert document["x-unavailable"] == ["measurement", "notifications"]
    gateway.services[Upstream.MEASUREMENT].answers["/openapi.json"] = description("matrix")
    assert "/v1/matrix" in (await http.get("/openapi.json")).json()["paths"]


async def test_pages_need_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    for path in ("/docs", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/docs/start.js", "/static/style.css"):
        assert (await http.get(path)).status_code == 200
    page = (await http.get("/docs")).text
    assert "http" not in page
    assert "projects and amounts are invented" in page
    assert (await http.get("/docs/main.py")).status_code == 404


async def test_every_problem_has_its_page(http: httpx.AsyncClient) -> None:
    for kind in catalogue():
        page = await http.get(f"/problems/{kind.slug}")
        assert page.status_code == 200
        assert kind.title() in html.unescape(page.text)
    assert (await http.get("/problems/none")).status_code == 404


@pytest.mark.parametrize(
    ("header", "query", "language"),
    [
        ("fr-BJ, en;q=0.5", "", "fr"),
        ("sw", "", "en"),
        ("en", "?lang=fr", "fr"),
        ("fr", "?lang=de", "fr"),
        ("fr;q=0", "", "en"),
    ],
)
async def test_the_overview_speaks_the_readers_language(
    http: httpx.AsyncClient, header: str, query: str, language: str
) -> None:
    page = await http.get(f"/{query}", headers={"Accept-Language": header})
    assert page.headers["content-language"] == language
    assert f'<html lang="{language}">' in page.text
    assert {"en": "Uganda", "fr": "Ouganda"}[language] in page.text
    assert {"en": "projects and amounts are invented", "fr": "montants sont inventés"}[language] in page.text


async def test_text_of_others_cannot_become_markup(http: httpx.AsyncClient, gateway: Gateway) -> None:
    evil = "<script>alert(1)</script>"
    answers = gateway.services[Upstream.REGISTRY].answers
    answers["/v1/countries"] = {"items": [{"code": "KE", "names": {"en": evil}}], "next": None}
    answers["/v1/countries/KE"] = {"code": "KE", "names": {"en": evil}}
    for path in ("/", "/countries/KE", "/countries/<script>"):
        page = await http.get(path)
        assert "<script" not in page.text
        assert "script-src" not in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_a_page_that_does_not_exist_says_so_as_a_page(http: httpx.AsyncClient) -> None:
    page = await http.get("/countries/ZZ")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
