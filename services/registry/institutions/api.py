"""Countries' coordination set-ups."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.registry.actors.queries.filters import refuse_unknown
from services.registry.institutions import commands, models, queries
from services.registry.institutions.schemas import (
    Comparison,
    Institution,
    InstitutionIn,
    InstitutionQuery,
    InstitutionVersion,
    PillarRow,
)
from shared.db import reading
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
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
from shared.standards import CountryCode, Day, Pillar

router = service_router()

CHANGES = problems(NotFound, Forbidden, Refused, Stale, PreconditionRequired)


@router.get("/institutions", response_model=Page[Institution], responses=listed(), tags=["institutions"])
async def list_institutions(query: Annotated[InstitutionQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List what is known of countries' coordination set-ups."""
    await refuse_unknown(shared.sessions, region=query.region)
    chosen = queries.institutions(query, shared.clock.now().date())
    return await listing.answer(query, chosen, Institution, models.Institution.country, of=Institution.of)


@router.get("/institutions/compare", response_model=Comparison, tags=["institutions"])
async def compare_institutions(
    request: Request, session: Reader, country: Annotated[list[CountryCode], Query(min_length=2, max_length=60)]
) -> Response:
    """Put the pillars of countries side by side: a row for each pillar, a level for each country."""
    found = await queries.of_countries(session, country)
    assessed = {code: {one["pillar"]: one for one in row.pillars} for code, row in found.items()}
    rows = [
        PillarRow(
            pillar=pillar,
            levels={code: assessed.get(code, {}).get(pillar, {}).get("level") for code in country},
            assessed_on={code: assessed.get(code, {}).get(pillar, {}).get("assessed_on") for code in country},
        )
        for pillar in Pillar
    ]
    return respond(request, Comparison(countries=country, pillars=rows))


@router.get("/institutions/{country}", response_model=Institution, responses=problems(NotFound), tags=["institutions"])
async def get_institution(
    request: Request,
    country: CountryCode,
    session: Reader,
    as_of: Annotated[Day | None, Query(description="as it was said at the end of that day")] = None,
) -> Response:
    """Give a country's coordination set-up: frameworks, mandate, resources, mapping, the seven pillars, readiness."""
    row = await queries.get_institution(session, country)
    if as_of is not None:
        version = await queries.version_on(session, row, as_of)
        session.expunge(row)
        row.version, row.updated_at = version.version, version.at
        for name, value in version.content.items():
            setattr(row, name, value)
    return respond(request, Institution.of(row), version=row.version)


@router.get(
    "/institutions/{country}/history",
    response_model=Page[InstitutionVersion],
    responses={**listed(), **problems(NotFound)},
    tags=["institutions"],
)
async def list_institution_versions(
    country: CountryCode, query: Annotated[ListQuery, Query()], listing: Listing, shared: Shared
) -> Response:
    """List all that was said of a country's coordination set-up: what, when, and on whose word."""
    async with reading(shared.sessions) as session:
        chosen = queries.versions(await queries.get_institution(session, country))
    key = models.InstitutionVersion.version
    return await listing.answer(query, chosen, InstitutionVersion, key, of=InstitutionVersion.of)


@router.put("/institutions/{country}", response_model=Institution, responses=CHANGES, tags=["institutions"])
async def put_institution(
    request: Request, country: CountryCode, body: InstitutionIn, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Say what a country's coordination set-up is; what was said before stays in its history."""
    row, new = await commands.put(uow, country, body, expected)
    created = f"/v1/institutions/{country}" if new else None
    return respond(request, Institution.of(row), version=row.version, created=created)


@router.patch(
    "/institutions/{country}",
    response_model=Institution,
    responses=CHANGES,
    tags=["institutions"],
    openapi_extra=patched(InstitutionIn),
)
async def patch_institution(
    request: Request, country: CountryCode, change: MergePatch, expected: IfMatch, uow: Uow
) -> Response:
    """Change what is said of a country's coordination set-up."""
    row = await commands.patch(uow, country, change, expected)
    return respond(request, Institution.of(row), version=row.version)


@router.delete("/institutions/{country}", response_model=Institution, responses=CHANGES, tags=["institutions"])
async def withdraw_institution(request: Request, country: CountryCode, expected: IfMatch, uow: Uow) -> Response:
    """Withdraw what is said of a country's coordination set-up; it stays readable."""
    row = await commands.withdraw(uow, country, expected)
    return respond(request, Institution.of(row), version=row.version)
