"""Writes of what was observed, and its way through review."""

from typing import Any
from uuid import UUID

from pydantic import RootModel
from uuid_utils.compat import uuid7

from services.measurement import events
from services.measurement.indicators import rules
from services.measurement.indicators.commands.indicators import WRITERS, refuse_unless_active, require
from services.measurement.indicators.models import Indicator, Observation, ObservationVersion
from services.measurement.indicators.queries import indicators, observations
from services.measurement.indicators.schemas import observations as schemas
from services.measurement.indicators.schemas.observations import ObservationIn, ObservationTransition
from services.measurement.reading.indicators import Kind, Measure, ObservationStatus, Source
from shared.auth import Role
from shared.envelope import Event
from shared.errors import InvalidInput, Refused
from shared.http import as_sent, merged
from shared.spells import Days
from shared.unit_of_work import Expected, UnitOfWork, held

KINDS: dict[ObservationStatus, type[Event]] = {ObservationStatus.APPROVED: events.ObservationApproved}
"""What is told of by an event of its own; all else is told of as recorded."""


async def record(uow: UnitOfWork, indicator_id: UUID, body: ObservationIn) -> Observation:
    """Record what was observed in a period; it is a draft."""
    indicator = await indicators.get_indicator(uow.session, indicator_id)
    require(uow, indicator, *WRITERS)
    refuse_unless_active(indicator)
    row = Observation(
        id=uuid7(),
        indicator=indicator.id,
        source=Source.API,
        status=ObservationStatus.DRAFT,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    await _write(uow, row, indicator, body)
    return row


async def patch(
    uow: UnitOfWork, indicator_id: UUID, observation_id: UUID, change: dict[str, Any], expected: Expected
) -> Observation:
    """Change an observation by merge patch; an approved one is a draft again, and what was approved is kept."""
    row, indicator = await _held(uow, indicator_id, observation_id)
    require(uow, indicator, *WRITERS)
    refuse_unless_active(indicator)
    after = rules.after_change(ObservationStatus(row.status))
    body = merged(uow, ObservationIn, _sent(row), change)
    if row.status == ObservationStatus.APPROVED:
        _keep_approved(uow, row)
    uow.change(row, expected=expected)
    row.status = after
    await _write(uow, row, indicator, body)
    return row


async def move(
    uow: UnitOfWork, indicator_id: UUID, observation_id: UUID, body: ObservationTransition, expected: Expected
) -> Observation:
    """Take an observation a step further in review."""
    row, indicator = await _held(uow, indicator_id, observation_id)
    submitting = body.to is ObservationStatus.SUBMITTED
    require(uow, indicator, *(WRITERS if submitting else (Role.REVIEWER,)))
    refuse_unless_active(indicator)
    step = rules.Step(body.to, uow.principal.id, body.comment)
    after = rules.move(ObservationStatus(row.status), row.submitted_by, step)
    uow.change(row, expected=expected)
    row.status = after
    if submitting:
        row.submitted_by = uow.principal.id
    else:
        row.reviewed_by, row.review_comment = uow.principal.id, body.comment
    if after is ObservationStatus.APPROVED:
        row.approved_at, row.standing = uow.now, None
    _tell(uow, row, indicator)
    return row


async def _held(uow: UnitOfWork, indicator_id: UUID, observation_id: UUID) -> tuple[Observation, Indicator]:
    return await observations.get_observation(uow.session, indicator_id, observation_id, uow.principal, for_update=True)


def _keep_approved(uow: UnitOfWork, row: Observation) -> None:
    row.standing = schemas.Observation.of(row, inside=False).model_dump(mode="json", by_alias=True)
    kept = ObservationVersion(
        observation=row.id, version=row.version, state=row.standing, corrected_by=uow.principal.id, corrected_at=uow.now
    )
    uow.session.add(kept)


async def _write(uow: UnitOfWork, row: Observation, indicator: Indicator, body: ObservationIn) -> None:
    if faults := rules.faults(_asked(indicator), body.as_observed()):
        raise InvalidInput(faults=faults)
    said = body.model_dump(mode="json", include={"disaggregated", "evidence"})
    row.period_from, row.period_to = body.period.begin, body.period.end
    row.actual, row.level = body.actual, body.level
    row.narrative, row.comment = body.narrative or {}, body.comment or {}
    row.disaggregated, row.evidence = said["disaggregated"], said["evidence"]
    if other := await observations.find_of_period(uow.session, row):
        address = f"/v1/indicators/{indicator.id}/observations/{other.id}"
        raise Refused.taken(held(other), address, "/period")
    uow.session.add(row)
    await uow.session.flush()
    _tell(uow, row, indicator)


def _asked(indicator: Indicator) -> rules.Asked:
    return rules.Asked(
        Kind(indicator.kind),
        Measure(indicator.measure) if indicator.measure else None,
        {one["dimension"]: one["values"] for one in indicator.disaggregation},
        len(indicator.rubric),
    )


def _sent(row: Observation) -> ObservationIn | RootModel[dict[str, Any]]:
    """Give what would have to be sent for the row to be as it is."""
    found = {name: getattr(row, name) for name in ("actual", "disaggregated", "level", "evidence")}
    texts = {name: getattr(row, name) or None for name in ("narrative", "comment")}
    return as_sent(ObservationIn, {**found, **texts, "period": schemas.period_of(row)})


def _tell(uow: UnitOfWork, row: Observation, indicator: Indicator) -> None:
    kind = KINDS.get(ObservationStatus(row.status), events.ObservationRecorded)
    own = {name: getattr(row, name) for name in kind.model_fields if name not in {"kind", "places"}}
    event = kind.model_validate({**own, "kind": indicator.kind, "places": indicator.places})
    uow.emit(
        event,
        sequence=row.version,
        places=[indicator.country],
        days=Days(row.period_from, row.period_to),
        regions=indicator.own_regions,
        audience="public" if row.status == ObservationStatus.APPROVED else indicator.audience,
    )
