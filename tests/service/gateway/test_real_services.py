"""The gateway in front of the real services, each with its own database; only Kafka is left out."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx
import pytest
from openapi_spec_validator import validate

from services.gateway.app import create_service, open_account
from services.gateway.clients import parts
from services.gateway.rules.routes import COLLECTIONS, Upstream
from services.gateway.schemas import ScopeIn
from services.measurement import app as measurement
from services.notifications import app as notifications
from services.registry import app as registry
from services.roadmaps import app as roadmaps
from shared.auth import Role
from shared.db import connect
from shared.http.app import create_app
from shared.service import Part
from tests.service.gateway.conftest import Database, gateway_settings
from tests.service.gateway.sockets import listening
from tests.serving import settings

OWNER = str(uuid4())
XML = {"Content-Type": "application/xml"}
CODES = {
    "edition": "1",
    "source": "https://fruit.example",
    "codes": [{"code": "apple", "labels": {"en": "Apple"}}],
}
RATE = {"currency": "KES", "date": "2024-01-31", "units_per_usd": "160", "source": "a test"}
DEFLATOR = {"provider": "BR", "year": 2020, "index": "100", "source": "OECD"}


async def with_an_owner(url: str) -> str:
    """Let roadmaps have heard of an actor, for no events go around here."""
    connection = await connect(url)
    await connection.execute("INSERT INTO actors (id, version, names, withdrawn) VALUES ($1, 1, '{}', FALSE)", OWNER)
    await connection.close()
    return url


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait longer for parts than a reader would: all services run in this one process, beside other tests."""
    monkeypatch.setattr(parts, "PART_SECONDS", 20)


@pytest.fixture
async def http(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    services = [
        registry.create_service(settings(await database("registry"))),
        roadmaps.create_service(settings(await with_an_owner(await database("roadmaps")))),
        measurement.create_service(settings(await database("measurement"))),
        notifications.create_service(
            settings(
                await database("notifications"),
                kind=notifications.NotificationsSettings,
                smtp="smtp://127.0.0.1:9",
                mail_from="Harambee <harambee@example.org>",
                public_url="https://harambee.example",
            )
        ),
    ]
    apps = [create_app(service, [Part.API]) for service in services]
    own = await database("gateway")
    async with AsyncExitStack() as stack:
        urls = await stack.enter_async_context(listening(apps))
        gateway = create_service(gateway_settings(own, dict(zip(Upstream, urls, strict=True))))
        (url,) = await stack.enter_async_context(listening([create_app(gateway, [Part.API])]))
        _, key = await open_account(own, name="a test", role=Role.ADMIN, scope=ScopeIn(everything=True))
        headers = {"Authorization": f"Bearer {key.reveal()}"}
        yield await stack.enter_async_context(httpx.AsyncClient(base_url=url, headers=headers, timeout=20))


async def test_one_valid_description_covers_everything(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    validate(document)
    assert document["x-unavailable"] == []
    known = {name for names in COLLECTIONS.values() for name in names}
    for path, item in document["paths"].items():
        (service,) = {operation["x-service"] for operation in item.values() if "x-service" in operation}
        if service != "gateway":
            assert path.split("/")[2] in known


async def test_the_composed_answers_are_made_of_what_the_services_say(http: httpx.AsyncClient) -> None:
    roadmap = {
        "framework": "nairobi-2017",
        "scope": {"country": "KE"},
        "owner": OWNER,
        "anchor_date": "2017-05-04",
        "titles": {"en": "Kenya's roadmap"},
    }
    drafted = await http.post("/v1/roadmaps", json=roadmap)
    assert drafted.status_code == 201, drafted.text
    profile = (await http.get("/v1/countries/KE/profile")).json()
    assert {name: part["status"] for name, part in profile.items()} == dict.fromkeys(profile, "ok")
    assert profile["country"]["data"]["names"]["fr"] == "Kenya"
    assert [one["due_on"] for one in profile["deadlines"]["data"]] == ["2017-11-04", "2018-05-04"]
    overview = (await http.get("/v1/overview")).json()
    assert {name: part["status"] for name, part in overview["parts"].items()} == dict.fromkeys(overview["parts"], "ok")
    (kenya,) = overview["countries"]
    assert (kenya["country"], kenya["roadmap"], kenya["overdue"], kenya["overdue_since"]) == (
        "KE",
        "draft",
        2,
        "2017-11-04",
    )
    assert "Kenya" not in (await http.get("/")).text  # pages are for everybody, drafts are not
    adopting = await http.post(
        f"{drafted.headers['location']}/transitions",
        json={"to": "adopted", "reason": {"en": "Its actions follow"}},
        headers={"If-Match": "*"},
    )
    assert adopting.status_code == 200, adopting.text
    assert "Kenya" in (await http.get("/")).text
    assert "Adopt the roadmap" in (await http.get("/countries/KE")).text


async def test_the_address_of_a_merged_actor_leads_on_through_the_door(http: httpx.AsyncClient) -> None:
    ministry = {"names": {"en": "Ministry of Planning"}, "kind": "10", "constituency": "public", "country": "KE"}
    old, into = [(await http.post("/v1/actors", json=ministry)).json()["id"] for _ in range(2)]
    found = (await http.get(f"/v1/actors/{old}/duplicates")).json()["items"]
    assert [(one["actor"]["id"], one["score"]) for one in found] == [(into, "1.00")]
    assert (await http.get("/v1/actors/duplicates?country=KE")).json()["found"] == 1
    headers = {"If-Match": '"1"'}
    merged = await http.post(f"/v1/actors/{old}/merge", json={"into": into}, headers=headers)
    assert merged.status_code == 200, merged.text
    moved = await http.get(f"/v1/actors/{old}")
    assert (moved.status_code, moved.headers["location"]) == (308, f"/v1/actors/{into}")
    assert (await http.get(f"/v1/actors/{old}", follow_redirects=True)).json()["id"] == into
    assert len((await http.get(f"/v1/actors/{old}/history")).json()["items"]) == 2
    headers = {"If-Match": merged.headers["etag"]}
    assert (await http.post(f"/v1/actors/{old}/unmerge", headers=headers)).status_code == 200
    assert (await http.get(f"/v1/actors/{old}")).json()["id"] == old


async def test_an_import_goes_through_the_door(http: httpx.AsyncClient) -> None:
    body = b'<iati-activities version="2.03"/>'
    sent = await http.post("/v1/imports?mode=check", content=body, headers={"Content-Type": "application/xml"})
    assert sent.status_code == 202, sent.text
    found = (await http.get(sent.headers["location"])).json()
    assert (found["mode"], found["size"]) == ("check", len(body))


async def test_the_clock_of_all_services_moves(http: httpx.AsyncClient) -> None:
    assert (await http.post("/v1/demo/clock", json={"now": "2018-01-01T12:00:00Z"})).status_code == 200
    assert (await http.get("/v1/demo/clock")).json()["now"].startswith("2018-01-01T12:00")
    drafted = await http.post(
        "/v1/roadmaps",
        json={
            "framework": "nairobi-2017",
            "scope": {"country": "BJ"},
            "owner": OWNER,
            "anchor_date": "2017-05-04",
            "titles": {"fr": "La feuille de route du Bénin"},
        },
    )
    assert drafted.json()["created_at"].startswith("2018-01-01T12:00")


async def test_a_grant_over_everything_is_not_administration(http: httpx.AsyncClient) -> None:
    hook = (await http.post("/v1/subscriptions", json={"url": "https://93.184.215.14/hook"})).headers["location"]
    job = (await http.post("/v1/imports?mode=check", content=b"<iati-activities version='2.03'/>", headers=XML)).json()
    client = (await http.post("/v1/clients", json={"name": "another"})).headers["location"]
    grant = {"client": client.rpartition("/")[2], "role": "admin", "everything": True}
    given = (await http.post("/v1/grants", json=grant)).headers["location"]
    key = (await http.post(f"{client}/keys", json={})).json()["id"]
    import_ = f"/v1/imports/{job['id']}"
    operations: list[tuple[str, str, Any, int]] = [
        ("GET", "/v1/clients", None, 403),
        ("POST", "/v1/clients", {"name": "more"}, 403),
        ("GET", client, None, 403),
        ("DELETE", client, None, 403),
        ("GET", f"{client}/keys", None, 403),
        ("POST", f"{client}/keys", {}, 403),
        ("DELETE", f"{client}/keys/{key}", None, 403),
        ("GET", "/v1/grants", None, 403),
        ("POST", "/v1/grants", grant, 403),
        ("GET", given, None, 403),
        ("DELETE", given, None, 403),
        ("GET", "/metrics", None, 403),
        ("GET", "/health/ready", None, 403),
        ("POST", "/v1/demo/clock", {"now": "2018-01-01T12:00:00Z"}, 403),
        ("PUT", "/v1/codelists/Fruit", CODES, 403),
        ("PUT", "/v1/regions/EAC/members/KE", {"spells": [{"valid_from": "2001-01-01", "source": "a test"}]}, 403),
        ("POST", "/v1/exchange-rates", [RATE], 403),
        ("POST", "/v1/exchange-rates/deflators", [DEFLATOR], 403),
        ("GET", hook, None, 404),
        ("GET", f"{hook}/deliveries", None, 404),
        ("PATCH", hook, {"url": "https://93.184.215.15/hook"}, 404),
        ("DELETE", hook, None, 404),
        ("GET", import_, None, 404),
        ("GET", f"{import_}/findings", None, 404),
        ("GET", f"{import_}/findings/summary", None, 404),
    ]
    for role in (one for one in Role if one is not Role.ADMIN):
        headers = {**await _credential_of(http, role), "If-Match": "*"}
        for method, path, body, expected in operations:
            answer = await http.request(method, path, json=body, headers=headers)
            assert answer.status_code == expected, (role, method, path, answer.text)
        for path in ("/v1/subscriptions", "/v1/imports"):
            assert (await http.get(path, headers=headers)).json()["items"] == [], (role, path)
    for method, path, body, _ in operations:
        if method == "GET":
            assert (await http.request(method, path, json=body)).status_code == 200, path


async def _credential_of(http: httpx.AsyncClient, role: Role) -> dict[str, str]:
    client = (await http.post("/v1/clients", json={"name": role})).headers["location"]
    grant = {"client": client.rpartition("/")[2], "role": role, "everything": True}
    assert (await http.post("/v1/grants", json=grant)).status_code == 201
    return {"Authorization": f"Bearer {(await http.post(f'{client}/keys', json={})).json()['key']}"}
