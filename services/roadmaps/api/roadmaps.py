"""Frameworks, roadmaps, deadlines and reports."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.roadmaps import models
from services.roadmaps.commands import acceptances, reports, roadmaps
from services.roadmaps.queries import roadmaps as queries
from services.roadmaps.schemas import roadmaps as schemas
from shared.copies import check_regions
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
    Caller,
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
)
from shared.standards import ExternalId
from shared.unit_of_work import UnitOfWork

router = service_router()

CHANGES = problems(NotFound, Forbidden, Refused, Stale, PreconditionRequired)


@router.get("/frameworks", response_model=Page[schemas.Framework], responses=listed(), tags=["frameworks"])
async def list_frameworks(query: Annotated[schemas.FrameworkQuery, Query()], listing: Listing) -> Response:
    """List the sets of commitments with their deadline rules."""
    return await listing.answer(query, queries.frameworks(), schemas.Framework, models.Framework.id)


@router.get(
    "/frameworks/{framework_id}", response_model=schemas.Framework, responses=problems(NotFound), tags=["frameworks"]
)
async def get_framework(request: Request, framework_id: str, session: Reader) -> Response:
    """Give one set of commitments."""
    row = await queries.get_framework(session, framework_id)
    return respond(request, schemas.Framework.model_validate(row, from_attributes=True), version=row.version)


@router.post(
    "/roadmaps",
    status_code=201,
    response_model=schemas.Roadmap,
    responses=problems(Forbidden, Refused),
    tags=["roadmaps"],
)
async def draft_roadmap(request: Request, body: schemas.RoadmapIn, uow: Uow) -> Response:
    """Begin the roadmap of a country or region; its deadlines follow from the framework."""
    row = await roadmaps.draft(uow, body)
    return await _roadmap(request, uow, row, new=True)


@router.post(
    "/roadmaps/acceptances",
    response_model=schemas.AcceptanceIn,
    responses=problems(Forbidden, Refused),
    tags=["roadmaps"],
)
async def accept_ownership(request: Request, body: schemas.AcceptanceIn, uow: Uow) -> Response:
    """Accept for an actor that you answer for, or no longer, to own the roadmap of a country or region.

    Without it only those name an actor as owner whose grants reach it.
    """
    await acceptances.accept(uow, body)
    return respond(request, body)


@router.get("/roadmaps", response_model=Page[schemas.Roadmap], responses=listed(), tags=["roadmaps"])
async def list_roadmaps(
    query: Annotated[schemas.RoadmapQuery, Query()], listing: Listing, caller: Caller, shared: Shared
) -> Response:
    """List roadmaps: the adopted ones, and all inside your grants."""
    await check_regions(shared.sessions, models.Membership, query.region)
    chosen = queries.roadmaps(query, caller, shared.clock.now().date())
    return await listing.answer(
        query, chosen, schemas.Roadmap, models.Roadmap.id, of=lambda row: schemas.Roadmap.of(row[0], row[1])
    )


@router.get("/roadmaps/{roadmap_id}", response_model=schemas.Roadmap, responses=problems(NotFound), tags=["roadmaps"])
async def get_roadmap(request: Request, roadmap_id: UUID, caller: Caller, session: Reader) -> Response:
    """Give one roadmap."""
    row = await queries.get_roadmap(session, roadmap_id, caller)
    model = schemas.Roadmap.of(row, await queries.owner_names(session, row))
    return respond(request, model, version=row.version)


@router.put(
    "/roadmaps/by-external-id/{external_id:path}", response_model=schemas.Roadmap, responses=CHANGES, tags=["roadmaps"]
)
async def put_roadmap(
    request: Request, external_id: ExternalId, body: schemas.RoadmapIn, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Create or replace the roadmap that your system knows by this identity."""
    row, new = await roadmaps.put(uow, external_id, body, expected)
    return await _roadmap(request, uow, row, new=new)


@router.patch(
    "/roadmaps/{roadmap_id}",
    response_model=schemas.Roadmap,
    responses=CHANGES,
    tags=["roadmaps"],
    openapi_extra=patched(schemas.RoadmapIn),
)
async def patch_roadmap(
    request: Request, roadmap_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow
) -> Response:
    """Change a roadmap; deadlines that are open move with its anchor date."""
    return await _roadmap(request, uow, await roadmaps.patch(uow, roadmap_id, change, expected))


@router.delete("/roadmaps/{roadmap_id}", response_model=schemas.Roadmap, responses=CHANGES, tags=["roadmaps"])
async def withdraw_roadmap(request: Request, roadmap_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Withdraw a roadmap; it stays readable to those inside its scope."""
    return await _roadmap(request, uow, await roadmaps.withdraw(uow, roadmap_id, expected))


@router.post("/roadmaps/{roadmap_id}/transitions", response_model=schemas.Roadmap, responses=CHANGES, tags=["roadmaps"])
async def move_roadmap(
    request: Request, roadmap_id: UUID, body: schemas.RoadmapTransition, expected: IfMatch, uow: Uow
) -> Response:
    """Take a roadmap a step further; adopting it meets its first deadline."""
    return await _roadmap(request, uow, await roadmaps.move(uow, roadmap_id, body, expected))


@router.get("/deadlines", response_model=Page[schemas.Deadline], responses=listed(), tags=["deadlines"])
async def list_deadlines(
    query: Annotated[schemas.DeadlineQuery, Query()], listing: Listing, caller: Caller, shared: Shared
) -> Response:
    """List every dated duty of the adopted roadmaps, and of all inside your grants, earliest first."""
    await check_regions(shared.sessions, models.Membership, query.region)
    today = shared.clock.now().date()
    keys = (models.Deadline.due_on, models.Deadline.id)
    return await listing.answer(
        query,
        queries.deadlines(query, caller, today),
        schemas.Deadline,
        *keys,
        of=lambda row: schemas.Deadline.of(row[0], row[1], row[2], today),
    )


@router.get(
    "/deadlines/{deadline_id}", response_model=schemas.Deadline, responses=problems(NotFound), tags=["deadlines"]
)
async def get_deadline(
    request: Request, deadline_id: UUID, caller: Caller, session: Reader, shared: Shared
) -> Response:
    """Give one deadline."""
    found = await queries.get_deadline(session, deadline_id, caller)
    # The state follows the calendar, not the version, so the ETag is made of the body.
    return respond(request, schemas.Deadline.of(*found, shared.clock.now().date()))


@router.post(
    "/reports", status_code=201, response_model=schemas.Report, responses=problems(Forbidden, Refused), tags=["reports"]
)
async def start_report(request: Request, body: schemas.ReportIn, uow: Uow) -> Response:
    """Begin a progress report."""
    return _report(request, *await reports.start(uow, body), new=True)


@router.get("/reports", response_model=Page[schemas.Report], responses=listed(), tags=["reports"])
async def list_reports(query: Annotated[schemas.ReportQuery, Query()], listing: Listing, caller: Caller) -> Response:
    """List progress reports: the published ones, and all inside your grants."""
    chosen = queries.reports(query, caller)
    return await listing.answer(
        query, chosen, schemas.Report, models.Report.id, of=lambda row: schemas.Report.of(row[0], row[2])
    )


@router.get("/reports/{report_id}", response_model=schemas.Report, responses=problems(NotFound), tags=["reports"])
async def get_report(request: Request, report_id: UUID, caller: Caller, session: Reader) -> Response:
    """Give one progress report."""
    return _report(request, *await queries.get_report(session, report_id, caller))


@router.patch(
    "/reports/{report_id}",
    response_model=schemas.Report,
    responses=CHANGES,
    tags=["reports"],
    openapi_extra=patched(schemas.ReportChange),
)
async def write_report(request: Request, report_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow) -> Response:
    """Change the sections of a report that has not been handed in."""
    return _report(request, *await reports.write(uow, report_id, change, expected))


@router.post("/reports/{report_id}/transitions", response_model=schemas.Report, responses=CHANGES, tags=["reports"])
async def move_report(
    request: Request, report_id: UUID, body: schemas.ReportTransition, expected: IfMatch, uow: Uow
) -> Response:
    """Take a report a step further; handing it in stops the reminders and sets the next deadline."""
    return _report(request, *await reports.move(uow, report_id, body.to, expected))


async def _roadmap(request: Request, uow: UnitOfWork, row: models.Roadmap, *, new: bool = False) -> Response:
    model = schemas.Roadmap.of(row, await queries.owner_names(uow.session, row))
    return respond(request, model, version=row.version, created=f"/v1/roadmaps/{row.id}" if new else None)


def _report(
    request: Request, row: models.Report, _: models.Roadmap, framework: models.Framework, *, new: bool = False
) -> Response:
    model = schemas.Report.of(row, framework)
    return respond(request, model, version=row.version, created=f"/v1/reports/{row.id}" if new else None)
