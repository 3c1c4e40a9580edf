"""Country groups, by which the kind of cooperation is derived."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.measurement.facts.country_groups import commands, models, queries
from services.measurement.facts.country_groups.schemas import (
    Classification,
    ClassificationQuery,
    CountryGroups,
    CountryGroupsIn,
    EditionName,
)
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
    IfMatchOrNew,
    Listing,
    ListQuery,
    Page,
    Reader,
    Uow,
    listed,
    problems,
    respond,
    service_router,
)

router = service_router()


@router.get("/country-groups", response_model=Page[CountryGroups], responses=listed(), tags=["country groups"])
async def list_country_groups(query: Annotated[ListQuery, Query()], listing: Listing) -> Response:
    """List the editions of country groups, by the day from which they are in force."""
    return await listing.answer(query, queries.editions(), CountryGroups, models.CountryGroups.valid_from)


@router.get(
    "/country-groups/classifications",
    response_model=Page[Classification],
    responses=listed(),
    tags=["country groups"],
)
async def list_classifications(query: Annotated[ClassificationQuery, Query()], listing: Listing) -> Response:
    """List the times that kinds of cooperation were derived anew, the latest first."""
    key = models.Classification.id
    return await listing.answer(query, queries.classifications(query), Classification, key, descending=True)


@router.get(
    "/country-groups/{edition}", response_model=CountryGroups, responses=problems(NotFound), tags=["country groups"]
)
async def get_country_groups(request: Request, edition: str, session: Reader) -> Response:
    """Give one edition."""
    row = await queries.get_groups(session, edition)
    return respond(request, CountryGroups.model_validate(row), version=row.version)


@router.put(
    "/country-groups/{edition}",
    response_model=CountryGroups,
    responses=problems(Forbidden, Refused, PreconditionRequired, Stale),
    tags=["country groups"],
)
async def put_country_groups(
    request: Request, edition: EditionName, body: CountryGroupsIn, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Load an edition, or correct it; for administrators.

    A flow follows the edition of its day, an activity as a whole that of its start, or the latest where it names none.
    Where an economy counts differently on any day, a job derives the kinds of cooperation anew, but for those that
    somebody has set; totals follow.
    """
    row, new = await commands.put(uow, edition, body, expected)
    await uow.session.flush()
    created = f"/v1/country-groups/{edition}" if new else None
    return respond(request, CountryGroups.model_validate(row), version=row.version, created=created)
