"""Connections that the server has closed while they were idle, as when it is restarted."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import connect, create_engine

OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
CONNECTIONS = 3


async def ask(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        backend = await connection.scalar(text("SELECT pg_backend_pid()"))
        await asyncio.sleep(0.05)  # so that each has a connection of its own
        return int(backend)


async def test_a_connection_that_the_server_has_closed_is_replaced(database: Callable[[str], Awaitable[str]]) -> None:
    url = await database("roadmaps")
    engine = create_engine(url, pool_size=CONNECTIONS)
    before = set(await asyncio.gather(*(ask(engine) for _ in range(CONNECTIONS))))
    assert len(before) == CONNECTIONS
    administrator = await connect(url)
    assert len(await administrator.fetch(OTHERS)) == CONNECTIONS
    await asyncio.sleep(0.1)  # the end of the sockets has come in
    after = set(await asyncio.gather(*(ask(engine) for _ in range(CONNECTIONS))))
    assert len(after - before) == CONNECTIONS
    assert await ask(engine) in after
    await administrator.close()
    await engine.dispose()
