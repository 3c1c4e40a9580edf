"""What is there already is a conflict with its reasons, whoever failed to look."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from shared.db import connect, create_engine, duplicated
from shared.errors import Refused
from shared.http.problems import to_problem

TABLE = (
    "CREATE TEMPORARY TABLE things (owner text, name text, UNIQUE (owner, name)); INSERT INTO things VALUES ('a', 'b')"
)


async def test_a_repeated_row_is_a_conflict_that_names_the_columns(
    database: Callable[[str], Awaitable[str]],
) -> None:
    url = await database("registry")
    engine = create_engine(url, pool_size=1)
    async with engine.connect() as connection:
        for statement in TABLE.split("; "):
            await connection.execute(text(statement))
        with pytest.raises(Exception, match="duplicate key") as failed:
            await connection.execute(text("INSERT INTO things VALUES ('a', 'b')"))
    await engine.dispose()
    problem = to_problem(failed.value)
    assert isinstance(problem, Refused)
    assert [(fault.pointer, fault.code) for fault in problem.faults] == [("/owner", "taken"), ("/name", "taken")]
    assert "'a'" not in str(problem.faults)
    assert problem.status == 409


async def test_the_drivers_own_errors_count_too(database: Callable[[str], Awaitable[str]]) -> None:
    connection = await connect(await database("registry"))
    await connection.execute(TABLE)
    with pytest.raises(Exception, match="duplicate key") as failed:
        await connection.execute("INSERT INTO things VALUES ('a', 'b')")
    await connection.close()
    assert duplicated(failed.value) == ["owner", "name"]
    assert duplicated(ValueError("duplicate")) is None
