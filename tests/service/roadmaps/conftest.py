from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import orjson
import pytest

from services.roadmaps.app import create_service
from shared.db import connect
from tests.serving import Client, serving, settings

Told = Callable[[], Awaitable[list[dict[str, Any]]]]


@pytest.fixture
async def url(database: Callable[[str], Awaitable[str]]) -> str:
    return await database("roadmaps")


@pytest.fixture
async def client(url: str) -> AsyncIterator[Client]:
    async with serving(create_service(settings(url))) as client:
        yield client


@pytest.fixture
async def told(url: str) -> AsyncIterator[Told]:
    """Read what waits to be told to the other services, in order."""
    connection = await connect(url)

    async def read() -> list[dict[str, Any]]:
        rows = await connection.fetch("SELECT attributes, data FROM outbox ORDER BY seq")
        return [orjson.loads(row["attributes"]) | {"data": orjson.loads(row["data"])} for row in rows]

    yield read
    await connection.close()
