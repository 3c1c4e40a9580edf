import asyncio
import hashlib
import os
from collections.abc import AsyncIterator

import httpx
import psutil
import pytest

from services.gateway.clients import pass_through
from services.gateway.queries import authentication
from services.gateway.rules.keys import ApiKey
from services.gateway.rules.routes import Upstream
from shared.auth import Kind, Role
from shared.db import connect
from tests.service.gateway.conftest import Gateway

MEGABYTE = 1 << 20


async def test_a_request_reaches_its_service_as_it_was_sent(http: httpx.AsyncClient, gateway: Gateway) -> None:
    gateway.services[Upstream.MEASUREMENT].answers["/v1/matrix"] = {"items": []}
    answer = await http.get(
        "/v1/matrix?year=2020&q=a%2Fb%20c",
        headers={"Accept": "text/csv", "If-Match": '"1"', "Idempotency-Key": "k", "Accept-Language": "fr"},
    )
    assert (answer.status_code, answer.json(), answer.headers["etag"]) == (200, {"items": []}, '"7"')
    asked = gateway.services[Upstream.MEASUREMENT].asked[0]
    assert (asked.method, asked.path, asked.query) == ("GET", "/v1/matrix", "year=2020&q=a%2Fb%20c")
    sent = asked.headers
    assert (sent["accept"], sent["if-match"], sent["idempotency-key"], sent["accept-language"]) == (
        "text/csv",
        '"1"',
        "k",
        "fr",
    )


async def test_a_trace_goes_on_in_the_service(http: httpx.AsyncClient, gateway: Gateway) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    await http.get("/v1/actors", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert gateway.services[Upstream.REGISTRY].asked[0].headers["traceparent"].split("-")[1] == trace


async def test_the_callers_credential_does_not_reach_the_service(http: httpx.AsyncClient, gateway: Gateway) -> None:
    header = await gateway.key(Role.COORDINATOR, country="KE")
    await http.get("/v1/actors", headers={**header, "Cookie": "a=b"})
    sent = gateway.services[Upstream.REGISTRY].asked[0].headers
    assert header["Authorization"] not in sent.values()
    assert "cookie" not in sent
    principal = gateway.principal(Upstream.REGISTRY)
    assert principal.may(Role.COORDINATOR, country="KE")
    assert not principal.may(Role.COORDINATOR, country="UG")


async def test_without_a_credential_it_is_anyone_who_asks(http: httpx.AsyncClient, gateway: Gateway) -> None:
    await http.get("/v1/actors")
    assert gateway.principal(Upstream.REGISTRY).kind is Kind.ANYONE


async def test_headers_of_one_hop_stay_there(http: httpx.AsyncClient, gateway: Gateway) -> None:
    gateway.services[Upstream.REGISTRY].answers["/v1/actors"] = {}
    answer = await http.get("/v1/actors", headers={"Connection": "keep-alive, X-Mine", "X-Mine": "1", "TE": "trailers"})
    sent = gateway.services[Upstream.REGISTRY].asked[0].headers
    assert not {"x-mine", "te"} & sent.keys()
    assert "x-hop" not in answer.headers
    assert len(answer.headers.get_list("date")) == 1


@pytest.mark.parametrize("path", ["/v1/nothing", "/v2/actors", "/v1", "/internal/clock", "/internal/openapi.json"])
async def test_an_address_that_nobody_answers_is_a_problem(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["type"], answer.json()["instance"]) == ("/problems/not-found", path)


@pytest.mark.parametrize("path", ["/v1/actors/../../internal/clock", "/v1/actors/%2e%2e/%2e%2e/internal/clock"])
async def test_nothing_but_public_collections_can_be_reached(gateway: Gateway, path: str) -> None:
    host, _, port = gateway.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
    assert (await reader.read()).startswith(b"HTTP/1.1 404")
    writer.close()
    assert gateway.services[Upstream.REGISTRY].asked == []


@pytest.mark.parametrize("declared", [True, False])
async def test_a_large_upload_goes_through_with_flat_memory(
    http: httpx.AsyncClient, gateway: Gateway, declared: bool
) -> None:
    size, digest = 200 * MEGABYTE, hashlib.sha256()

    async def blocks() -> AsyncIterator[bytes]:
        block = os.urandom(MEGABYTE)
        for _ in range(size // MEGABYTE):
            digest.update(block)
            yield block

    before = psutil.Process().memory_info().rss
    headers = {"Content-Type": "application/xml", **({"Content-Length": str(size)} if declared else {})}
    answer = await http.post("/v1/imports?mode=apply", content=blocks(), headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (202, "/v1/imports/1")
    assert answer.json() == {"bytes": size, "sha256": digest.hexdigest()}
    assert psutil.Process().memory_info().rss - before < 60 * MEGABYTE


async def test_an_upload_that_breaks_off_never_looks_whole(gateway: Gateway) -> None:
    host, _, port = gateway.url.removeprefix("http://").partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /v1/imports HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
    service = gateway.services[Upstream.MEASUREMENT]
    while service.received < 5:
        await asyncio.sleep(0.01)
    writer.close()
    async with asyncio.timeout(5):
        await service.hung_up.wait()
    assert not service.whole


async def test_events_stream_through_as_they_happen_until_the_reader_leaves(
    http: httpx.AsyncClient, gateway: Gateway
) -> None:
    async with http.stream("GET", "/v1/events/stream") as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        frames = answer.aiter_bytes()
        assert await anext(frames) == b"id: 1\ndata: first\n\n"
        assert not gateway.services[Upstream.NOTIFICATIONS].hung_up.is_set()
    async with asyncio.timeout(5):
        await gateway.services[Upstream.NOTIFICATIONS].hung_up.wait()


async def test_a_caller_who_leaves_is_left_by_the_service_too(http: httpx.AsyncClient, gateway: Gateway) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await http.get("/v1/matrix/slow", timeout=0.3)
    async with asyncio.timeout(5):
        await gateway.services[Upstream.MEASUREMENT].hung_up.wait()


async def test_a_slow_reader_holds_the_service_back(http: httpx.AsyncClient, gateway: Gateway) -> None:
    service = gateway.services[Upstream.MEASUREMENT]
    async with http.stream("GET", "/v1/flows/endless") as answer:
        chunks = answer.aiter_raw(1024)  # kept: a generator that is let go closes the connection
        await anext(chunks)
        held = -1
        async with asyncio.timeout(30):
            # What the sockets between take differs from machine to machine; that it comes to an end does not.
            while held != service.sent:
                assert service.sent < 500 * MEGABYTE, "more than any sockets take"
                held = service.sent
                await asyncio.sleep(0.3)
            assert not service.hung_up.is_set()
            while held == service.sent:
                await anext(chunks)


@pytest.mark.parametrize("path", ["/v1/flows/broken", "/v1/flows/torn"])
async def test_an_answer_that_breaks_off_never_looks_whole(http: httpx.AsyncClient, path: str) -> None:
    async with http.stream("GET", path) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            await answer.aread()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE api_keys SET revoked_at = now() WHERE id = $1",
        "UPDATE grants SET revoked_at = now() WHERE client = (SELECT client FROM api_keys WHERE id = $1)",
        "UPDATE api_keys SET expires_at = now() WHERE id = $1",
    ],
)
async def test_a_stream_of_events_ends_soon_after_its_caller_may_no_more(
    http: httpx.AsyncClient, gateway: Gateway, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "KNOWN_SECONDS", 0.2)
    monkeypatch.setattr(pass_through, "ASK_SECONDS", 0.2)
    headers = await gateway.key(Role.READER, country="KE")
    others = await gateway.key(Role.READER, country="UG")
    key = ApiKey.read(headers["Authorization"].removeprefix("Bearer "))
    assert key
    async with (
        http.stream("GET", "/v1/events/stream", headers=headers) as ending,
        http.stream("GET", "/v1/events/stream", headers=others) as going_on,
    ):
        lines, other_lines = ending.aiter_lines(), going_on.aiter_lines()
        assert await anext(lines) == await anext(other_lines) == "id: 1"
        await asyncio.sleep(0.5)
        connection = await connect(gateway.database)
        await connection.execute(change, key.id)
        await connection.close()
        async with asyncio.timeout(5):
            assert [line async for line in lines] == ["data: first", ""]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await anext(line async for line in other_lines if line not in {"data: first", ""})
