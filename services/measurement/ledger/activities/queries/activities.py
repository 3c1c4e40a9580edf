"""Reads of activities."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.ledger.activities.queries.findings import found_in
from services.measurement.ledger.activities.schemas import activities as schemas
from services.measurement.ledger.models import Activity, ActivityFinding, CooperationOverride, ExternalActivity
from shared.db import Rows
from shared.errors import NotFound

Shown = tuple[Activity, CooperationOverride | None, str | None]
"""An activity, what somebody has set its cooperation to, and its external_id."""


def activities(query: schemas.ActivityQuery) -> Rows:
    """Select activities, each with what somebody has set its cooperation to, and its external_id."""
    chosen = _shown()
    for column, wanted in (
        (Activity.identifier, query.identifier),
        (Activity.reporter, query.reporter),
        (Activity.cooperation, query.cooperation),
        (Activity.aid_type, query.aid_type),
        (Activity.status, query.status),
    ):
        if wanted:
            chosen = chosen.where(column.in_(wanted))
    chosen = chosen.where(*found_in(query, ActivityFinding.activity == Activity.id))
    if query.country:
        chosen = chosen.where(Activity.places.overlap(query.country))
    if not query.withdrawn:
        chosen = chosen.where(Activity.withdrawn_at.is_(None))
    return chosen.where(Activity.updated_at >= query.updated_since) if query.updated_since else chosen


def _shown() -> Rows:
    first = select(func.min(ExternalActivity.external_id)).where(ExternalActivity.activity == Activity.id)
    chosen = select(Activity, CooperationOverride, first.correlate(Activity).scalar_subquery())
    return chosen.join(CooperationOverride, CooperationOverride.activity == Activity.id, isouter=True)


async def get_activity(session: AsyncSession, activity_id: UUID) -> Shown:
    """Give an activity, what somebody has set its cooperation to, and its external_id. Raises NotFound."""
    row = (await session.execute(_shown().where(Activity.id == activity_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no activity {activity_id}")
    return row[0], row[1], row[2]


async def find_by_external_id(session: AsyncSession, owner: str, external_id: str) -> UUID | None:
    """Find the activity that a foreign system knows by this name."""
    found: UUID | None = await session.scalar(
        select(ExternalActivity.activity).where(
            ExternalActivity.owner == owner, ExternalActivity.external_id == external_id
        )
    )
    return found


async def cooperation_overrides(session: AsyncSession, activities: Sequence[UUID]) -> dict[UUID, CooperationOverride]:
    """Give what somebody has set for these activities."""
    chosen = select(CooperationOverride).where(CooperationOverride.activity.in_(activities))
    return {row.activity: row for row in await session.scalars(chosen)}
