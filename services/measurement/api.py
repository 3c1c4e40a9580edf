"""The measurement service's part of the public API."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.measurement import models, queries, schemas
from services.measurement.commands import imports
from services.measurement.rules.imports import MEDIA, Mode
from shared.errors import Forbidden, NotFound, TooLarge, UnsupportedMedia
from shared.http import (
    Caller,
    Listing,
    Page,
    Reader,
    Shared,
    Spooled,
    Uow,
    listed,
    problems,
    respond,
    service_router,
    upload_router,
)

uploads = upload_router()
reads = service_router()


@uploads.post(
    "/imports",
    status_code=202,
    response_model=schemas.Import,
    responses=problems(Forbidden, TooLarge, UnsupportedMedia),
    tags=["imports"],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in sorted(MEDIA)},
        }
    },
)
async def import_file(
    request: Request,
    uow: Uow,
    upload: Spooled,
    mode: Annotated[Mode, Query(description="`check` only finds, `apply` also takes what is right")] = Mode.CHECK,
) -> Response:
    """Send a file of IATI activities, 2.01 to 2.03, plain or gzip; `Location` says how far it is.

    What is right in it is taken as a whole, or nothing where the file has a critical fault. Activities are known by
    reporting organisation and identifier, so the same file again changes nothing.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in MEDIA:
        raise UnsupportedMedia(f"Send one of {', '.join(sorted(MEDIA))}, not {media or 'nothing said'}")
    row = await imports.queue(uow, mode, upload)
    answer = respond(request, schemas.Import.of(row), version=row.version, created=f"/v1/imports/{row.id}")
    answer.status_code = 202
    return answer


@reads.get("/imports", response_model=Page[schemas.Import], responses=listed(), tags=["imports"])
async def list_imports(query: Annotated[schemas.ImportQuery, Query()], listing: Listing, caller: Caller) -> Response:
    """List your imports, the newest first."""
    chosen = queries.imports(query, caller)
    return await listing.answer(query, chosen, schemas.Import, models.Import.id, descending=True, of=schemas.Import.of)


@reads.get("/imports/{import_id}", response_model=schemas.Import, responses=problems(NotFound), tags=["imports"])
async def get_import(request: Request, import_id: UUID, caller: Caller, session: Reader) -> Response:
    """Say how far an import is, and what it has counted."""
    row = await queries.get_import(session, import_id, caller)
    return respond(request, schemas.Import.of(row), version=row.version)


@reads.get(
    "/imports/{import_id}/findings",
    response_model=Page[schemas.Finding],
    responses={**listed(), **problems(NotFound)},
    tags=["imports"],
)
async def list_findings(
    import_id: UUID,
    query: Annotated[schemas.FindingQuery, Query()],
    listing: Listing,
    caller: Caller,
    session: Reader,
) -> Response:
    """List every fault in an import's file, in the order of the file."""
    await queries.get_import(session, import_id, caller)
    chosen = queries.findings(import_id, query)
    return await listing.answer(query, chosen, schemas.Finding, models.ImportFinding.number, of=queries.finding)


@reads.get("/activities", response_model=Page[schemas.Activity], responses=listed(), tags=["activities"])
async def list_activities(query: Annotated[schemas.ActivityQuery, Query()], listing: Listing) -> Response:
    """List programmes and projects."""
    return await listing.answer(query, queries.activities(query), schemas.Activity, models.Activity.id)


@reads.get(
    "/activities/{activity_id}", response_model=schemas.Activity, responses=problems(NotFound), tags=["activities"]
)
async def get_activity(request: Request, activity_id: UUID, session: Reader) -> Response:
    """Give one programme or project."""
    row = await queries.get_activity(session, activity_id)
    return respond(request, schemas.Activity.model_validate(row), version=row.version)


@reads.get("/flows", response_model=Page[schemas.Flow], responses=listed(), tags=["flows"])
async def list_flows(query: Annotated[schemas.FlowQuery, Query()], listing: Listing) -> Response:
    """List transactions, in the order in which they were recorded."""
    return await listing.answer(query, queries.flows(query), schemas.Flow, models.Flow.id, of=schemas.Flow.of)


@reads.get("/flows/{flow_id}", response_model=schemas.Flow, responses=problems(NotFound), tags=["flows"])
async def get_flow(request: Request, flow_id: UUID, session: Reader) -> Response:
    """Give one transaction."""
    return respond(request, schemas.Flow.of(await queries.get_flow(session, flow_id)))


@reads.get("/matrix", response_model=schemas.Totals[schemas.MatrixCell], responses=listed(), tags=["totals"])
async def get_matrix(
    query: Annotated[schemas.MatrixQuery, Query()], listing: Listing, session: Reader, shared: Shared
) -> Response:
    """Give totals by provider and recipient, with their method."""
    today = shared.clock.now().date()
    return await listing.answer(
        query,
        queries.matrix(query, today),
        schemas.MatrixCell,
        models.Total.provider,
        models.Total.recipient,
        beside={"method": await queries.method(session, query, today)},
    )


@reads.get("/series", response_model=schemas.Totals[schemas.SeriesPoint], responses=listed(), tags=["totals"])
async def get_series(
    query: Annotated[schemas.SeriesQuery, Query()], listing: Listing, session: Reader, shared: Shared
) -> Response:
    """Give in-flows and out-flows by year, the latest first, with their method."""
    today = shared.clock.now().date()
    dimension = [getattr(models.Total, query.by)] if query.by else []
    return await listing.answer(
        query,
        queries.series(query, today),
        schemas.SeriesPoint,
        models.Total.year,
        *dimension,
        descending=True,
        beside={"method": await queries.method(session, query, today)},
    )


@reads.get("/exchange-rates", response_model=Page[schemas.ExchangeRate], responses=listed(), tags=["exchange rates"])
async def list_rates(query: Annotated[schemas.RateQuery, Query()], listing: Listing) -> Response:
    """List exchange rates with their source."""
    keys = (models.ExchangeRate.currency, models.ExchangeRate.day)
    return await listing.answer(query, queries.rates(query), schemas.ExchangeRate, *keys)


router = APIRouter()
router.include_router(uploads)
router.include_router(reads)
