"""Files that are fetched from where a caller says they are."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_network
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from aiohttp import web

from services.measurement import workers
from services.measurement.app import create_service
from services.measurement.imports import fetch, queue
from services.measurement.imports.client import Fetcher, Unfetched
from shared.db import Driver, create_engine
from shared.service import Part
from tests.service.measurement.files import activity, ended, file, findings, transaction
from tests.serving import Client, serving, settings

BODY = file(activity("GB-COH-1-A", transaction("70")))
NETWORKS = ["127.0.0.1/32"]
LIMIT = 100_000
FETCHES_AT_ONCE = workers.FETCHES_AT_ONCE

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def giving(body: bytes = BODY, status: int = 200, **headers: str) -> Handler:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=body, status=status, headers=headers)

    return handle


async def silent(_: web.Request) -> web.Response:
    await asyncio.sleep(60)
    return web.Response()


async def dripping(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.05)


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * 10_000)


@pytest.fixture(autouse=True)
def as_many_fetches_at_once_as_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere there is one worker that fetches, which has nothing to do."""
    monkeypatch.setattr(workers, "FETCHES_AT_ONCE", FETCHES_AT_ONCE)


@pytest.fixture
async def site() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """Run a web server with handlers by path; gives its address."""
    runners: list[web.AppRunner] = []

    async def opened(**handlers: Handler) -> str:
        app = web.Application()
        for name, handler in handlers.items():
            app.router.add_get(f"/{name}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield opened
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def client(url: str) -> AsyncIterator[Client]:
    told = settings(url, egress_networks=NETWORKS, upload_limit=LIMIT)
    async with serving(create_service(told), Part.API, Part.WORKER) as client:
        yield client


async def asked(client: Client, address: str, mode: str = "apply") -> Any:
    return await client.post("/v1/imports", params={"mode": mode}, json={"url": address})


async def fetched(client: Client, address: str) -> dict[str, Any]:
    """Have a file fetched and wait for the import's end."""
    answer = await asked(client, address)
    assert answer.status_code == 202, answer.text
    assert (answer.json()["status"], answer.json()["url"]) == ("fetching", address)
    return await ended(client, answer)


async def refusal(client: Client, address: str) -> str:
    job = await fetched(client, address)
    (found,) = await findings(client, job)
    assert (job["status"], job["counts"]["critical"]) == ("failed", 1)
    assert (found["rule"], found["severity"]) == ("harambee-fetch", "critical")
    return str(found["detail"])


@pytest.mark.parametrize("body", [BODY, gzip.compress(BODY)], ids=["plain", "gzip"])
async def test_a_file_is_fetched_and_taken(client: Client, site: Callable[..., Awaitable[str]], body: bytes) -> None:
    before = await client.metric("harambee_job_seconds_count", "fetches")
    job = await fetched(client, f"{await site(file=giving(body))}/file?key=abc")
    assert await client.metric("harambee_job_seconds_count", "fetches") == before + 1
    assert (job["status"], job["size"], job["counts"]["flows_new"]) == ("finished", len(body), 1)
    (flow,) = (await client.get("/v1/flows")).json()["items"]
    assert flow["value"]["amount"] == "70"


async def test_redirects_are_followed_to_where_one_may_go(client: Client, site: Callable[..., Awaitable[str]]) -> None:
    elsewhere = await site(file=giving())
    away = giving(b"", 302, Location=f"{elsewhere}/file")
    address = await site(first=giving(b"", 301, Location="/second"), second=away)
    assert (await fetched(client, f"{address}/first"))["counts"]["flows_new"] == 1


async def test_what_cannot_be_had_says_why(client: Client, site: Callable[..., Awaitable[str]]) -> None:
    address = await site(
        gone=giving(b"", 404),
        round=giving(b"", 307, Location="/round"),
        inner=giving(b"", 302, Location="http://127.0.0.2/file"),
        plain=giving(b"", 302, Location="ftp://127.0.0.1/file"),
        nowhere=giving(b"", 302),
        endless=endless,
    )
    assert await refusal(client, f"{address}/gone") == "The server answered 404"
    assert await refusal(client, f"{address}/round") == "It was redirected more than 3 times"
    assert "Only public addresses are taken" in await refusal(client, f"{address}/inner")
    assert "Only https is taken" in await refusal(client, f"{address}/plain")
    assert await refusal(client, f"{address}/nowhere") == "The server answered 302, and not where it is"
    assert await refusal(client, f"{address}/endless") == f"It is larger than {LIMIT} bytes"
    assert await refusal(client, "http://127.0.0.1:9/file?key=s3cr3t") == "It was not to be had: there is no connection"


@pytest.mark.parametrize(("handler", "most_seconds"), [(silent, 60), (dripping, 0.5)], ids=["silent", "dripping"])
async def test_who_never_comes_to_an_end_is_left(
    site: Callable[..., Awaitable[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    handler: Handler,
    most_seconds: float,
) -> None:
    monkeypatch.setattr("services.measurement.imports.client.SILENCE_SECONDS", 0.3)
    fetcher = Fetcher([ip_network(one) for one in NETWORKS], LIMIT, most_seconds)
    begun = monotonic()
    with pytest.raises(Unfetched, match="no answer in time"):
        await fetcher.fetch(f"{await site(file=handler)}/file", tmp_path / "file")
    assert monotonic() - begun < 10


async def test_a_slow_server_costs_no_lease(
    client: Client, inside: Driver, site: Callable[..., Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "RENEWAL_SECONDS", 0.05)
    called = []

    async def slow(request: web.Request) -> web.Response:
        called.append(request.path)
        await inside.execute("UPDATE imports SET leased_until = now() + interval '0.4 seconds'")
        await asyncio.sleep(1.5)  # others look for leases that ran out twice a second
        return web.Response(body=BODY)

    assert (await fetched(client, f"{await site(file=slow)}/file"))["counts"]["flows_new"] == 1
    assert called == ["/file"]


async def test_a_name_of_this_machine_is_not_called(url: str) -> None:
    async with serving(create_service(settings(url)), Part.API, Part.WORKER) as client:
        assert await refusal(client, "https://localhost/file") == "It was not to be had: the address is not public"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://example.org/x.xml", "https_only"),
        ("https://10.0.0.1/x.xml", "not_public"),
        ("https://user:s3cr3t@example.org/x.xml", "credentials"),
        ("x.xml", "invalid_url"),
    ],
)
async def test_an_address_that_is_not_called_is_refused_at_once(url: str, address: str, code: str) -> None:
    async with serving(create_service(settings(url))) as client:
        answer = await asked(client, address)
        assert answer.status_code == 422
        assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/url", code)]
        assert "s3cr3t" not in answer.text


async def test_what_says_no_address_is_refused(client: Client) -> None:
    for body, pointer in (({}, "/url"), ({"url": "https://example.org", "of": 1}, "/of"), ([1], "")):
        answer = await client.post("/v1/imports", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    data = await client.post("/v1/imports", json=[{"amount": "1"}] * 1000)
    assert data.status_code == 413


async def test_a_fetch_whose_worker_was_killed_is_begun_again(
    url: str, inside: Driver, site: Callable[..., Awaitable[str]]
) -> None:
    told = settings(url, egress_networks=NETWORKS)
    address = f"{await site(file=giving())}/file"
    async with serving(create_service(told)) as client:
        answer = await asked(client, address)
        engine = create_engine(url, pool_size=1)
        async with engine.begin() as connection:
            assert await fetch.claim(connection) is not None
            assert await fetch.claim(connection) is None  # it is leased
        await engine.dispose()
    await inside.execute("UPDATE imports SET leased_until = now() - interval '1 second'")
    async with serving(create_service(told), Part.API, Part.WORKER) as client:
        assert (await ended(client, answer))["counts"]["flows_new"] == 1


async def test_one_publisher_has_one_file_fetched_at_a_time_and_later_ones_wait_for_it(
    url: str, inside: Driver
) -> None:
    async with serving(create_service(settings(url))) as client:
        slow, second = [(await asked(client, f"https://example.org/{name}")).json()["id"] for name in "ab"]
        sent = await client.post("/v1/imports", content=BODY, headers={"Content-Type": "application/xml"})
        of_another = (await asked(client, "https://example.org/c")).json()["id"]
    await inside.execute("UPDATE imports SET created_by = 'another' WHERE id = $1", of_another)
    engine = create_engine(url, pool_size=1)
    async with engine.begin() as connection:
        jobs = [await fetch.claim(connection) for _ in range(3)]
        assert [one and str(one.id) for one in jobs] == [slow, of_another, None]
        assert await queue.claim(connection) is None
    await inside.execute("UPDATE imports SET status = 'failed' WHERE id = ANY($1)", [slow, second])
    async with engine.begin() as connection:
        claimed = await queue.claim(connection)
        assert claimed is not None
        assert str(claimed.id) == sent.json()["id"]
    await engine.dispose()
