"""What every test may ask for: PostgreSQL, Kafka, and fresh databases of the services."""

import os
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import uvloop
from hypothesis import settings as hypothesis_settings

from services.measurement.app import create_service as create_measurement
from services.registry.app import create_service as create_registry
from shared.service import Service
from shared.settings import Settings
from tests.servers import Databases, running_kafka, running_postgres
from tests.serving import serving, settings

# What runs on Java here ends soon: to compile it thoroughly would take longer than it runs.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
hypothesis_settings.register_profile("busy", deadline=None)  # slow on a busy machine is not wrong
hypothesis_settings.register_profile("quick", deadline=None, max_examples=20)  # for `make check`
hypothesis_settings.load_profile("busy")


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], AbstractEventLoop]]:
    """Run tests on the loop that the services run on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The administrator's address of a real PostgreSQL, one for the whole run."""
    with running_postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bootstrap servers of a real Kafka, one for the whole run."""
    with running_kafka(tmp_path_factory.mktemp("kafka")) as servers:
        yield servers


@pytest.fixture(scope="session")
def databases(postgres: str) -> Databases:
    """The maker of databases, which knows the migrated templates.

    Those of registry and measurement hold the reference data that ship: loading it takes longer than most tests.
    """

    def starting(create_service: Callable[[Settings], Service]) -> Callable[[str], Awaitable[None]]:
        async def fill(url: str) -> None:
            async with serving(create_service(settings(url))):
                pass

        return fill

    shipping = {"registry": create_registry, "measurement": create_measurement}
    return Databases(postgres, {name: starting(create_service) for name, create_service in shipping.items()})


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """Give `await database("roadmaps")`: the address of a fresh, migrated database, removed after the test."""
    made: list[str] = []

    async def create(service: str) -> str:
        name, url = await databases.create(service)
        made.append(name)
        return url

    yield create
    for name in made:
        await databases.drop(name)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data beside the checkout; a test that needs it says so where it is absent."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data (../shared/data) is not beside this checkout")
    return folder
