"""Organisations as publishers name them, and who they are."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.organisations import models, queries
from services.measurement.facts.organisations.commands import choices as commands
from services.measurement.facts.organisations.schemas import (
    DecidedOrganisations,
    Decisions,
    OrganisationChoice,
    OrganisationQuery,
    ReportedOrganisation,
)
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale, TooLarge, Unavailable
from shared.http import (
    Caller,
    IfMatch,
    KnownCaller,
    Listing,
    Page,
    Reader,
    Uow,
    bulk_router,
    listed,
    problems,
    respond,
    service_router,
)

bulk = bulk_router()
router = service_router()

PATH = "/imports/organisations/{organisation_id}"


@router.get("/imports/organisations", response_model=Page[ReportedOrganisation], responses=listed(), tags=["imports"])
async def list_organisations(
    query: Annotated[OrganisationQuery, Query()], listing: Listing, caller: KnownCaller, session: Reader
) -> Response:
    """List organisations that your flows name, and yourself; those that most flows name first."""
    chosen = await queries.organisations(session, query, caller)
    keys = (models.ReportedOrganisation.flows, models.ReportedOrganisation.id)
    return await listing.answer(
        query, chosen, ReportedOrganisation, *keys, descending=True, of=lambda row: ReportedOrganisation.of(*row[:2])
    )


@router.get(PATH, response_model=ReportedOrganisation, responses=problems(NotFound), tags=["imports"])
async def get_organisation(request: Request, organisation_id: UUID, caller: Caller, session: Reader) -> Response:
    """Give one of these organisations."""
    row = await queries.get_organisation(session, organisation_id, caller)
    [shown] = await _shown(session, [row])
    return respond(request, shown, version=row.version)


@router.put(
    PATH,
    response_model=ReportedOrganisation,
    responses=problems(Forbidden, NotFound, PreconditionRequired, Stale, Unavailable),
    tags=["imports"],
)
async def choose_actor(
    request: Request, organisation_id: UUID, body: OrganisationChoice, expected: IfMatch, uow: Uow
) -> Response:
    """Say who an organisation is; it is remembered, and the flows that name it so count as this actor's from now on."""
    row = await commands.choose(uow, organisation_id, body, expected)
    await uow.session.flush()
    [shown] = await _shown(uow.session, [row])
    return respond(request, shown, version=row.version)


@bulk.post(
    "/imports/organisations/decisions",
    response_model=DecidedOrganisations,
    responses=problems(Forbidden, Refused, TooLarge, Unavailable),
    tags=["imports"],
)
async def choose_actors(request: Request, body: Decisions, uow: Uow) -> Response:
    """Say who up to 1,000 organisations are: all of them, or none and every fault."""
    rows = await commands.choose_many(uow, body)
    await uow.session.flush()
    return respond(request, DecidedOrganisations(items=await _shown(uow.session, rows)))


async def _shown(session: AsyncSession, rows: Sequence[models.ReportedOrganisation]) -> list[ReportedOrganisation]:
    statuses = await queries.statuses_of(session, [row.id for row in rows])
    return [ReportedOrganisation.of(row, statuses[row.id]) for row in rows]
