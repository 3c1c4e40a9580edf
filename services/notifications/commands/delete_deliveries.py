"""Deletes deliveries that ended long ago."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.db import driver
from shared.service import Runtime

KEPT = timedelta(days=90)
"""How long after its last attempt a delivery can be read."""

# Identities of events are UUIDv7, so their moment is in them; those of one webhook lie in the order of the log.
LAST = "SELECT position FROM event_log WHERE id < $1 ORDER BY id DESC LIMIT 1"
FORGET = """
DELETE FROM deliveries d USING subscriptions s
WHERE d.subscription = s.id AND d.position <= $1 AND d.state <> 'pending'
AND coalesce((d.attempts -> -1 ->> 'at')::timestamptz < $2, TRUE)
"""


async def forget_deliveries(shared: Runtime) -> None:
    """Delete what was delivered, failed or was withheld, and is older than it is kept; what waits stays."""
    before = datetime.now(UTC) - KEPT
    async with shared.engine.begin() as connection:
        database = await driver(connection)
        last = await database.fetchval(LAST, UUID(int=int(before.timestamp() * 1000) << 80))
        if last is not None:
            await database.execute(FORGET, last, before)
