"""Transactions."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.measurement import models, schemas
from services.measurement.queries import flows as queries
from shared.errors import NotFound
from shared.http import (
    Listing,
    Page,
    Reader,
    listed,
    problems,
    respond,
    service_router,
)

router = service_router()


@router.get("/flows", response_model=Page[schemas.Flow], responses=listed(), tags=["flows"])
async def list_flows(query: Annotated[schemas.FlowQuery, Query()], listing: Listing) -> Response:
    """List transactions, in the order in which they were recorded."""
    return await listing.answer(query, queries.flows(query), schemas.Flow, models.Flow.id, of=schemas.Flow.of)


@router.get("/flows/{flow_id}", response_model=schemas.Flow, responses=problems(NotFound), tags=["flows"])
async def get_flow(request: Request, flow_id: UUID, session: Reader) -> Response:
    """Give one transaction."""
    return respond(request, schemas.Flow.of(await queries.get_flow(session, flow_id)))
