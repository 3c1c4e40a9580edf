"""The migrations arrive at exactly what the models say, from nothing and from every schema that was released."""

import re
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from services.measurement.app import create_service as create_measurement
from services.registry.app import create_service as create_registry
from services.roadmaps.app import create_service as create_roadmaps
from shared.db import UnknownSchema, create_engine, migrate, models_metadata
from tests.architecture.test_structure import SERVICES
from tests.released import RELEASED, count, dump, restore
from tests.servers import Databases
from tests.serving import serving, settings

VERSIONS = sorted(folder.name for folder in RELEASED.iterdir())
READ = {
    "registry": (create_registry, "/v1/actors"),
    "roadmaps": (create_roadmaps, "/v1/roadmaps"),
    "measurement": (create_measurement, "/v1/flows"),
}

Fresh = Callable[[str], Awaitable[str]]


@pytest.fixture
async def empty(databases: Databases) -> Fresh:
    """Give `await empty("roadmaps")`: the address of a database without any table."""
    return databases.create_empty


def lines_of(schema: str) -> list[str]:
    """Give what a dump says, each line with the statement it is in, whatever the order of tables and columns."""
    found: list[str] = []
    for statement in re.split(r"\n{2,}", schema):
        lines = [line.strip().rstrip(",") for line in statement.splitlines() if line.strip()]
        found += (f"{lines[0]} {line}" for line in lines)
    return sorted(found)


async def schema_of_models(url: str, service: str) -> list[str]:
    engine = create_engine(url, pool_size=1)
    async with engine.begin() as connection:
        await connection.run_sync(models_metadata(service).create_all)
    await engine.dispose()
    return schema_of(url)


def schema_of(url: str) -> list[str]:
    return lines_of(dump(url, "--schema-only", "--exclude-table=alembic_version"))


async def execute(url: str, statements: str) -> None:
    """Run statements in a database; what fails leaves no connection behind, for which dropping it would wait."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_migrated_database_is_what_the_models_say(service: str, database: Fresh, empty: Fresh) -> None:
    assert schema_of(await database(service)) == await schema_of_models(await empty(service), service)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_released_database_is_brought_along_with_its_rows(service: str, version: str, empty: Fresh) -> None:
    released = await empty(service)
    restore(released, (RELEASED / version / f"{service}.sql").read_text("utf8"))
    before = await count(released)
    await migrate(released, service)
    assert schema_of(released) == await schema_of_models(await empty(service), service)
    after = await count(released)
    assert all(before.values())
    assert {table: after[table] for table in before} == before
    if service in READ:
        create_service, address = READ[service]
        async with serving(create_service(settings(released))) as client:
            answer = await client.get(address)
        assert (answer.status_code, len(answer.json()["items"])) == (200, 1), answer.text


async def test_what_imports_counted_is_brought_along_in_the_words_of_today(empty: Fresh) -> None:
    released = await empty("measurement")
    restore(released, (RELEASED / "0.1.0" / "measurement.sql").read_text("utf8"))
    await execute(
        released,
        """UPDATE imports SET vanished = 'withdraw', accept = 'clean', counts = '{
        "new": 1, "same": 2, "aside": 3, "vanished": 4, "flows_same": 5, "flows_aside": 6, "flows_vanished": 7,
        "indicators_same": 8, "indicators_vanished": 9}'""",
    )
    await migrate(released, "measurement")
    async with serving(create_measurement(settings(released))) as client:
        (job,) = (await client.get("/v1/imports")).json()["items"]
    assert job["missing"] == "withdraw"
    assert {name: number for name, number in job["counts"].items() if number} == {
        "new": 1,
        "unchanged": 2,
        "rejected": 3,
        "missing": 4,
        "flows_unchanged": 5,
        "flows_rejected": 6,
        "flows_missing": 7,
        "indicators_unchanged": 8,
        "indicators_missing": 9,
    }


async def test_a_column_of_the_kernel_needs_a_migration(database: Fresh, empty: Fresh) -> None:
    models, migrated = await empty("roadmaps"), await database("roadmaps")
    said = await schema_of_models(models, "roadmaps")
    await execute(models, "ALTER TABLE outbox ADD COLUMN seen_by_a_test smallint NOT NULL DEFAULT 0")
    assert schema_of(migrated) == said != schema_of(models)


async def test_a_column_in_the_wrong_table_is_seen(database: Fresh) -> None:
    url = await database("roadmaps")
    said = schema_of(url)
    await execute(url, "ALTER TABLE actors DROP COLUMN country; ALTER TABLE merged_actors ADD COLUMN country text")
    assert schema_of(url) != said


# "0001": builds of before named migrations by number alone, and Alembic takes the beginning of a name for the name.
@pytest.mark.parametrize("stamp", ["0001", "0003"])
async def test_a_schema_that_no_migration_knows_is_refused_with_what_to_do(stamp: str, database: Fresh) -> None:
    url = await database("roadmaps")
    await execute(url, f"UPDATE alembic_version SET version_num = '{stamp}'")
    with pytest.raises(UnknownSchema, match="empty data folder"):
        await migrate(url, "roadmaps")
