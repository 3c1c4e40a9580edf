"""Rows of imported indicators and of what was observed of them, and the events that tell of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from uuid_utils import uuid7

from services.measurement.copy_rows import NULL, copy, escaped, texts
from services.measurement.events import IndicatorDefined, ObservationRecorded
from services.measurement.ledger.store.activities import places_of
from services.measurement.ledger.store.event_rows import EventRowBuilder
from services.measurement.ledger.store.stored_indicators import StoredIndicator, StoredObservation, is_same, name_of
from services.measurement.reading.indicators import IndicatorStatus, ObservationStatus, Source
from services.measurement.reading.records import Activity, Indicator, Observation
from services.measurement.reading.results import match
from shared.db import Driver
from shared.decimals import digits
from shared.outbox import Row
from shared.spells import Days
from shared.standards import countries

COLUMNS = (
    *("id", "version", "created_at", "updated_at", "kind", "titles", "descriptions", "result_type", "result_titles"),
    *("measure", "ascending", "baseline", "targets", "disaggregation", "references", "rubric", "activity", "country"),
    *("places", "topics", "sdgs", "reporter", "source", "status", "digest"),
)
OBSERVATION_COLUMNS = (
    *("id", "version", "created_at", "updated_at", "indicator", "period_from", "period_to", "actual"),
    *("disaggregated", "narrative", "comment", "evidence", "source", "status", "approved_at"),
)

DELETE = "DELETE FROM indicators WHERE id = ANY($1)"
DELETE_OBSERVATIONS = "DELETE FROM observations WHERE id = ANY($1)"
WITHDRAW = """
UPDATE indicators SET status = 'withdrawn', version = version + 1, updated_at = $2 WHERE id = ANY($1)
RETURNING id, kind, titles::text, result_type, measure, activity, reporter, places, sdgs, status, version
"""
WITHDRAW_OBSERVATIONS = """
UPDATE observations o SET status = 'withdrawn', version = o.version + 1, updated_at = $2
FROM indicators i WHERE o.id = ANY($1) AND i.id = o.indicator
RETURNING o.id, o.indicator, i.kind, i.places, o.period_from, o.period_to, o.actual, o.status, o.version
"""

_period = attrgetter("period_from", "period_to")


@dataclass(slots=True)
class IndicatorSheet:
    """What one batch writes of indicators; what is the same as it is held stays untouched."""

    rows: EventRowBuilder
    now: datetime
    counts: Counter[str]
    indicators: list[str] = field(default_factory=list)
    observations: list[str] = field(default_factory=list)
    replaced: list[UUID] = field(default_factory=list)
    replaced_observations: list[UUID] = field(default_factory=list)
    missing: list[UUID] = field(default_factory=list)
    missing_observations: list[UUID] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)

    def take(self, activity: Activity, activity_id: str, held: Sequence[StoredIndicator]) -> None:
        """Take the indicators of an activity; one that it no longer has is withdrawn."""
        if not (activity.indicators or held):
            return
        source = _Source(activity_id, activity.reporter.ref, places_of(activity))
        new = [name_of(one.result_type, one.result_titles, one.titles, one.measure) for one in activity.indicators]
        found = match(new, [one.name for one in held])
        for one, place in zip(activity.indicators, found.places, strict=True):
            self._take_one(source, one, None if place is None else held[place])
        gone = [held[place].id for place in found.missing if held[place].status == IndicatorStatus.ACTIVE]
        self.missing += gone
        self.counts["indicators_missing"] += len(gone)

    async def write(self, connection: Driver) -> list[Row]:
        """Write all, and give the events that tell of it."""
        if not (self.indicators or self.missing):
            return []
        withdrawn = await self._withdraw(connection)
        for statement, ids in ((DELETE, self.replaced), (DELETE_OBSERVATIONS, self.replaced_observations)):
            if ids:
                await connection.execute(statement, ids)
        await copy(connection, "indicators", COLUMNS, self.indicators)
        await copy(connection, "observations", OBSERVATION_COLUMNS, self.observations)
        return [*self.events, *withdrawn]

    def _take_one(self, source: "_Source", one: Indicator, known: StoredIndicator | None) -> None:
        digest = blake2b(one.digest + " ".join(sorted(source.places)).encode(), digest_size=16).digest()
        if known and (known.digest, known.status) == (digest, IndicatorStatus.ACTIVE):
            self.counts["indicators_unchanged"] += 1
            return
        self.counts["indicators_changed" if known else "indicators_new"] += 1
        if known:
            self.replaced.append(known.id)
        identity = _identity(known, self.now)
        self.indicators.append("\t".join((*identity, *_indicator_fields(source, one), rf"\\x{digest.hex()}")))
        self.events.append(self._defined(source, one, identity))
        self._observe(source, one, identity[0], known.observations if known else [])

    def _defined(self, source: "_Source", one: Indicator, identity: "_Identity") -> Row:
        state = {
            "id": identity[0],
            "kind": one.kind,
            "titles": orjson.Fragment(one.titles),
            "result_type": one.result_type or None,
            "measure": one.measure or None,
            "unit": None,
            "activity": source.activity,
            "actor": None,
            "reporter": source.reporter,
            "places": source.places,
            "topics": [],
            "sdgs": one.sdgs,
            "status": IndicatorStatus.ACTIVE,
        }
        return self.rows.row(IndicatorDefined, state, int(identity[1]), source.places)

    def _observe(
        self, source: "_Source", indicator: Indicator, indicator_id: str, held: Sequence[StoredObservation]
    ) -> None:
        found = match(list(map(_period, indicator.observations)), list(map(_period, held)))
        for one, place in zip(indicator.observations, found.places, strict=True):
            known = None if place is None else held[place]
            if known and is_same(one, known):
                continue
            if known:
                self.replaced_observations.append(known.id)
            identity = _identity(known, self.now)
            self.observations.append("\t".join((*identity, indicator_id, *_observation_fields(one, self.now))))
            state = _observed(identity[0], indicator_id, one, indicator.kind, source.places)
            days = Days(one.period_from, one.period_to)
            self.events.append(self.rows.row(ObservationRecorded, state, int(identity[1]), source.places, days))
        gone = (held[place] for place in found.missing)
        self.missing_observations += [one.id for one in gone if one.status == ObservationStatus.APPROVED]

    async def _withdraw(self, connection: Driver) -> list[Row]:
        """Withdraw what is no longer reported; it stays readable."""
        events = []
        if self.missing_observations:
            for row in await connection.fetch(WITHDRAW_OBSERVATIONS, self.missing_observations, self.now):
                state = _state(row, level=None, actual=None if row["actual"] is None else digits(row["actual"]))
                days = Days(row["period_from"], row["period_to"])
                events.append(self.rows.row(ObservationRecorded, state, row["version"], row["places"], days))
        if self.missing:
            for row in await connection.fetch(WITHDRAW, self.missing, self.now):
                state = _state(row, titles=orjson.Fragment(row["titles"]), unit=None, actor=None, topics=[])
                events.append(self.rows.row(IndicatorDefined, state, row["version"], row["places"]))
        return events


class _Source(NamedTuple):
    """What all indicators of one activity have in common."""

    activity: str
    reporter: str
    places: list[str]

    @property
    def country(self) -> str:
        """Give the field of the one country that they are about."""
        return self.places[0] if len(self.places) == 1 and self.places[0] in countries() else NULL


_Identity = tuple[str, str, str, str]
"""The fields `id`, `version`, `created_at` and `updated_at`."""


def _identity(known: StoredIndicator | StoredObservation | None, now: datetime) -> _Identity:
    if known is None:
        return str(uuid7()), "1", now.isoformat(), now.isoformat()
    return str(known.id), str(known.version + 1), known.created_at.isoformat(), now.isoformat()


def _indicator_fields(source: _Source, one: Indicator) -> tuple[str, ...]:
    """Write the fields from `kind` to `status`."""
    return (
        one.kind,
        escaped(one.titles),
        escaped(one.descriptions),
        one.result_type or NULL,
        escaped(one.result_titles),
        one.measure or NULL,
        "t" if one.ascending else "f",
        escaped(one.baseline) or NULL,
        escaped(one.targets),
        escaped(one.disaggregation),
        escaped(one.references),
        "[]",
        source.activity,
        source.country,
        texts(source.places),
        "{}",
        texts(one.sdgs),
        escaped(source.reporter),
        Source.IMPORT,
        IndicatorStatus.ACTIVE,
    )


def _observation_fields(one: Observation, now: datetime) -> tuple[str, ...]:
    """Write the fields from `period_from` to `approved_at`."""
    return (
        one.period_from.isoformat(),
        one.period_to.isoformat(),
        NULL if one.actual is None else str(one.actual),
        escaped(one.disaggregated),
        escaped(one.narrative),
        escaped(one.comment),
        "[]",
        Source.IMPORT,
        ObservationStatus.APPROVED,
        now.isoformat(),
    )


def _observed(
    observation_id: str, indicator_id: str, one: Observation, kind: str, places: Sequence[str]
) -> dict[str, Any]:
    return {
        "id": observation_id,
        "indicator": indicator_id,
        "kind": kind,
        "places": places,
        "period_from": one.period_from,
        "period_to": one.period_to,
        "actual": None if one.actual is None else digits(one.actual),
        "level": None,
        "status": ObservationStatus.APPROVED,
    }


def _state(row: Any, **more: Any) -> dict[str, Any]:
    """Give the fields of an event: those of a row that is not new, and more."""
    own = {name: str(value) if isinstance(value, UUID) else value for name, value in row.items() if name != "version"}
    return {**own, **more}
