"""Agreements between actors."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.registry.actors.queries.filters import refuse_unknown
from services.registry.partnerships import commands, models, queries
from services.registry.partnerships.schemas import End, Partnership, PartnershipIn, PartnershipQuery
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
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
)
from shared.standards import ExternalId

router = service_router()

CHANGES = problems(NotFound, Forbidden, Refused, Stale, PreconditionRequired)


@router.post(
    "/partnerships",
    status_code=201,
    response_model=Partnership,
    responses=problems(Forbidden, Refused),
    tags=["partnerships"],
)
async def agree_on_partnership(request: Request, body: PartnershipIn, uow: Uow) -> Response:
    """Record an agreement of two or more actors, with who has which role and when."""
    return _partnership(request, await commands.agree(uow, body), new=True)


@router.get("/partnerships", response_model=Page[Partnership], responses=listed(), tags=["partnerships"])
async def list_partnerships(query: Annotated[PartnershipQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List partnerships, by their parties, roles and days."""
    await refuse_unknown(shared.sessions, actor=query.actor)
    chosen = queries.partnerships(query)
    return await listing.answer(query, chosen, Partnership, models.Partnership.id, of=Partnership.of)


@router.get(
    "/partnerships/{partnership_id}", response_model=Partnership, responses=problems(NotFound), tags=["partnerships"]
)
async def get_partnership(request: Request, partnership_id: UUID, session: Reader) -> Response:
    """Give one partnership."""
    return _partnership(request, await queries.get_partnership(session, partnership_id))


@router.put(
    "/partnerships/by-external-id/{external_id:path}",
    response_model=Partnership,
    responses=CHANGES,
    tags=["partnerships"],
)
async def put_partnership(
    request: Request, external_id: ExternalId, body: PartnershipIn, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Create or replace the partnership that your system knows by this identity."""
    row, new = await commands.put(uow, external_id, body, expected)
    return _partnership(request, row, new=new)


@router.patch(
    "/partnerships/{partnership_id}",
    response_model=Partnership,
    responses=CHANGES,
    tags=["partnerships"],
    openapi_extra=patched(PartnershipIn),
)
async def patch_partnership(
    request: Request, partnership_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow
) -> Response:
    """Change a partnership; roles that change are new spells of its parties."""
    return _partnership(request, await commands.patch(uow, partnership_id, change, expected))


@router.post(
    "/partnerships/{partnership_id}/transitions", response_model=Partnership, responses=CHANGES, tags=["partnerships"]
)
async def end_partnership(request: Request, partnership_id: UUID, body: End, expected: IfMatch, uow: Uow) -> Response:
    """Say that a partnership has ended."""
    return _partnership(request, await commands.end(uow, partnership_id, body, expected))


@router.delete("/partnerships/{partnership_id}", response_model=Partnership, responses=CHANGES, tags=["partnerships"])
async def withdraw_partnership(request: Request, partnership_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Withdraw a partnership that was recorded wrongly; it stays readable."""
    return _partnership(request, await commands.withdraw(uow, partnership_id, expected))


def _partnership(request: Request, row: models.Partnership, *, new: bool = False) -> Response:
    created = f"/v1/partnerships/{row.id}" if new else None
    return respond(request, Partnership.of(row), version=row.version, created=created)
