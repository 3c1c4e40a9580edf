"""Reads of indicators; everybody may see them."""

import re
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.registry.models import Actor, Membership
from services.measurement.indicators.models import WORDS, Indicator, Observation
from services.measurement.indicators.schemas.indicators import IndicatorQuery
from services.measurement.ledger.models import Activity
from shared.db import Rows
from shared.errors import NotFound


def indicators(query: IndicatorQuery) -> Rows:
    """Select indicators."""
    conditions: list[ColumnElement[bool]] = []
    for column, wanted in (
        (Indicator.activity, query.activity),
        (Indicator.kind, query.kind),
        (Indicator.result_type, query.result_type),
        (Indicator.actor, query.actor),
        (Indicator.reporter, query.reporter),
        (Indicator.status, query.status),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    if places := [*query.country, *query.region]:
        conditions.append(Indicator.places.overlap(places))
    if query.topic:
        conditions.append(Indicator.topics.overlap(query.topic))
    if query.sdg:
        conditions.append(Indicator.sdgs.overlap(query.sdg))
    if query.q is not None:
        conditions.append(_titled(query.q))
    if query.updated_since:
        conditions.append(Indicator.updated_at >= query.updated_since)
    return select(Indicator).where(*conditions)


def _titled(text: str) -> ColumnElement[bool]:
    words = " & ".join(f"{word}:*" for word in re.findall(r"\w+", text))
    return literal_column(WORDS).op("@@", is_comparison=True)(func.to_tsquery(literal_column("'simple'"), words))


async def get_indicator(session: AsyncSession, indicator_id: UUID, *, for_update: bool = False) -> Indicator:
    """Give an indicator. Raises NotFound."""
    row = await session.get(Indicator, indicator_id, with_for_update=for_update or None)
    if row is None:
        raise NotFound(f"There is no indicator {indicator_id}")
    return row


async def get_known(
    session: AsyncSession, actor: UUID | None, activity: UUID | None, region: str | None
) -> tuple[Actor | None, Activity | None, str | None]:
    """Give those of an actor, an activity and a region that are known, in one round trip."""
    regions = select(Membership.region).where(Membership.region == region).limit(1).scalar_subquery()
    one = select(regions.label("region")).subquery()
    chosen = (
        select(Actor, Activity, one.c.region)
        .select_from(one)
        .join(Actor, Actor.id == actor, isouter=True)
        .join(Activity, Activity.id == activity, isouter=True)
    )
    row = (await session.execute(chosen)).one()
    return row[0], row[1], row[2]


async def highest_level(session: AsyncSession, indicator_id: UUID) -> int | None:
    """Give the highest level of its rubric that was observed, None where none was."""
    chosen = select(func.max(Observation.level)).where(Observation.indicator == indicator_id)
    found: int | None = await session.scalar(chosen)
    return found
