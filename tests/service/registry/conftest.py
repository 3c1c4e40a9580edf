from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import orjson
import pytest

from services.registry.app import create_service
from shared.db import connect
from shared.envelope import Envelope
from tests.serving import Client, serving, settings

Told = Callable[[str], Awaitable[list[Envelope]]]


@pytest.fixture
async def url(database: Callable[[str], Awaitable[str]]) -> str:
    return await database("registry")


@pytest.fixture
async def client(url: str) -> AsyncIterator[Client]:
    """The service without its preparation: a fresh database holds the reference data already."""
    async with serving(replace(create_service(settings(url)), prepare=None)) as client:
        yield client


@pytest.fixture
async def told(url: str, client: Client) -> AsyncIterator[Told]:
    """Give `await told("actor.")`: the events of types that begin so, in the order in which they were written."""
    connection = await connect(url)

    async def read(kind: str) -> list[Envelope]:
        rows = await connection.fetch("SELECT attributes, data FROM outbox ORDER BY seq")
        envelopes = [Envelope(orjson.loads(row["attributes"]), row["data"]) for row in rows]
        return [one for one in envelopes if one.type.startswith(f"harambee.{kind}")]

    yield read
    await connection.close()
