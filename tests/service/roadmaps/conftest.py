from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.registry.events import ActorRegistered
from services.roadmaps.app import create_service
from services.roadmaps.consumers import consumer
from shared.db import connect
from shared.envelope import Envelope, enveloped
from tests.hearing import take_in
from tests.serving import Client, serving, settings

OWNER = UUID("01a20875-b7ce-7666-8a02-2f3b387c98f0")
"""A ministry of Kenya that the service has heard of."""

Told = Callable[[], Awaitable[list[dict[str, Any]]]]


def registered(actor: UUID, country: str | None = "KE", sequence: int = 1) -> Envelope:
    """Give what the registry tells of an actor."""
    event = ActorRegistered(id=actor, names={"en": "Board"}, kind="10", constituency="public", country=country)
    return enveloped(event, source="registry", time=datetime(2026, 1, 1, tzinfo=UTC), sequence=sequence)


@pytest.fixture
async def url(database: Callable[[str], Awaitable[str]]) -> str:
    return await database("roadmaps")


@pytest.fixture
async def client(url: str) -> AsyncIterator[Client]:
    await take_in(url, consumer, registered(OWNER))
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
