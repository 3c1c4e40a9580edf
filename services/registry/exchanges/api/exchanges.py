"""Offers and needs: the same functions under two addresses."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.registry.actors.queries.filters import refuse_unknown
from services.registry.exchanges import models
from services.registry.exchanges.commands import exchanges as commands
from services.registry.exchanges.queries import exchanges as queries
from services.registry.exchanges.rules.exchanges import Side
from services.registry.exchanges.schemas.exchanges import Exchange, ExchangeIn, ExchangeQuery
from services.registry.search.queries import rank, seek
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
from shared.http.routing import ServiceRoute
from shared.standards import ExternalId

router = service_router()
either = APIRouter(route_class=ServiceRoute)

CHANGES = problems(NotFound, Forbidden, Refused, Stale, PreconditionRequired)


@either.post("", status_code=201, response_model=Exchange, responses=problems(Forbidden, Refused))
async def publish(request: Request, body: ExchangeIn, uow: Uow) -> Response:
    """Say what your actor offers or needs; what fits it best is found at once, see /v1/matches."""
    return _exchange(request, await commands.publish(uow, _side(request), body), new=True)


@either.get("", response_model=Page[Exchange], responses=listed())
async def search(
    request: Request, query: Annotated[ExchangeQuery, Query()], listing: Listing, shared: Shared
) -> Response:
    """Search by subject, place, language or words of the title; those that are open where you ask for nothing else."""
    await refuse_unknown(shared.sessions, region=query.region, actor=query.actor)
    sought = await seek(shared.sessions, query.q) if query.q is not None else None
    chosen = queries.exchanges(_side(request), query, sought, shared.clock.now().date())
    row = models.Exchange
    keys = (rank(row.terms, sought), row.id) if sought else (row.id,)
    return await listing.answer(query, chosen, Exchange, *keys, of=Exchange.of)


@either.get("/{exchange_id}", response_model=Exchange, responses=problems(NotFound))
async def get(request: Request, exchange_id: UUID, session: Reader) -> Response:
    """Give one; what was closed or withdrawn says so in its status."""
    return _exchange(request, await queries.get_exchange(session, _side(request), exchange_id))


@either.put("/by-external-id/{external_id:path}", response_model=Exchange, responses=CHANGES)
async def put(
    request: Request, external_id: ExternalId, body: ExchangeIn, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Create or replace what your system knows by this identity."""
    row, new = await commands.put(uow, _side(request), external_id, body, expected)
    return _exchange(request, row, new=new)


@either.patch("/{exchange_id}", response_model=Exchange, responses=CHANGES, openapi_extra=patched(ExchangeIn))
async def change(request: Request, exchange_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow) -> Response:
    """Change it, or close it when it has found what it was for; its matches follow."""
    return _exchange(request, await commands.patch(uow, _side(request), exchange_id, change, expected))


@either.delete("/{exchange_id}", response_model=Exchange, responses=CHANGES)
async def withdraw(request: Request, exchange_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Take it back; it stays readable, and its matches are gone."""
    return _exchange(request, await commands.withdraw(uow, _side(request), exchange_id, expected))


def _exchange(request: Request, row: models.Exchange, *, new: bool = False) -> Response:
    created = f"/v1/{row.side}s/{row.id}" if new else None
    return respond(request, Exchange.of(row), version=row.version, created=created)


def _side(request: Request) -> Side:
    collection = request.url.path.split("/")[2]
    return Side(collection.removesuffix("s"))


for one in Side:
    router.include_router(either, prefix=f"/{one}s", tags=[f"{one}s"])
