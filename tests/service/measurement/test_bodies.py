"""Bodies that are read from disk are refused as all others are."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from services.measurement.app import create_service
from tests.serving import Client, serving, settings


@pytest.fixture
async def client(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Client]:
    async with serving(create_service(settings(await database("measurement")))) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/v1/imports", "/v1/exchange-rates", "/v1/exchange-rates/deflators"])
@pytest.mark.parametrize("body", [b"o", b"\x00", b"{", b"", b"\xff"])
async def test_what_is_no_json_is_refused_as_such(client: Client, path: str, body: bytes) -> None:
    answer = await client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("", "json_invalid")]
