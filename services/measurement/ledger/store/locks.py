"""Locks of flows."""

from collections.abc import Iterable
from uuid import UUID

from services.measurement.ledger.models.confirmations import LIVE
from shared.db import Driver

# Nothing but the lock: what is read of flows that others held just now is read after it, by a statement of its own.
LOCK_FLOWS = "SELECT FROM flows WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
LOCK_PAIRS = f"SELECT FROM confirmations WHERE recipient_flow = ANY($1) AND {LIVE} ORDER BY id FOR NO KEY UPDATE"


async def lock_flows(connection: Driver, flows: Iterable[UUID]) -> None:
    """See to it that until the commit nobody else pairs, corrects or withdraws these flows.

    Nor does anybody end a pair for which totals leave one of them out: it would count again as it was before.
    """
    locked = list(flows)
    await connection.execute(LOCK_FLOWS, locked)
    await connection.execute(LOCK_PAIRS, locked)
