"""Who waits for whom: writers of one reporting organisation take turns, and nobody but an import waits long."""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from zlib import crc32

from asyncpg import LockNotAvailableError

from shared.db import Driver, driver
from shared.errors import Unavailable
from shared.unit_of_work import UnitOfWork

PAUSE_SECONDS = 10
REQUEST_LOCK_TIMEOUT = 800
"""Milliseconds that a request waits for a lock: less than PostgreSQL until it looks for a deadlock (a second)."""
WORKER_LOCK_TIMEOUT = 250
"""Milliseconds that a worker waits for one: it gives up before a request that waits for what the worker holds."""
LOCK_STRIPES = 256
"""Whoever writes activities of a reporting organisation locks the one of so many stripes that it falls into."""

LOCK = "SELECT pg_advisory_xact_lock(hashtext('reporters'), stripe) FROM unnest($1::integer[]) stripe"


async def lock_reporters(connection: Driver, reporters: Iterable[str]) -> None:
    """See to it that until the commit nobody else writes activities or flows of these organisations."""
    await lock_stripes(connection, lock_stripes_of(reporters))


def lock_stripes_of(reporters: Iterable[str]) -> set[int]:
    """Give the stripes that reporting organisations fall into."""
    return {crc32(ref.encode()) % LOCK_STRIPES for ref in reporters}


async def lock_stripes(connection: Driver, stripes: Collection[int]) -> None:
    """Lock stripes, in their order."""
    await connection.execute(LOCK, sorted(stripes))


async def lock_reference_facts(connection: Driver, *, alone: bool = False) -> None:
    """Keep rates, country groups and who organisations are as they are until the commit; who changes them is `alone`.

    To be held for moments only: an import does it at its end, where it looks whether these have changed meanwhile.
    """
    name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    await connection.execute(f"SELECT {name}(hashtext('facts'))")


@asynccontextmanager
async def short_lock_timeout(uow: UnitOfWork, milliseconds: int = REQUEST_LOCK_TIMEOUT) -> AsyncIterator[Driver]:
    """Give the connection for statements that wait for nobody longer than so many milliseconds.

    An import may hold totals and flows until its end. Who waits for it gives up before PostgreSQL looks for a
    deadlock, so that it never ends the import instead. Raises Unavailable.
    """
    session = await uow.session.connection()
    await session.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")  # begins the transaction too
    connection = await driver(session)
    try:
        yield connection
    except LockNotAvailableError as error:
        detail = "Somebody else is changing the same flows or totals just now"
        raise Unavailable(detail, retry_after=PAUSE_SECONDS) from error
    await connection.execute("SET LOCAL lock_timeout = 0")
