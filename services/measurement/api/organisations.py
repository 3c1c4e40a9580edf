"""Organisations as publishers name them, and who they are."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.measurement import models
from services.measurement.commands.organisations import choices as commands
from services.measurement.queries import organisations as queries
from services.measurement.schemas.organisations import OrganisationChoice, OrganisationQuery, ReportedOrganisation
from shared.errors import Forbidden, NotFound, PreconditionRequired, Stale, Unavailable
from shared.http import Caller, IfMatch, Listing, Page, Reader, Uow, listed, problems, respond, service_router

router = service_router()

PATH = "/imports/organisations/{organisation_id}"


@router.get("/imports/organisations", response_model=Page[ReportedOrganisation], responses=listed(), tags=["imports"])
async def list_organisations(
    query: Annotated[OrganisationQuery, Query()], listing: Listing, caller: Caller, session: Reader
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
    return respond(request, ReportedOrganisation.of(row, await queries.status_of(session, row)), version=row.version)


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
    shown = ReportedOrganisation.of(row, await queries.status_of(uow.session, row))
    return respond(request, shown, version=row.version)
