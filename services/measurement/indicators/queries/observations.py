"""Reads of what was observed; everybody sees what is approved, and those whose grants reach it see all."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.indicators.models import Indicator, Observation, ObservationVersion
from services.measurement.indicators.queries.indicators import get_indicator
from services.measurement.indicators.rules import span
from services.measurement.indicators.schemas.observations import ObservationQuery
from services.measurement.reading.indicators import ObservationStatus, Source
from shared.auth import Principal
from shared.db import Rows
from shared.errors import NotFound

PUBLIC = or_(Observation.status == ObservationStatus.APPROVED, Observation.standing.is_not(None))
"""Approved, or approved before a correction that is under way."""


def is_inside(indicator: Indicator, principal: Principal) -> bool:
    """Say whether a principal's grants reach an indicator."""
    actors = [indicator.actor] if indicator.actor else []
    return principal.may(country=indicator.country, region=indicator.region, actors=actors)


def observations(indicator: Indicator, query: ObservationQuery, *, inside: bool) -> Rows:
    """Select the observations of an indicator."""
    conditions = [Observation.indicator == indicator.id, *_of_status(query.status, inside=inside)]
    if query.period:
        first, last = span(query.period)
        conditions += [Observation.period_from <= last, Observation.period_to >= first]
    return select(Observation).where(*conditions)


def _of_status(wanted: Sequence[ObservationStatus], *, inside: bool) -> list[ColumnElement[bool]]:
    if not inside:
        # Whoever sees only what is approved finds it by no other status.
        return [PUBLIC, *([] if not wanted or ObservationStatus.APPROVED in wanted else [Observation.id.is_(None)])]
    return [Observation.status.in_(wanted) if wanted else Observation.status != ObservationStatus.WITHDRAWN]


async def get_observation(
    session: AsyncSession, indicator_id: UUID, observation_id: UUID, principal: Principal, *, for_update: bool = False
) -> tuple[Observation, Indicator]:
    """Give an observation and its indicator. Raises NotFound where it is not there for this principal."""
    indicator = await get_indicator(session, indicator_id)
    chosen = select(Observation).where(Observation.id == observation_id, Observation.indicator == indicator_id)
    if not is_inside(indicator, principal):
        chosen = chosen.where(PUBLIC)
    row = await session.scalar(chosen.with_for_update() if for_update else chosen)
    if row is None:
        raise NotFound(f"There is no observation {observation_id} of the indicator {indicator_id}")
    return row, indicator


async def find_of_period(session: AsyncSession, row: Observation) -> Observation | None:
    """Find another observation of the same indicator and period, both not from files."""
    same = Observation.indicator == row.indicator, Observation.period_from == row.period_from
    chosen = select(Observation).where(*same, Observation.period_to == row.period_to, Observation.id != row.id)
    found: Observation | None = await session.scalar(chosen.where(Observation.source == Source.API))
    return found


def versions(observation_id: UUID) -> Rows:
    """Select what was approved before each correction."""
    return select(ObservationVersion).where(ObservationVersion.observation == observation_id)
