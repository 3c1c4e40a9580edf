"""Focal points. Personal data: every answer is marked so that nobody on the way stores it."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from services.registry.actors.queries.filters import refuse_unknown
from services.registry.focal_points import commands, models, queries
from services.registry.focal_points.schemas import (
    FocalPoint,
    FocalPointExport,
    FocalPointIn,
    FocalPointMandate,
    FocalPointQuery,
)
from shared.auth import Role
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale, Unauthenticated
from shared.http import (
    Caller,
    IfMatch,
    KnownCaller,
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
)

router = service_router()

CHANGES = problems(NotFound, Forbidden, Refused, Stale, PreconditionRequired)
PERSONAL: Mapping[str, Any] = {
    "holder": None,
    "channels": [],
    "absence": None,
    "mandate": FocalPointMandate().model_dump(mode="json"),
}
"""What a repeat under the same Idempotency-Key says in the place of personal data, which is kept for no repeat."""


@router.post(
    "/focal-points",
    status_code=201,
    response_model=FocalPoint,
    responses=problems(Unauthenticated, Forbidden, Refused),
    tags=["focal points"],
)
async def assign_focal_point(request: Request, body: FocalPointIn, uow: Uow) -> Response:
    """Mandate an office; it is reminded of its actor's and country's deadlines in its language.

    A repeat with the same Idempotency-Key is answered without personal data: holder, channels, absence and mandate.
    """
    return _focal_point(request, await commands.assign(uow, body), new=True)


@router.get("/focal-points", response_model=Page[FocalPoint], responses=listed(), tags=["focal points"])
async def list_focal_points(
    query: Annotated[FocalPointQuery, Query()], listing: Listing, caller: KnownCaller, shared: Shared
) -> Response:
    """List the focal points inside your grants."""
    await refuse_unknown(shared.sessions, region=query.region, actor=query.actor)
    chosen = queries.focal_points(query, caller, shared.clock.now().date())
    answer = await listing.answer(
        query, chosen, FocalPoint, models.FocalPoint.id, of=lambda row: FocalPoint.of(*row[:3])
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get(
    "/focal-points/{focal_point_id}", response_model=FocalPoint, responses=problems(NotFound), tags=["focal points"]
)
async def get_focal_point(request: Request, focal_point_id: UUID, caller: Caller, session: Reader) -> Response:
    """Give one focal point inside your grants."""
    return _focal_point(request, await queries.get_focal_point(session, focal_point_id, caller))


@router.patch(
    "/focal-points/{focal_point_id}",
    response_model=FocalPoint,
    responses=CHANGES,
    tags=["focal points"],
    openapi_extra=patched(FocalPointIn),
)
async def patch_focal_point(
    request: Request, focal_point_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow
) -> Response:
    """Change a focal point's mandate, holder, channels, absence, deputy, language or time zone."""
    return _focal_point(request, await commands.patch(uow, focal_point_id, change, expected))


@router.delete("/focal-points/{focal_point_id}", response_model=FocalPoint, responses=CHANGES, tags=["focal points"])
async def release_focal_point(request: Request, focal_point_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """End a focal point's mandate; from then on its deputy is reminded."""
    return _focal_point(request, await commands.release(uow, focal_point_id, expected))


@router.get(
    "/focal-points/{focal_point_id}/export",
    response_model=FocalPointExport,
    responses=problems(NotFound, Forbidden),
    tags=["focal points"],
)
async def export_focal_point(
    request: Request, focal_point_id: UUID, caller: Caller, session: Reader, shared: Shared
) -> Response:
    """Download all that is held about a focal point, and what other places hold; for the country's coordinator."""
    found = await queries.get_focal_point(session, focal_point_id, caller)
    caller.require(Role.COORDINATOR, country=found.country)
    export = FocalPointExport.of(FocalPoint.of(*found), found.row.ended_by, shared.clock.now())
    answer = respond(request, export, withheld={})
    answer.headers["Content-Disposition"] = f'attachment; filename="focal-point-{focal_point_id}.json"'
    return answer


@router.post(
    "/focal-points/{focal_point_id}/erase",
    response_model=FocalPoint,
    responses=problems(NotFound, Forbidden),
    tags=["focal points"],
)
async def erase_focal_point(request: Request, focal_point_id: UUID, uow: Uow) -> Response:
    """Erase a focal point's personal data for good, here and in the notifications."""
    return _focal_point(request, await commands.erase(uow, focal_point_id))


def _focal_point(request: Request, found: queries.Found, *, new: bool = False) -> Response:
    created = f"/v1/focal-points/{found.row.id}" if new else None
    model = FocalPoint.of(*found)
    return respond(request, model, version=found.row.version, created=created, withheld=PERSONAL)
