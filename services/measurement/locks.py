"""Who waits for whom: writers of one reporting organisation take turns, and nobody but an import waits long."""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from zlib import crc32

from asyncpg import LockNotAvailableError

from shared.db import Driver, driver
from shared.errors import Unavailable
from shared.unit_of_work import UnitOfWork

PAUSE_SECONDS = 10
PATIENCE = 800
"""Milliseconds that a request waits for a lock: less than PostgreSQL until it looks for a deadlock (a second)."""
WORKER_PATIENCE = 250
"""Milliseconds that a worker waits for one: it gives up before a request that waits for what the worker holds."""
DRAWERS = 256
"""Whoever writes activities of a reporting organisation locks the one of so many drawers that it falls into."""

LOCK = "SELECT pg_advisory_xact_lock(hashtext('reporters'), drawer) FROM unnest($1::integer[]) drawer"


async def lock_reporters(connection: Driver, reporters: Iterable[str]) -> None:
    """See to it that until the commit nobody else writes activities or flows of these organisations."""
    await lock_drawers(connection, drawers_of(reporters))


def drawers_of(reporters: Iterable[str]) -> set[int]:
    """Give the drawers that reporting organisations fall into."""
    return {crc32(ref.encode()) % DRAWERS for ref in reporters}


async def lock_drawers(connection: Driver, drawers: Collection[int]) -> None:
    """Lock drawers, in their order."""
    await connection.execute(LOCK, sorted(drawers))


async def hold_facts(connection: Driver, *, alone: bool = False) -> None:
    """Keep rates, country groups and who organisations are as they are until the commit; who changes them is `alone`.

    To be held for moments only: an import does it at its end, where it looks whether these have changed meanwhile.
    """
    name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    await connection.execute(f"SELECT {name}(hashtext('facts'))")


@asynccontextmanager
async def impatient(uow: UnitOfWork, patience: int = PATIENCE) -> AsyncIterator[Driver]:
    """Give the connection for statements that wait for nobody longer than `patience`, in milliseconds.

    An import may hold totals and flows until its end. Who waits for it gives up before PostgreSQL looks for a
    deadlock, so that it never ends the import instead. Raises Unavailable.
    """
    connection = await driver(await uow.session.connection())
    await connection.execute(f"SET LOCAL lock_timeout = {patience}")
    try:
        yield connection
    except LockNotAvailableError as error:
        detail = "Somebody else is changing the same flows or totals just now"
        raise Unavailable(detail, retry_after=PAUSE_SECONDS) from error
    await connection.execute("SET LOCAL lock_timeout = 0")
