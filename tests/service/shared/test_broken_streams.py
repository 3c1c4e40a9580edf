"""A list that fails half-way: nobody may take what has come of it for the whole."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from services.registry.app import create_service
from shared.http import create_app, listing
from shared.service import Part
from tests.service.gateway.sockets import listening
from tests.serving import ADMIN, authorization, settings

FORMS = ("ndjson", "csv", "xlsx")


@pytest.fixture
async def http(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(create_service(settings(await database("registry"))), [Part.API])
    async with (
        listening([app]) as (address,),
        httpx.AsyncClient(base_url=address, headers=authorization(ADMIN), trust_env=False) as client,
    ):
        yield client


def fail_after(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """Let lists fail after some rows."""
    whole = listing._Lister._everything

    async def failing(self: Any, select: Any, make: Any) -> AsyncIterator[Any]:
        done = 0
        async for row in whole(self, select, make):
            if done == rows:
                raise ConnectionError("the database is gone")
            done += 1
            yield row

    monkeypatch.setattr(listing._Lister, "_everything", failing)


@pytest.mark.parametrize("form", FORMS)
async def test_what_fails_before_anything_was_sent_is_a_problem(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    fail_after(monkeypatch, 3)
    answer = await http.get("/v1/countries", params={"format": form})
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")


async def test_what_fails_later_is_broken_off(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.http.forms.CHUNK", 1000)
    fail_after(monkeypatch, 200)
    async with http.stream("GET", "/v1/countries", params={"format": "ndjson"}) as answer:
        assert answer.status_code == 200
        chunks = answer.aiter_raw(1000)
        assert (await anext(chunks)).startswith(b"{")
        with pytest.raises(httpx.RemoteProtocolError):
            [chunk async for chunk in chunks]


async def test_a_reader_who_leaves_leaves_no_connection_behind(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.http.forms.CHUNK", 10)
    monkeypatch.setattr(listing, "STREAMED_AT_ONCE", 2)
    for _ in range(12):  # more than the pool has
        async with http.stream("GET", "/v1/countries", params={"format": "ndjson"}) as answer:
            await anext(answer.aiter_raw(100))
    assert (await http.get("/v1/countries", timeout=5)).status_code == 200
