from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from services.measurement import workers
from services.measurement.app import create_service
from shared.db import Driver, connect
from shared.service import Part
from tests.serving import Client, serving, settings


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have workers look soon whether there is something to do."""
    monkeypatch.setattr(workers, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(workers, "POLL_SECONDS", 0.1)


@pytest.fixture
async def url(database: Callable[[str], Awaitable[str]]) -> str:
    return await database("measurement")


@pytest.fixture
async def client(url: str) -> AsyncIterator[Client]:
    """A service whose worker runs what is imported."""
    async with serving(create_service(settings(url)), Part.API, Part.WORKER) as client:
        yield client


@pytest.fixture
async def inside(url: str) -> AsyncIterator[Driver]:
    """The service's database."""
    connection = await connect(url)
    yield connection
    await connection.close()
