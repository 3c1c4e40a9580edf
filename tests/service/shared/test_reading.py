"""Sessions that only read: one state of the database, and nothing taken of it before the first question."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.db import create_engine, create_sessions, reading

Fresh = Callable[[str], Awaitable[str]]
DAYS = text("SELECT count(*) FROM clock")
ADD = text("INSERT INTO clock (ahead) VALUES ('1 day')")


async def test_a_reader_sees_one_state_and_writes_nothing(database: Fresh) -> None:
    engine = create_engine(await database("roadmaps"), pool_size=2)
    async with reading(create_sessions(engine)) as session:
        assert await session.scalar(DAYS) == 0
        async with engine.begin() as connection:
            await connection.execute(ADD)
        assert await session.scalar(DAYS) == 0
        with pytest.raises(DBAPIError, match="read-only"):
            await session.execute(ADD)
    async with create_sessions(engine)() as session:
        await session.execute(text("DELETE FROM clock"))
        assert await session.scalar(text("SELECT current_setting('transaction_isolation')")) == "read committed"
        await session.rollback()
    await engine.dispose()


async def test_a_reader_that_asks_nothing_takes_no_connection(database: Fresh) -> None:
    engine = create_engine(await database("roadmaps"), pool_size=1)
    async with reading(create_sessions(engine)) as session:
        assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        await session.scalar(DAYS)
        assert engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    await engine.dispose()
