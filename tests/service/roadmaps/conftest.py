from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from services.roadmaps.app import create_service
from tests.serving import Client, serving, settings


@pytest.fixture
async def client(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Client]:
    async with serving(create_service(settings(await database("roadmaps")))) as client:
        yield client
