"""Organisations by the thousand."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from services.registry.commands.bulk.importing import import_actors
from services.registry.formats import READERS, File
from services.registry.rules.bulk import LARGEST_FILE
from services.registry.schemas.bulk import (
    COLUMNS,
    IGNORED,
    ActorRow,
    BulkAnswer,
    BulkCounts,
    BulkFinding,
    BulkQuery,
    BulkSummary,
    as_lines,
)
from shared.errors import Forbidden, NotAcceptable, Refused, TooLarge, UnsupportedMedia
from shared.http import Spooled, Uow, forms, problems, service_router, upload_router

uploads = upload_router()
router = service_router()

BODY = {
    "required": True,
    "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in sorted(READERS)},
}
TABLES: dict[int | str, dict[str, Any]] = {200: {"content": {forms.MEDIA[form]: {} for form in ("csv", "xlsx")}}}


@uploads.post(
    "/actors/bulk",
    response_model=BulkAnswer,
    responses=problems(Forbidden, Refused, TooLarge, UnsupportedMedia, NotAcceptable),
    tags=["actors"],
    openapi_extra={"requestBody": BODY},
)
async def import_many(request: Request, query: Annotated[BulkQuery, Query()], uow: Uow, upload: Spooled) -> Response:
    """Register or change up to 50,000 organisations: CSV, XLSX, JSON, NDJSON, or an IATI organisation file.

    A row means the organisation of its `id`, else of your `external_id`, else of any of its identifiers, else a new
    one. What a row leaves out stays as it is; an empty cell or null takes away. Rows that are right are taken in one
    transaction, the others are refused one by one. What a list gives can be sent back.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in READERS:
        raise UnsupportedMedia(f"Send one of {', '.join(sorted(READERS))}, not {media or 'nothing said'}")
    if upload.size > LARGEST_FILE:
        raise TooLarge(f"At most {LARGEST_FILE} bytes")
    file = File(upload.path, query.encoding, COLUMNS, IGNORED)
    plan = await import_actors(uow, READERS[media], file, query.mode)
    found = [BulkFinding.of(one.row, one.fault) for one in plan.findings]
    return _answer(request, query, BulkSummary(mode=query.mode, counts=BulkCounts(**plan.counts)), found)


def _answer(request: Request, query: BulkQuery, summary: BulkSummary, found: list[BulkFinding]) -> Response:
    form = query.format or forms.negotiate(request.headers.get("accept", "*/*"))
    match form:
        case "ndjson":
            return Response(as_lines(summary, found), media_type=forms.MEDIA["ndjson"])
        case "json":
            shown = found[: query.limit]
            answer = BulkAnswer(**dict(summary), findings=shown, more=len(found) - len(shown))
            return Response(answer.model_dump_json(), media_type=forms.MEDIA["json"])
        case _:
            raise NotAcceptable


@router.get("/actors/bulk/template", responses=TABLES, response_class=Response, tags=["actors"])
async def get_template(form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv") -> Response:
    """Give an empty table with all columns that a bulk import takes."""
    return forms.stream(form, ActorRow, _no_rows(), "actors")


async def _no_rows() -> AsyncIterator[ActorRow]:
    for row in list[ActorRow]():
        yield row
