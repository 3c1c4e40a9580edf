from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import pytest

from services.measurement import workers
from services.measurement.app import create_service
from services.measurement.reading.reader import Reader
from shared.db import Driver, connect
from shared.service import Part
from tests.serving import Client, serving, settings

Lend = Callable[[], AbstractAsyncContextManager[Reader]]


@pytest.fixture(scope="session")
async def lend_reader() -> AsyncIterator[Lend]:
    """Lend a reading process to one worker at a time: starting one takes longer than most tests."""
    idle: list[Reader] = []
    async with AsyncExitStack() as stack:

        @asynccontextmanager
        async def lend() -> AsyncIterator[Reader]:
            reader = idle.pop() if idle else await stack.enter_async_context(Reader())
            try:
                yield reader
            finally:
                idle.append(reader)

        yield lend


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch, lend_reader: Lend) -> None:
    """Have workers look soon whether there is something to do, few of them where nothing is fetched."""
    monkeypatch.setattr(workers, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(workers, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(workers, "Reader", lend_reader)
    monkeypatch.setattr(workers, "FETCHES_AT_ONCE", 1)


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
