"""How tables of flows look, and how those of a publisher are read."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import Path, Query, Request, Response

from services.measurement.imports import mappings as commands
from services.measurement.imports import models
from services.measurement.imports.queries import mappings as queries
from services.measurement.imports.schemas.mappings import EXAMPLE, Mapping, MappingIn, Template
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
    Caller,
    IfMatch,
    IfMatchOrNew,
    KnownCaller,
    Listing,
    ListQuery,
    Page,
    Reader,
    Uow,
    forms,
    listed,
    problems,
    respond,
    service_router,
)

router = service_router()

Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", examples=["treasury"])]


@router.get("/imports/template", responses=listed(), tags=["imports"])
async def get_template(
    format: Annotated[Literal["csv", "xlsx", "ndjson"], Query()] = "csv",  # noqa: A002 - it is called so everywhere
    *,
    bom: forms.Bom = False,
) -> Response:
    """Give an empty table of flows with an example row; the API's description says what each column holds."""

    async def rows() -> AsyncIterator[Template]:
        yield EXAMPLE

    return forms.stream(format, Template, rows(), "flows", bom=bom)


@router.get("/imports/mappings", response_model=Page[Mapping], responses=listed(), tags=["imports"])
async def list_mappings(query: Annotated[ListQuery, Query()], listing: Listing, caller: KnownCaller) -> Response:
    """List your mappings."""
    return await listing.answer(query, queries.mappings(caller), Mapping, models.ImportMapping.id, of=Mapping.of)


@router.get("/imports/mappings/{name}", response_model=Mapping, responses=problems(NotFound), tags=["imports"])
async def get_mapping(request: Request, name: Name, caller: Caller, session: Reader) -> Response:
    """Give one of your mappings."""
    row = await queries.get_mapping(session, name, caller)
    return respond(request, Mapping.of(row), version=row.version)


@router.put(
    "/imports/mappings/{name}",
    response_model=Mapping,
    responses=problems(Forbidden, Refused, Stale, PreconditionRequired),
    tags=["imports"],
)
async def put_mapping(request: Request, name: Name, body: MappingIn, expected: IfMatchOrNew, uow: Uow) -> Response:
    """Remember how your tables are read; one called `default` holds where none is named."""
    row, new = await commands.put(uow, name, body, expected)
    created = f"/v1/imports/mappings/{name}" if new else None
    return respond(request, Mapping.of(row), version=row.version, created=created)


@router.delete(
    "/imports/mappings/{name}",
    response_model=Mapping,
    responses=problems(NotFound, Stale, PreconditionRequired),
    tags=["imports"],
)
async def forget_mapping(request: Request, name: Name, expected: IfMatch, uow: Uow) -> Response:
    """Forget one of your mappings."""
    row = await commands.forget(uow, name, expected)
    return respond(request, Mapping.of(row), version=row.version)
