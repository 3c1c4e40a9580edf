"""Stored activities of a file: one round trip a batch."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.measurement.ledger.store.activities import StoredActivity, name_of
from services.measurement.locks import lock_stripes, lock_stripes_of
from services.measurement.reading.records import Activity, Name
from shared.db import Driver

MAKE_SEEN = """
CREATE TEMP TABLE seen (reporter text, identifier text, PRIMARY KEY (reporter, identifier)) ON COMMIT DROP
"""
LOOK_UP = """
WITH first AS (
    INSERT INTO seen SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING RETURNING *
)
SELECT reporter, identifier, a.id, a.version, a.created_at, a.digest, a.indicators, a.withdrawn_at IS NOT NULL, o.value,
    a.findings_digest, (SELECT min(e.external_id) FROM external_activities e WHERE e.activity = a.id)
FROM first LEFT JOIN activities a USING (reporter, identifier) LEFT JOIN cooperation_overrides o ON o.activity = a.id
"""
REJECT = "INSERT INTO seen SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING"
MISSING = """
SELECT id FROM activities a WHERE reporter IN (SELECT DISTINCT reporter FROM seen) AND withdrawn_at IS NULL
AND NOT EXISTS (SELECT FROM seen s WHERE s.reporter = a.reporter AND s.identifier = a.identifier)
"""


class Found(NamedTuple):
    """A batch: activities that occur for the first time, each with what is stored of it, and duplicates."""

    unique: list[tuple[Activity, StoredActivity | None]]
    duplicates: list[Activity]


class StoredActivities:
    """Looks up the stored activities of one file, batch by batch."""

    def __init__(self, connection: Driver) -> None:
        self._connection = connection
        self._locked: set[int] = set()

    async def begin(self) -> None:
        """Get ready to remember what has occurred."""
        await self._connection.execute(MAKE_SEEN)

    async def find(self, activities: Sequence[Activity]) -> Found:
        """Look a batch up; until the commit nobody else writes activities of its reporting organisations."""
        await self.lock({activity.reporter.ref for activity in activities})
        names = [name_of(activity) for activity in activities]
        rows = await self._connection.fetch(LOOK_UP, [name[0] for name in names], [name[1] for name in names])
        stored: dict[Name, StoredActivity | None] = {
            (row[0], row[1]): StoredActivity(*row[2:]) if row[2] else None for row in rows
        }
        unique: list[tuple[Activity, StoredActivity | None]] = []
        duplicates: list[Activity] = []
        for activity, name in zip(activities, names, strict=True):
            if name in stored:
                unique.append((activity, stored.pop(name)))
            else:
                duplicates.append(activity)
        return Found(unique, duplicates)

    async def find_missing(self, rejected: Sequence[Name]) -> list[UUID]:
        """Give the activities of the file's reporting organisations that it does not hold, rejected ones neither."""
        await self.lock({reporter for reporter, _ in rejected})
        await self._connection.execute(REJECT, [name[0] for name in rejected], [name[1] for name in rejected])
        return [row[0] for row in await self._connection.fetch(MISSING)]

    async def lock(self, reporters: set[str]) -> None:
        """See to it that until the commit nobody else writes activities of these organisations."""
        new = lock_stripes_of(reporters) - self._locked
        if new:
            self._locked |= new
            await lock_stripes(self._connection, new)
