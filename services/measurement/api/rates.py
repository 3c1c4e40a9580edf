"""Exchange rates."""

from typing import Annotated

from fastapi import Query, Response

from services.measurement import models, schemas
from services.measurement.queries import rates as queries
from shared.http import (
    Listing,
    Page,
    listed,
    service_router,
)

router = service_router()


@router.get("/exchange-rates", response_model=Page[schemas.ExchangeRate], responses=listed(), tags=["exchange rates"])
async def list_rates(query: Annotated[schemas.RateQuery, Query()], listing: Listing) -> Response:
    """List exchange rates with their source."""
    keys = (models.ExchangeRate.currency, models.ExchangeRate.day)
    return await listing.answer(query, queries.rates(query), schemas.ExchangeRate, *keys)
