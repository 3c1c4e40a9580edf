"""Reads of organisations as publishers name them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.organisations.models import ReportedOrganisation
from services.measurement.facts.organisations.rules.mentions import OrganisationStatus
from services.measurement.facts.organisations.schemas import OrganisationQuery
from services.measurement.facts.registry.models import Actor
from services.measurement.facts.registry.queries import reference_faults
from services.measurement.facts.registry.reporters import reported_by
from shared.auth import Principal
from shared.db import Rows
from shared.errors import InvalidInput, NotFound

_REGISTERED = select(Actor.id).where(Actor.identifiers.contains(array([ReportedOrganisation.named_by]))).exists()


def status() -> ColumnElement[str]:
    """Say whether it is known who an organisation is: by what somebody has said, or by the registry."""
    return case(
        (ReportedOrganisation.actor.is_not(None), OrganisationStatus.MATCHED),
        (ReportedOrganisation.decided_at.is_not(None), OrganisationStatus.DISMISSED),
        (_REGISTERED, OrganisationStatus.MATCHED),
        else_=OrganisationStatus.UNMATCHED,
    )


async def organisations(session: AsyncSession, query: OrganisationQuery, principal: Principal) -> Rows:
    """Select the organisations that those name whom the principal reports for, with their status."""
    chosen = await _own(session, principal)
    if query.status:
        chosen = chosen.where(status().in_(query.status))
    if query.reporter:
        if faults := await reference_faults(session, "reporter", query.reporter, ReportedOrganisation.reporter):
            raise InvalidInput(faults=faults)
        chosen = chosen.where(ReportedOrganisation.reporter.in_(query.reporter))
    if query.updated_since:
        chosen = chosen.where(ReportedOrganisation.updated_at >= query.updated_since)
    return chosen


async def get_organisation(
    session: AsyncSession, organisation_id: UUID, principal: Principal, *, for_update: bool = False
) -> ReportedOrganisation:
    """Give an organisation. Raises NotFound where it is not there for this principal."""
    chosen = (await _own(session, principal)).where(ReportedOrganisation.id == organisation_id)
    row: ReportedOrganisation | None = await session.scalar(chosen.with_for_update() if for_update else chosen)
    if row is None:
        raise NotFound(f"There is no organisation {organisation_id}")
    return row


async def own_organisations(
    session: AsyncSession, ids: Collection[UUID], principal: Principal
) -> dict[UUID, ReportedOrganisation]:
    """Give and lock those of the organisations that are there for this principal."""
    chosen = (await _own(session, principal)).where(ReportedOrganisation.id.in_(ids))
    rows = await session.scalars(chosen.order_by(ReportedOrganisation.id).with_for_update(of=ReportedOrganisation))
    return {row.id: row for row in rows}


async def statuses_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """Say of organisations whether it is known who they are."""
    chosen = select(ReportedOrganisation.id, status()).where(ReportedOrganisation.id.in_(ids))
    return {id_: str(found) for id_, found in await session.execute(chosen)}


async def _own(session: AsyncSession, principal: Principal) -> Rows:
    mine = await reported_by(session, principal)
    chosen = select(ReportedOrganisation, status())
    return chosen if mine is None else chosen.where(ReportedOrganisation.reporter.in_(mine))
