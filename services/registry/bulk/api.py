"""Organisations by the thousand."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from services.registry.bulk.commands.plan import Plan
from services.registry.bulk.commands.run import import_actors
from services.registry.bulk.files import READERS, File
from services.registry.bulk.rules import LARGEST_FILE
from services.registry.bulk.schemas import (
    COLUMNS,
    IGNORED,
    ActorRow,
    BulkAnswer,
    BulkCounts,
    BulkDuplicate,
    BulkFinding,
    BulkQuery,
    BulkSummary,
    as_lines,
)
from shared.errors import Forbidden, NotAcceptable, Refused, TooLarge, UnsupportedMedia
from shared.http import FILE, Spooled, Uow, forms, problems, sent_as, service_router, upload_router

uploads = upload_router()
router = service_router()

TABLES: dict[int | str, dict[str, Any]] = {200: {"content": {forms.MEDIA[form]: {} for form in ("csv", "xlsx")}}}


@uploads.post(
    "/actors/bulk",
    response_model=BulkAnswer,
    responses={
        **problems(Forbidden, Refused, TooLarge, UnsupportedMedia, NotAcceptable),
        200: {"content": {forms.MEDIA["ndjson"]: {}}},
    },
    tags=["actors"],
    openapi_extra=sent_as({**dict.fromkeys(sorted(READERS), FILE), forms.MEDIA["json"]: list[ActorRow]}),
)
async def import_many(request: Request, query: Annotated[BulkQuery, Query()], uow: Uow, upload: Spooled) -> Response:
    """Register or change up to 50,000 organisations: CSV, XLSX, JSON, NDJSON, or an IATI organisation file.

    A row means the organisation of its `id`, else of your `external_id`, else of any of its identifiers, else a new
    one. What a row leaves out stays as it is; an empty cell or null takes away. Rows that are right are taken in one
    transaction, the others are rejected one by one. What a list gives can be sent back.
    """
    form = query.format or forms.negotiate(request)
    if form not in {"json", "ndjson"}:
        raise NotAcceptable
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in READERS:
        raise UnsupportedMedia(f"Send one of {', '.join(sorted(READERS))}, not {media or 'nothing said'}")
    if upload.size > LARGEST_FILE:
        raise TooLarge(f"At most {LARGEST_FILE} bytes")
    file = File(upload.path, query.encoding, COLUMNS, IGNORED)
    plan = await import_actors(uow, READERS[media], file, query.mode)
    return _lines(query, plan) if form == "ndjson" else _page(query, plan)


def _lines(query: BulkQuery, plan: Plan) -> Response:
    return Response(
        as_lines(_summary(query, plan), _findings(plan), _duplicates(plan)), media_type=forms.MEDIA["ndjson"]
    )


def _page(query: BulkQuery, plan: Plan) -> Response:
    answer = BulkAnswer(
        **dict(_summary(query, plan)),
        findings=_findings(plan)[: query.limit],
        more=max(0, len(plan.findings) - query.limit),
        duplicates=None if plan.resemblances is None else _duplicates(plan)[: query.limit],
    )
    return Response(answer.model_dump_json(), media_type=forms.MEDIA["json"])


def _summary(query: BulkQuery, plan: Plan) -> BulkSummary:
    return BulkSummary(mode=query.mode, counts=BulkCounts(**plan.counts))


def _findings(plan: Plan) -> list[BulkFinding]:
    return [BulkFinding.of(one.row, one.fault) for one in plan.findings]


def _duplicates(plan: Plan) -> list[BulkDuplicate]:
    return [BulkDuplicate.of(one) for one in plan.resemblances or ()]


@router.get("/actors/bulk/template", responses=TABLES, response_class=Response, tags=["actors"])
async def get_template(
    form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv", *, bom: forms.Bom = False
) -> Response:
    """Give an empty table with all columns that a bulk import takes."""
    return forms.stream(form, ActorRow, _no_rows(), "actors", bom=bom)


async def _no_rows() -> AsyncIterator[ActorRow]:
    for row in list[ActorRow]():
        yield row
