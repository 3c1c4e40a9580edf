"""Who belongs to which region, and when."""

from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.regions.commands import memberships as commands
from services.registry.regions.models import Membership
from services.registry.regions.queries import memberships as queries
from services.registry.regions.queries.places import get_region
from services.registry.regions.schemas.memberships import CountryInRegion, MemberEntry, MemberQuery, SpellsIn
from services.registry.regions.schemas.places import Spell
from shared.db import reading
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import IfMatchOrNew, Listing, Page, Reader, Shared, Uow, listed, problems, respond, service_router

router = service_router()


@router.get(
    "/regions/{code}/members",
    response_model=Page[MemberEntry],
    responses={**listed(), **problems(NotFound)},
    tags=["reference"],
)
async def list_members(code: str, query: Annotated[MemberQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List the members of a region with their days: all there ever were, or those of a day."""
    async with reading(shared.sessions) as session:
        await get_region(session, code)
    chosen = queries.listed_members(code, query)
    return await listing.answer(query, chosen, MemberEntry, Membership.country, Membership.spell)


@router.get(
    "/regions/{code}/members/{country}",
    response_model=CountryInRegion,
    responses=problems(NotFound),
    tags=["reference"],
)
async def get_member(request: Request, code: str, country: str, session: Reader) -> Response:
    """Give all times in which a country belongs or belonged to a region."""
    await get_region(session, code)
    found = await _member(session, code, country)
    if not found.version:
        raise NotFound(f"{country} has never belonged to {code}")
    return respond(request, found, version=found.version)


@router.put(
    "/regions/{code}/members/{country}",
    response_model=CountryInRegion,
    responses=problems(NotFound, Forbidden, Refused, Stale, PreconditionRequired),
    tags=["reference"],
)
async def put_member(
    request: Request, code: str, country: str, body: SpellsIn, expected: IfMatchOrNew, *, uow: Uow
) -> Response:
    """Say when a country belongs to a region; for administrators.

    A country may belong to several bodies at once, but to each one only once at a time. What was decided here stays,
    whatever ships with a later version.
    """
    version = await commands.put(uow, code, country, body, expected)
    await uow.session.flush()
    return respond(request, await _member(uow.session, code, country), version=version)


async def _member(session: AsyncSession, region: str, country: str) -> CountryInRegion:
    rows = await queries.spells_of(session, region, country)
    version = await queries.version_of(session, region, country, rows)
    spells = [Spell.model_validate(row, from_attributes=True) for row in rows]
    return CountryInRegion(region=region, country=country, spells=spells, version=version)
