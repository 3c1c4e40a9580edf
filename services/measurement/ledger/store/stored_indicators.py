"""Imported indicators that are held already: two round trips a batch, none where it has no results."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services.measurement.reading.digests import values_of
from services.measurement.reading.indicators import ObservationStatus
from services.measurement.reading.records import Observation
from services.measurement.reading.results import Name
from shared.db import Driver

HELD = """
SELECT id, activity, version, created_at, status, digest, result_type, result_titles::text, titles::text, measure
FROM indicators WHERE activity = ANY($1) AND source = 'import' ORDER BY id
"""
HELD_OBSERVATIONS = """
SELECT id, indicator, version, created_at, status, period_from, period_to, actual,
    disaggregated::text, narrative::text, comment::text
FROM observations WHERE indicator = ANY($1) ORDER BY id
"""


class StoredObservation(NamedTuple):
    """An imported observation that is held."""

    id: UUID
    indicator: UUID
    version: int
    created_at: datetime
    status: str
    period_from: date
    period_to: date
    actual: Decimal | None
    disaggregated: str
    narrative: str
    comment: str


class StoredIndicator(NamedTuple):
    """An imported indicator that is held, as far as it is compared."""

    id: UUID
    version: int
    created_at: datetime
    status: str
    digest: bytes
    name: Name
    observations: list[StoredObservation]


async def held_indicators(connection: Driver, activities: Sequence[UUID]) -> dict[UUID, list[StoredIndicator]]:
    """Give the imported indicators of activities, with what was observed of them."""
    rows = await connection.fetch(HELD, activities)
    observed: dict[UUID, list[StoredObservation]] = {row["id"]: [] for row in rows}
    for row in await connection.fetch(HELD_OBSERVATIONS, list(observed)) if rows else ():
        observed[row["indicator"]].append(StoredObservation(*row))
    found: dict[UUID, list[StoredIndicator]] = {}
    for indicator_id, activity, version, created_at, status, digest, *name in rows:
        one = StoredIndicator(indicator_id, version, created_at, status, digest, name_of(*name), observed[indicator_id])
        found.setdefault(activity, []).append(one)
    return found


def name_of(result_type: str | None, result_titles: str, titles: str, measure: str | None) -> Name:
    """Give what an indicator is known by from one file to the next."""
    said = (values_of(text) for text in (result_titles, titles))
    return result_type or "", *said, measure or ""


def is_same(one: Observation, known: StoredObservation) -> bool:
    """Say whether what was observed is what is held."""
    said = (one.disaggregated, one.narrative, one.comment)
    held = (known.disaggregated, known.narrative, known.comment)
    return (
        known.status == ObservationStatus.APPROVED
        and one.actual == known.actual
        and list(map(values_of, said)) == list(map(values_of, held))
    )
