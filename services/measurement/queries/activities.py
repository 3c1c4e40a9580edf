"""Reads of activities."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement import schemas
from services.measurement.models import Activity
from shared.db import Rows
from shared.errors import NotFound


def activities(query: schemas.ActivityQuery) -> Rows:
    """Select activities."""
    chosen = select(Activity)
    for column, wanted in (
        (Activity.identifier, query.identifier),
        (Activity.reporter, query.reporter),
        (Activity.cooperation, query.cooperation),
        (Activity.modality, query.modality),
        (Activity.status, query.status),
    ):
        if wanted:
            chosen = chosen.where(column.in_(wanted))
    if query.country:
        chosen = chosen.where(Activity.places.overlap(query.country))
    return chosen.where(Activity.updated_at >= query.updated_since) if query.updated_since else chosen


async def get_activity(session: AsyncSession, activity_id: UUID) -> Activity:
    """Give an activity. Raises NotFound."""
    row = await session.get(Activity, activity_id)
    if row is None:
        raise NotFound(f"There is no activity {activity_id}")
    return row
