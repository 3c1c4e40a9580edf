"""Files that are sent in."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import ValidationError

from services.measurement.imports import mappings, models
from services.measurement.imports import queue as commands
from services.measurement.imports.queries import imports as queries
from services.measurement.imports.schemas import imports as schemas
from services.measurement.imports.schemas.mappings import ImportQuestion
from services.measurement.reading.options import MEDIA
from shared.errors import Forbidden, InvalidInput, NotFound, TooLarge, UnsupportedMedia
from shared.http import (
    FILE,
    Caller,
    KnownCaller,
    Listing,
    Page,
    Reader,
    Shared,
    Spooled,
    Uow,
    listed,
    problems,
    respond,
    sent_as,
    service_router,
    upload_router,
)
from shared.http.problems import faults_of
from shared.http.routing import Upload

JSON = "application/json"
LONGEST_ADDRESS = 10_000
"""Bytes."""

uploads = upload_router()
router = service_router()


@uploads.post(
    "/imports",
    status_code=202,
    response_model=schemas.FileImport,
    responses=problems(Forbidden, TooLarge, UnsupportedMedia),
    tags=["imports"],
    openapi_extra=sent_as({**dict.fromkeys(sorted(MEDIA), FILE), JSON: schemas.ImportAddress}),
)
async def import_file(
    request: Request,
    uow: Uow,
    upload: Spooled,
    asked: Annotated[ImportQuestion, Query()],
    shared: Shared,
) -> Response:
    """Send IATI activities, 2.01 to 2.03, or a table of flows: CSV, XLSX, NDJSON; `Location` says how far it is.

    XML, CSV and NDJSON may be gzip, and several files one zip; `/v1/imports/template` gives an empty table. In the
    place of a file, JSON may say where it is: it is fetched by https, from public addresses only.

    What can be recorded of it is taken with its findings, or nothing where the file has a critical fault; with
    `accept=clean` no activity with an error is. Activities are known by reporting organisation and identifier, so the
    same file again changes nothing.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in {*MEDIA, JSON}:
        raise UnsupportedMedia(f"Send one of {', '.join(sorted([*MEDIA, JSON]))}, not {media or 'nothing said'}")
    order = commands.Order(asked.mode, asked.missing, await mappings.reading_of(uow, asked), asked.accept)
    if media == JSON:
        row = await commands.add_address(uow, order, _address(upload), shared.settings.egress_networks)
    else:
        row = await commands.add(uow, order, upload, MEDIA[media])
    answer = respond(request, schemas.FileImport.of(row), version=row.version, created=f"/v1/imports/{row.id}")
    answer.status_code = 202
    return answer


def _address(upload: Upload) -> str:
    if upload.size > LONGEST_ADDRESS:
        raise TooLarge(f"At most {LONGEST_ADDRESS} bytes say where a file is; {JSON} is no kind of file that is taken")
    try:
        return schemas.ImportAddress.model_validate_json(upload.path.read_bytes()).url
    except ValidationError as error:
        raise InvalidInput(faults=faults_of(error)) from None


@router.get("/imports", response_model=Page[schemas.FileImport], responses=listed(), tags=["imports"])
async def list_imports(
    query: Annotated[schemas.ImportQuery, Query()], listing: Listing, caller: KnownCaller
) -> Response:
    """List your imports, the newest first."""
    chosen = queries.imports(query, caller)
    return await listing.answer(
        query, chosen, schemas.FileImport, models.Import.id, descending=True, of=schemas.FileImport.of
    )


@router.get("/imports/{import_id}", response_model=schemas.FileImport, responses=problems(NotFound), tags=["imports"])
async def get_import(request: Request, import_id: UUID, caller: Caller, session: Reader) -> Response:
    """Say how far an import is, and what it has counted."""
    row = await queries.get_import(session, import_id, caller)
    return respond(request, schemas.FileImport.of(row), version=row.version)


@router.get(
    "/imports/{import_id}/findings/summary",
    response_model=schemas.RuleCounts,
    responses=problems(NotFound),
    tags=["imports"],
)
async def count_findings(request: Request, import_id: UUID, caller: Caller, session: Reader) -> Response:
    """Say how often each rule was broken in an import's file."""
    await queries.get_import(session, import_id, caller)
    return respond(request, await queries.rule_counts(session, import_id))


@router.get(
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
