"""Activities whose flows are to be compared with those of others."""

from collections.abc import Collection
from uuid import UUID

from shared.db import Driver

# Rows are only added, so that whoever puts an activity up waits for nobody who is looking at it just then.
PUT_UP = "INSERT INTO unpaired (activity) SELECT * FROM unnest($1::uuid[])"
PUT_UP_IMPORT = "INSERT INTO unpaired (activity) SELECT id FROM activities WHERE import_id = $1"


async def put_up(connection: Driver, activities: Collection[UUID]) -> None:
    """Have the flows of activities compared with those of others soon."""
    if activities:
        await connection.execute(PUT_UP, list(activities))


async def put_up_import(connection: Driver, import_id: UUID) -> None:
    """Have the flows of all activities that an import has written compared with those of others soon."""
    await connection.execute(PUT_UP_IMPORT, import_id)
