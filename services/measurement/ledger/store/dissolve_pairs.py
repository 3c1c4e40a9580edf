"""Ends the pairs of flows that count no more."""

from collections.abc import Sequence
from uuid import UUID

from services.measurement.ledger.rules.confirmations import ONE_FLOW, Status
from services.measurement.ledger.rules.mirrors import Report
from services.measurement.ledger.store.pairs import Pair, pair_of, tell
from services.measurement.ledger.store.stored_pairs import live_pairs
from shared.unit_of_work import UnitOfWork


async def dissolve(uow: UnitOfWork, gone: Sequence[UUID]) -> list[Report]:
    """Dissolve the live pairs of flows that were corrected; give the reports that totals had left out for them."""
    if not gone:
        return []
    pairs = [pair_of(found) for found in await live_pairs(uow.session, gone)]
    freed = [pair.recipient for pair in pairs if pair.row.left_out]
    await end(uow, pairs)
    return freed


async def end(uow: UnitOfWork, pairs: Sequence[Pair]) -> None:
    """Make pairs none any more, and tell of those that were more than proposed."""
    known = [pair for pair in pairs if Status(pair.row.status) in ONE_FLOW]
    for pair in pairs:
        uow.change(pair.row)
        pair.row.status, pair.row.left_out = Status.DISSOLVED, False
    await uow.session.flush()
    await tell(uow, known)
