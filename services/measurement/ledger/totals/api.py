"""What flows add up to."""

from typing import Annotated

from fastapi import Query, Response

from services.measurement.facts.registry.queries import refuse_unknown
from services.measurement.ledger.store.heard_of import refuse_unheard_of
from services.measurement.ledger.totals import schemas
from services.measurement.ledger.totals.queries import totals as queries
from shared.errors import Refused
from shared.http import Listing, Reader, listed, problems, service_router

router = service_router()


@router.get(
    "/matrix",
    response_model=schemas.Totals[schemas.MatrixCell],
    responses=listed() | problems(Refused),
    tags=["totals"],
)
async def get_matrix(query: Annotated[schemas.MatrixQuery, Query()], listing: Listing, session: Reader) -> Response:
    """Give totals by provider and recipient, with their method."""
    await refuse_unknown(session, region=query.region)
    await refuse_unheard_of(session, provider=query.provider, recipient=query.recipient)
    await queries.check_prices(session, query)
    source = queries.source_of(query)
    rows, keys = queries.matrix(query, source)
    method = await queries.method(session, query, source)
    return await listing.answer(
        query,
        rows,
        schemas.MatrixCell,
        *keys,
        of=schemas.MatrixCell.of,
        beside={"method": method},
        comments=query.method,
    )


@router.get(
    "/series",
    response_model=schemas.Totals[schemas.SeriesPoint],
    responses=listed() | problems(Refused),
    tags=["totals"],
)
async def get_series(query: Annotated[schemas.SeriesQuery, Query()], listing: Listing, session: Reader) -> Response:
    """Give in-flows and out-flows by year, the latest first, with their method."""
    await refuse_unknown(session, region=query.region)
    await queries.check_prices(session, query)
    source = queries.source_of(query)
    rows, keys = queries.series(query, source)
    method = await queries.method(session, query, source)
    return await listing.answer(
        query,
        rows,
        schemas.SeriesPoint,
        *keys,
        descending=True,
        of=lambda row: schemas.SeriesPoint.of(row, query.by),
        beside={"method": method},
        comments=query.method,
    )
