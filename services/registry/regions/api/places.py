"""Countries, regions, and who belongs to which."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.registry.regions import models
from services.registry.regions.queries import places as queries
from services.registry.regions.schemas.places import (
    Country,
    CountryEntry,
    CountryQuery,
    Region,
    RegionEntry,
    RegionQuery,
)
from shared.errors import NotFound
from shared.http import Listing, Page, Reader, Shared, listed, problems, respond, service_router
from shared.standards import Day

router = service_router()

AsOf = Annotated[Day | None, Query(description="only what holds on this day; all there ever was where left out")]


@router.get("/countries", response_model=Page[CountryEntry], responses=listed(), tags=["reference"])
async def list_countries(query: Annotated[CountryQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List the countries, or a region's members."""
    await queries.refuse_unknown(shared.sessions, "region", query.region)
    chosen = queries.countries(query, shared.clock.now().date())
    return await listing.answer(query, chosen, CountryEntry, models.Country.code)


@router.get("/countries/{iso}", response_model=Country, responses=problems(NotFound), tags=["reference"])
async def get_country(request: Request, iso: str, session: Reader, as_of: AsOf = None) -> Response:
    """Give a country with the regions it belongs or belonged to."""
    row = await queries.get_country(session, iso)
    return respond(request, Country.of(row, await queries.belonging(session, row.code, as_of)))


@router.get("/regions", response_model=Page[RegionEntry], responses=listed(), tags=["reference"])
async def list_regions(query: Annotated[RegionQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List the regional bodies and the areas of M49."""
    await queries.refuse_unknown(shared.sessions, "parent", query.parent)
    chosen = queries.regions(query, shared.clock.now().date())
    return await listing.answer(query, chosen, RegionEntry, models.Region.code)


@router.get("/regions/{code}", response_model=Region, responses=problems(NotFound), tags=["reference"])
async def get_region(request: Request, code: str, session: Reader, as_of: AsOf = None) -> Response:
    """Give a region with its dated members."""
    row = await queries.get_region(session, code)
    return respond(request, Region.of(row, await queries.spells(session, row.code, as_of)))
