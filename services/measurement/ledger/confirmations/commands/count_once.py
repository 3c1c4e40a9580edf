"""Counts each pair once in the totals."""

from collections.abc import Sequence

from services.measurement.ledger.rules.confirmations import ONE_FLOW, Status
from services.measurement.ledger.rules.mirrors import leaves_out
from services.measurement.ledger.store.pairs import Pair
from services.measurement.ledger.store.totals import TotalsWriter
from services.measurement.locks import short_lock_timeout
from shared.unit_of_work import UnitOfWork


async def count_once(uow: UnitOfWork, pairs: Sequence[Pair]) -> None:
    """Take out of the totals the second report of pairs that are one flow now, put back that of pairs that are not."""
    ledger = TotalsWriter()
    for row, provider, recipient in pairs:
        one_flow = Status(row.status) in ONE_FLOW
        leave_out = one_flow and leaves_out(provider.transaction_type, recipient.transaction_type)
        if leave_out and not row.left_out:
            ledger.leave_out(recipient)
        elif row.left_out and not leave_out:
            ledger.put_back(recipient)
        row.left_out = leave_out
    async with short_lock_timeout(uow) as connection:
        await ledger.write(connection)
        await ledger.tell(uow, connection)
