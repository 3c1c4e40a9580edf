"""Counts each pair once in the totals."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from asyncpg import LockNotAvailableError

from services.measurement.commands.pair_rows import Pair
from services.measurement.commands.totals import Ledger
from services.measurement.rules.confirmations import ONE_FLOW, Status
from services.measurement.rules.mirrors import leaves_out
from shared.db import Driver, driver
from shared.errors import Unavailable
from shared.unit_of_work import UnitOfWork

PAUSE_SECONDS = 10


@asynccontextmanager
async def impatient(uow: UnitOfWork) -> AsyncIterator[Driver]:
    """Give the connection for statements that wait for nobody long. Raises Unavailable.

    An import may hold totals and flows until its end. Who waits half a second for it gives up before PostgreSQL looks
    for a deadlock, so that it never ends the import instead.
    """
    connection = await driver(await uow.session.connection())
    await connection.execute("SET LOCAL lock_timeout = '500ms'")
    try:
        yield connection
    except LockNotAvailableError as error:
        detail = "An import is changing the same flows or totals just now"
        raise Unavailable(detail, retry_after=PAUSE_SECONDS) from error
    await connection.execute("SET LOCAL lock_timeout = 0")


async def count_once(uow: UnitOfWork, pairs: Sequence[Pair]) -> None:
    """Take out of the totals the second report of pairs that are one flow now, put back that of pairs that are not."""
    ledger = Ledger()
    for row, provider, recipient in pairs:
        one_flow = Status(row.status) in ONE_FLOW
        leave_out = one_flow and leaves_out(provider.kind, recipient.kind)
        if leave_out and not row.left_out:
            ledger.leave_out(recipient)
        elif row.left_out and not leave_out:
            ledger.put_back(recipient)
        row.left_out = leave_out
    async with impatient(uow) as connection:
        await ledger.write(connection)
        await ledger.tell(uow, connection)
