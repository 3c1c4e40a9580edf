"""Programmes and projects."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.ledger import models
from services.measurement.ledger.activities.commands import activities as commands
from services.measurement.ledger.activities.commands import cooperation
from services.measurement.ledger.activities.commands.checks import faults_of
from services.measurement.ledger.activities.queries import activities as queries
from services.measurement.ledger.activities.queries.findings import findings_of
from services.measurement.ledger.activities.schemas import activities as schemas
from services.measurement.ledger.activities.schemas.writes import ActivityIn, CooperationIn
from services.measurement.ledger.store.heard_of import refuse_unheard_of
from shared.db import reading
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale, Unavailable
from shared.http import (
    IfMatch,
    IfMatchOrNew,
    Listing,
    MergePatch,
    Page,
    Reader,
    Shared,
    Uow,
    listed,
    patched,
    problems,
    respond,
    service_router,
    with_rules,
)
from shared.standards import ExternalId

router = service_router()

Shown = schemas.ActivityWithFindings
TRAINING = {
    "identifier": "KE-COA-1052-A1",
    "reporter": "KE-COA-1052",
    "titles": {"en": "Training of midwives"},
    "status": "2",
    "dates": {"2": "2026-01-15"},
    "recipients": [{"code": "UG", "percentage": 100}],
    "sectors": [{"code": "13030"}],
}
Sent = Annotated[
    ActivityIn,
    with_rules(
        ActivityIn,
        lambda body, _: faults_of(body),
        {"identifier": "x", "reporter": "x", "titles": {"en": "x"}, "dates": {"1": "2000-01-01"}},
    ),
    Body(openapi_examples={"training": {"value": TRAINING}}),
]
CHANGES = problems(Forbidden, NotFound, Refused, PreconditionRequired, Stale, Unavailable)


@router.get("/activities", response_model=Page[schemas.Activity], responses=listed(), tags=["activities"])
async def list_activities(
    query: Annotated[schemas.ActivityQuery, Query()], listing: Listing, shared: Shared
) -> Response:
    """List programmes and projects."""
    async with reading(shared.sessions) as session:
        await refuse_unheard_of(session, reporter=query.reporter)
    return await listing.answer(
        query,
        queries.activities(query),
        schemas.Activity,
        models.Activity.id,
        of=lambda row: schemas.Activity.of(*row[:3]),
    )


@router.post(
    "/activities",
    status_code=201,
    response_model=Shown,
    responses=problems(Forbidden, Refused, Unavailable),
    tags=["activities"],
)
async def record_activity(request: Request, body: Sent, uow: Uow) -> Response:
    """Record a programme or project; for who reports for its reporting organisation.

    Percentages of recipients, and of the sectors of each vocabulary, add up to exactly 100. Where partners are pivotal
    or facilitating, all three roles of triangular cooperation are needed.
    """
    return await _activity(request, uow.session, await commands.record(uow, body), new=True)


@router.put(
    "/activities/by-external-id/{external_id:path}",
    response_model=Shown,
    responses=CHANGES,
    tags=["activities"],
)
async def put_activity(
    request: Request, external_id: ExternalId, body: Sent, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Record or replace the programme or project that your system knows by this identity."""
    activity_id, new = await commands.put(uow, external_id, body, expected)
    return await _activity(request, uow.session, activity_id, new=new)


@router.get(
    "/activities/{activity_id}",
    response_model=Shown,
    responses=problems(NotFound),
    tags=["activities"],
)
async def get_activity(request: Request, activity_id: UUID, session: Reader) -> Response:
    """Give one programme or project."""
    return await _activity(request, session, activity_id)


@router.patch(
    "/activities/{activity_id}",
    response_model=Shown,
    responses=CHANGES,
    tags=["activities"],
    openapi_extra=patched(ActivityIn),
)
async def patch_activity(
    request: Request, activity_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow
) -> Response:
    """Change a programme or project; the next import that reports it has the last word."""
    await commands.patch(uow, activity_id, change, expected)
    return await _activity(request, uow.session, activity_id)


@router.delete("/activities/{activity_id}", response_model=Shown, responses=CHANGES, tags=["activities"])
async def withdraw_activity(request: Request, activity_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Withdraw a programme or project with its transactions; all stays readable, and no total counts it."""
    await commands.withdraw(uow, activity_id, expected)
    return await _activity(request, uow.session, activity_id)


@router.put(
    "/activities/{activity_id}/cooperation",
    response_model=Shown,
    responses=CHANGES,
    tags=["activities"],
)
async def set_cooperation(
    request: Request, activity_id: UUID, body: CooperationIn, expected: IfMatch, uow: Uow
) -> Response:
    """Say which kind of cooperation it is, where the parties do not show it; null lets it be derived again.

    Its transactions count under it at once, and so do those that are reported later.
    """
    await cooperation.put(uow, activity_id, body, expected)
    return await _activity(request, uow.session, activity_id)


async def _activity(request: Request, session: AsyncSession, activity_id: UUID, *, new: bool = False) -> Response:
    found = await queries.get_activity(session, activity_id)
    created = f"/v1/activities/{activity_id}" if new else None
    shown = schemas.ActivityWithFindings.of(*found)
    if found[0].findings_digest:
        shown.findings = await findings_of(session, activity_id)
    return respond(request, shown, version=found[0].version, created=created)
