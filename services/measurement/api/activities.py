"""Programmes and projects."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.measurement import models, schemas
from services.measurement.queries import activities as queries
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


@router.get("/activities", response_model=Page[schemas.Activity], responses=listed(), tags=["activities"])
async def list_activities(query: Annotated[schemas.ActivityQuery, Query()], listing: Listing) -> Response:
    """List programmes and projects."""
    return await listing.answer(query, queries.activities(query), schemas.Activity, models.Activity.id)


@router.get(
    "/activities/{activity_id}", response_model=schemas.Activity, responses=problems(NotFound), tags=["activities"]
)
async def get_activity(request: Request, activity_id: UUID, session: Reader) -> Response:
    """Give one programme or project."""
    row = await queries.get_activity(session, activity_id)
    return respond(request, schemas.Activity.model_validate(row), version=row.version)
