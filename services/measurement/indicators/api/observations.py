"""What was observed of indicators, and its review."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from services.measurement.indicators import models
from services.measurement.indicators.commands import observations as commands
from services.measurement.indicators.queries import observations as queries
from services.measurement.indicators.queries.indicators import get_indicator
from services.measurement.indicators.schemas.observations import (
    Observation,
    ObservationIn,
    ObservationQuery,
    ObservationTransition,
    ObservationVersion,
    VersionQuery,
)
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
    Caller,
    IfMatch,
    Listing,
    MergePatch,
    Page,
    Reader,
    Uow,
    listed,
    patched,
    problems,
    respond,
    service_router,
)

router = service_router()

COLLECTION = "/indicators/{indicator_id}/observations"
ONE = f"{COLLECTION}/{{observation_id}}"
CHANGES = problems(NotFound, Forbidden, Refused, Stale, PreconditionRequired)


@dataclass(frozen=True, slots=True)
class Address:
    """Which observation is meant."""

    indicator_id: UUID
    observation_id: UUID


async def _address(indicator_id: UUID, observation_id: UUID) -> Address:
    return Address(indicator_id, observation_id)


At = Annotated[Address, Depends(_address)]


@router.post(
    COLLECTION,
    status_code=201,
    response_model=Observation,
    responses=problems(NotFound, Forbidden, Refused),
    tags=["indicators"],
)
async def record_observation(request: Request, indicator_id: UUID, body: ObservationIn, uow: Uow) -> Response:
    """Record what was observed in a period. It is a draft, which only those see whose grants reach the indicator."""
    return _observation(request, await commands.record(uow, indicator_id, body), inside=True, new=True)


@router.get(
    COLLECTION, response_model=Page[Observation], responses={**listed(), **problems(NotFound)}, tags=["indicators"]
)
async def list_observations(
    indicator_id: UUID,
    query: Annotated[ObservationQuery, Query()],
    listing: Listing,
    caller: Caller,
    session: Reader,
) -> Response:
    """List what was observed, in the order of periods: what is approved, and all inside your grants."""
    indicator = await get_indicator(session, indicator_id)
    inside = queries.is_inside(indicator, caller)
    return await listing.answer(
        query,
        queries.observations(indicator, query, inside=inside),
        Observation,
        models.Observation.period_from,
        models.Observation.id,
        of=lambda row: Observation.of(row, inside=inside),
    )


@router.get(ONE, response_model=Observation, responses=problems(NotFound), tags=["indicators"])
async def get_observation(request: Request, at: At, caller: Caller, session: Reader) -> Response:
    """Give one observation."""
    row, indicator = await queries.get_observation(session, at.indicator_id, at.observation_id, caller)
    return _observation(request, row, inside=queries.is_inside(indicator, caller))


@router.patch(
    ONE, response_model=Observation, responses=CHANGES, tags=["indicators"], openapi_extra=patched(ObservationIn)
)
async def patch_observation(request: Request, at: At, change: MergePatch, expected: IfMatch, uow: Uow) -> Response:
    """Change an observation that is with its author.

    One that was approved becomes a draft again; until that is approved, everybody goes on seeing what was approved.
    """
    row = await commands.patch(uow, at.indicator_id, at.observation_id, change, expected)
    return _observation(request, row, inside=True)


@router.post(f"{ONE}/transitions", response_model=Observation, responses=CHANGES, tags=["indicators"])
async def move_observation(
    request: Request, at: At, body: ObservationTransition, expected: IfMatch, uow: Uow
) -> Response:
    """Take an observation a step further: `submitted` by its author, then `approved` or `returned` by a reviewer.

    Nobody reviews what they have submitted themselves. What is returned says in `comment` what has to be put right.
    """
    row = await commands.move(uow, at.indicator_id, at.observation_id, body, expected)
    return _observation(request, row, inside=True)


@router.get(
    f"{ONE}/versions",
    response_model=Page[ObservationVersion],
    responses={**listed(), **problems(NotFound)},
    tags=["indicators"],
)
async def list_versions(
    at: At,
    query: Annotated[VersionQuery, Query()],
    listing: Listing,
    caller: Caller,
    session: Reader,
) -> Response:
    """List what was approved before each correction, the oldest first."""
    await queries.get_observation(session, at.indicator_id, at.observation_id, caller)
    chosen = queries.versions(at.observation_id)
    key = models.ObservationVersion.version
    return await listing.answer(query, chosen, ObservationVersion, key, of=ObservationVersion.of)


def _observation(request: Request, row: models.Observation, *, inside: bool, new: bool = False) -> Response:
    created = f"/v1/indicators/{row.indicator}/observations/{row.id}" if new else None
    shown = Observation.of(row, inside=inside)
    return respond(request, shown, version=shown.version, created=created)
