"""Reads of pairs of reports, and of who speaks for their sides."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.facts.registry.models import Actor
from services.measurement.ledger.confirmations import schemas
from services.measurement.ledger.models import Confirmation, ConfirmationComment
from services.measurement.ledger.rules.confirmations import Side
from services.measurement.ledger.store.stored_pairs import Found, lock_pairs, with_reports
from shared.auth import Principal, Role
from shared.db import Rows
from shared.errors import NotFound
from shared.identifiers import writings


class FlowSides(NamedTuple):
    """The two sides of a single flow: their countries, and the organisations that may speak for them."""

    provider: str
    recipients: list[str]
    provider_refs: list[str]
    recipient_refs: list[str]


def confirmations(query: schemas.ConfirmationQuery) -> Rows:
    """Select pairs of reports."""
    chosen = with_reports()
    if query.status:
        chosen = chosen.where(Confirmation.status.in_(query.status))
    if query.country:
        receives = Confirmation.recipients.overlap(query.country)
        chosen = chosen.where(or_(Confirmation.provider.in_(query.country), receives))
    if query.activity:
        one, other = Confirmation.provider_activity, Confirmation.recipient_activity
        chosen = chosen.where(or_(one.in_(query.activity), other.in_(query.activity)))
    if query.reporter:
        reporters = Confirmation.provider_reporter, Confirmation.recipient_reporter
        chosen = chosen.where(or_(*(reporter.in_(query.reporter) for reporter in reporters)))
    if query.year:
        chosen = chosen.where(Confirmation.year.in_(query.year))
    return chosen.where(Confirmation.updated_at >= query.updated_since) if query.updated_since else chosen


async def get_confirmation(session: AsyncSession, confirmation_id: UUID, *, for_update: bool = False) -> Found:
    """Give a pair with both reports. Raises NotFound."""
    if for_update:
        await lock_pairs(session, Confirmation.id == confirmation_id)
    row = (await session.execute(with_reports().where(Confirmation.id == confirmation_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no confirmation {confirmation_id}")
    return row[0], row[1], row[2]


async def get_comments(session: AsyncSession, confirmation_id: UUID, principal: Principal) -> Rows:
    """Select what was said about a pair. Raises NotFound for who speaks for neither side."""
    row, _, _ = await get_confirmation(session, confirmation_id)
    if not await sides_of(session, row, principal):
        raise NotFound(f"There are no comments on {confirmation_id} that you may see")
    return select(ConfirmationComment).where(ConfirmationComment.confirmation == confirmation_id)


async def sides_of(
    session: AsyncSession, row: Confirmation | FlowSides, principal: Principal, *roles: Role
) -> set[Side]:
    """Say for which sides a principal speaks with one of these roles: by its country, or as one of its actors."""
    scope = principal.scope(*roles)
    if scope.everything:
        return set(Side)
    found = await session.scalars(select(Actor.identifiers).where(Actor.id.in_(scope.actors)))
    refs = {ref for identifiers in found for one in identifiers for ref in writings(one)}
    sides = (
        (Side.PROVIDER, {row.provider}, row.provider_refs),
        (Side.RECIPIENT, set(row.recipients), row.recipient_refs),
    )
    return {side for side, places, mine in sides if places & scope.countries or refs.intersection(mine)}
