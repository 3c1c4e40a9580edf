"""Every event takes effect once: what was seen, and what waits because something before it could not be applied."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson

from shared.db import Driver
from shared.envelope import Envelope

KEPT = timedelta(days=30)
"""How long an event is known; after that the version guards of the copies still hold."""


async def claim(connection: Driver, envelopes: Sequence[Envelope]) -> set[UUID]:
    """Mark events as seen, in the transaction of their effect; give those that are new."""
    rows = await connection.fetch(
        "INSERT INTO inbox SELECT DISTINCT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id",
        [envelope.id for envelope in envelopes],
    )
    return {row[0] for row in rows}


async def parked_keys(connection: Driver, keys: Sequence[str]) -> set[str]:
    """Give those of the keys that are parked.

    The rows are locked: a redrive that is emptying the same key ends first, and then the key is not parked any more.
    """
    rows = await connection.fetch("SELECT key FROM parked WHERE key = ANY($1) FOR UPDATE", keys)
    return {row[0] for row in rows}


async def park(connection: Driver, envelopes: Sequence[Envelope], error: str = "") -> None:
    """Put events aside, in order; later ones of their keys will wait behind them."""
    await connection.execute(
        """
        INSERT INTO parked (key, event_id, attributes, data, error)
        SELECT *, $5 FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::bytea[]) ON CONFLICT DO NOTHING
        """,
        [envelope.subject for envelope in envelopes],
        [envelope.id for envelope in envelopes],
        [orjson.dumps(envelope.attributes) for envelope in envelopes],
        [envelope.data for envelope in envelopes],
        error,
    )


async def next_parked(connection: Driver, key: str) -> tuple[int, Envelope] | None:
    """Lock a key and give its oldest parked event."""
    rows = await connection.fetch(
        "SELECT seq, attributes, data FROM parked WHERE key = $1 ORDER BY seq FOR UPDATE", key
    )
    return (rows[0][0], Envelope(orjson.loads(rows[0][1]), rows[0][2])) if rows else None


async def unpark(connection: Driver, seq: int) -> None:
    """Take an event out, in the transaction of its effect."""
    await connection.execute("DELETE FROM parked WHERE seq = $1", seq)


async def drop_parked(connection: Driver, keys: Sequence[str]) -> None:
    """Take out all that is parked of these keys, without effect."""
    await connection.execute("DELETE FROM parked WHERE key = ANY($1)", keys)


async def forget(connection: Driver) -> None:
    """Drop the memory of events older than KEPT; identities are UUIDv7, so their age is in the key."""
    before = int((datetime.now(UTC) - KEPT).timestamp() * 1000) << 80
    await connection.execute("DELETE FROM inbox WHERE event_id < $1", UUID(int=before))
