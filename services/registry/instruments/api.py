"""Funds, procedures, manuals, guidelines, strategies, policies and laws."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.registry.actors.queries.filters import refuse_unknown
from services.registry.instruments import commands, models, queries
from services.registry.instruments.schemas import Instrument, InstrumentIn, InstrumentQuery, InstrumentVersion, Move
from services.registry.search.queries import rank, seek
from shared.db import reading
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
    Caller,
    IfMatch,
    IfMatchOrNew,
    Listing,
    ListQuery,
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
    "/instruments",
    status_code=201,
    response_model=Instrument,
    responses=problems(Forbidden, Refused),
    tags=["instruments"],
)
async def draft_instrument(request: Request, body: InstrumentIn, uow: Uow) -> Response:
    """Draft an instrument; nobody but its owner and its country sees it before it is published."""
    return _instrument(request, await commands.draft(uow, body), new=True)


@router.get("/instruments", response_model=Page[Instrument], responses=listed(), tags=["instruments"])
async def list_instruments(
    query: Annotated[InstrumentQuery, Query()], listing: Listing, caller: Caller, shared: Shared
) -> Response:
    """Search instruments; `open_call` finds funds that take proposals today."""
    await refuse_unknown(shared.sessions, owner=query.owner)
    sought = await seek(shared.sessions, query.q) if query.q is not None else None
    chosen = queries.instruments(query, sought, caller, shared.clock.now().date())
    row = models.Instrument
    keys = (rank(row.terms, sought), row.id) if sought else (row.id,)
    return await listing.answer(query, chosen, Instrument, *keys, of=Instrument.of)


@router.get(
    "/instruments/{instrument_id}", response_model=Instrument, responses=problems(NotFound), tags=["instruments"]
)
async def get_instrument(request: Request, instrument_id: UUID, caller: Caller, session: Reader) -> Response:
    """Give one instrument."""
    return _instrument(request, await queries.get_instrument(session, instrument_id, caller))


@router.get(
    "/instruments/{instrument_id}/versions",
    response_model=Page[InstrumentVersion],
    responses={**listed(), **problems(NotFound)},
    tags=["instruments"],
)
async def list_instrument_versions(
    instrument_id: UUID, query: Annotated[ListQuery, Query()], listing: Listing, caller: Caller, shared: Shared
) -> Response:
    """List what was said of an instrument since it was published."""
    async with reading(shared.sessions) as session:
        await queries.get_instrument(session, instrument_id, caller)
    key = models.InstrumentVersion.version
    return await listing.answer(query, queries.versions(instrument_id), InstrumentVersion, key, of=InstrumentVersion.of)


@router.put(
    "/instruments/by-external-id/{external_id:path}", response_model=Instrument, responses=CHANGES, tags=["instruments"]
)
async def put_instrument(
    request: Request, external_id: ExternalId, body: InstrumentIn, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Create or replace the instrument that your system knows by this identity."""
    row, new = await commands.put(uow, external_id, body, expected)
    return _instrument(request, row, new=new)


@router.patch(
    "/instruments/{instrument_id}",
    response_model=Instrument,
    responses=CHANGES,
    tags=["instruments"],
    openapi_extra=patched(InstrumentIn),
)
async def patch_instrument(
    request: Request, instrument_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow
) -> Response:
    """Change an instrument; what was published before stays among its versions."""
    return _instrument(request, await commands.patch(uow, instrument_id, change, expected))


@router.post(
    "/instruments/{instrument_id}/transitions", response_model=Instrument, responses=CHANGES, tags=["instruments"]
)
async def move_instrument(request: Request, instrument_id: UUID, body: Move, expected: IfMatch, uow: Uow) -> Response:
    """Publish or retire an instrument; the answer says all that is missing."""
    return _instrument(request, await commands.move(uow, instrument_id, body.to, expected))


@router.delete("/instruments/{instrument_id}", response_model=Instrument, responses=CHANGES, tags=["instruments"])
async def withdraw_instrument(request: Request, instrument_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Withdraw an instrument; it stays readable."""
    return _instrument(request, await commands.withdraw(uow, instrument_id, expected))


def _instrument(request: Request, row: models.Instrument, *, new: bool = False) -> Response:
    created = f"/v1/instruments/{row.id}" if new else None
    return respond(request, Instrument.of(row), version=row.version, created=created)
