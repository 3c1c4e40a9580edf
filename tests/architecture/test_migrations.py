"""The migrations arrive at exactly what the models say."""

from collections.abc import Awaitable, Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from shared.db import create_engine, models_metadata
from tests.architecture.test_structure import SERVICES


def difference(connection: Connection, service: str) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), models_metadata(service)))


@pytest.mark.parametrize("service", SERVICES)
async def test_a_migrated_database_is_what_the_models_say(
    service: str, database: Callable[[str], Awaitable[str]]
) -> None:
    engine = create_engine(await database(service), pool_size=1)
    async with engine.connect() as connection:
        assert await connection.run_sync(difference, service) == []
    await engine.dispose()
