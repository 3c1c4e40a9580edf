"""What flows add up to."""

from typing import Annotated

from fastapi import Query, Response

from services.measurement import models, schemas
from services.measurement.queries import totals as queries
from shared.errors import Refused
from shared.http import Listing, Reader, Shared, listed, problems, service_router

router = service_router()


@router.get(
    "/matrix",
    response_model=schemas.Totals[schemas.MatrixCell],
    responses=listed() | problems(Refused),
    tags=["totals"],
)
async def get_matrix(
    query: Annotated[schemas.MatrixQuery, Query()], listing: Listing, session: Reader, shared: Shared
) -> Response:
    """Give totals by provider and recipient, with their method."""
    today = shared.clock.now().date()
    await queries.check_prices(session, query)
    return await listing.answer(
        query,
        queries.matrix(query, today),
        schemas.MatrixCell,
        models.Total.provider,
        models.Total.recipient,
        beside={"method": await queries.method(session, query, today)},
    )


@router.get(
    "/series",
    response_model=schemas.Totals[schemas.SeriesPoint],
    responses=listed() | problems(Refused),
    tags=["totals"],
)
async def get_series(
    query: Annotated[schemas.SeriesQuery, Query()], listing: Listing, session: Reader, shared: Shared
) -> Response:
    """Give in-flows and out-flows by year, the latest first, with their method."""
    today = shared.clock.now().date()
    await queries.check_prices(session, query)
    dimension = [getattr(models.Total, query.by)] if query.by else []
    return await listing.answer(
        query,
        queries.series(query, today),
        schemas.SeriesPoint,
        models.Total.year,
        *dimension,
        descending=True,
        beside={"method": await queries.method(session, query, today)},
    )
