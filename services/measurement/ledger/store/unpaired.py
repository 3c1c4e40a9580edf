"""Activities whose flows are to be compared with those of others."""

from collections.abc import Collection
from uuid import UUID

from shared.db import Driver

# Rows are only added, so that whoever puts an activity up waits for nobody who is looking at it just then.
ENQUEUE = "INSERT INTO unpaired (activity) SELECT * FROM unnest($1::uuid[])"
ENQUEUE_IMPORT = "INSERT INTO unpaired (activity) SELECT id FROM activities WHERE import_id = $1"


async def enqueue_unpaired(connection: Driver, activities: Collection[UUID]) -> None:
    """Have the flows of activities compared with those of others soon."""
    if activities:
        await connection.execute(ENQUEUE, list(activities))


async def enqueue_unpaired_of_import(connection: Driver, import_id: UUID) -> None:
    """Have the flows of all activities that an import has written compared with those of others soon."""
    await connection.execute(ENQUEUE_IMPORT, import_id)
