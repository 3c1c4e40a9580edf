"""Indicators: what is measured beside money."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.measurement.facts.registry.queries import refuse_unknown
from services.measurement.indicators import models
from services.measurement.indicators.commands import indicators as commands
from services.measurement.indicators.queries import indicators as queries
from services.measurement.indicators.schemas.indicators import Indicator, IndicatorIn, IndicatorQuery
from services.measurement.ledger.store.heard_of import refuse_unheard_of
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
    IfMatch,
    IfMatchOrNew,
    Listing,
    MergePatch,
    Page,
    Reader,
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
    "/indicators",
    status_code=201,
    response_model=Indicator,
    responses=problems(Forbidden, Refused),
    tags=["indicators"],
)
async def define_indicator(request: Request, body: IndicatorIn, uow: Uow) -> Response:
    """Define what is measured: by numbers (`quantitative`), or by the level of a rubric that is reached."""
    return _indicator(request, await commands.define(uow, body), new=True)


@router.get("/indicators", response_model=Page[Indicator], responses=listed(), tags=["indicators"])
async def list_indicators(query: Annotated[IndicatorQuery, Query()], listing: Listing, session: Reader) -> Response:
    """List indicators by what they are about; those that came with imported activities are among them."""
    await refuse_unknown(session, region=query.region, actor=query.actor)
    await refuse_unheard_of(session, reporter=query.reporter)
    return await listing.answer(query, queries.indicators(query), Indicator, models.Indicator.id, of=Indicator.of)


@router.get("/indicators/{indicator_id}", response_model=Indicator, responses=problems(NotFound), tags=["indicators"])
async def get_indicator(request: Request, indicator_id: UUID, session: Reader) -> Response:
    """Give one indicator; one that was withdrawn says so in its status."""
    return _indicator(request, await queries.get_indicator(session, indicator_id))


@router.put(
    "/indicators/by-external-id/{external_id:path}", response_model=Indicator, responses=CHANGES, tags=["indicators"]
)
async def put_indicator(
    request: Request, external_id: ExternalId, body: IndicatorIn, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Define or replace what your system knows by this identity."""
    row, new = await commands.put(uow, external_id, body, expected)
    return _indicator(request, row, new=new)


@router.patch(
    "/indicators/{indicator_id}",
    response_model=Indicator,
    responses=CHANGES,
    tags=["indicators"],
    openapi_extra=patched(IndicatorIn),
)
async def patch_indicator(
    request: Request, indicator_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow
) -> Response:
    """Change an indicator, but for its kind; what was observed stays as it is."""
    return _indicator(request, await commands.patch(uow, indicator_id, change, expected))


@router.delete("/indicators/{indicator_id}", response_model=Indicator, responses=CHANGES, tags=["indicators"])
async def withdraw_indicator(request: Request, indicator_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Take an indicator back; it stays readable, with what was observed of it."""
    return _indicator(request, await commands.withdraw(uow, indicator_id, expected))


def _indicator(request: Request, row: models.Indicator, *, new: bool = False) -> Response:
    created = f"/v1/indicators/{row.id}" if new else None
    return respond(request, Indicator.of(row), version=row.version, created=created)
