"""Reads of partnerships; everybody may see them."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.actors.models import Actor
from services.registry.partnerships.models import Partner, Partnership
from services.registry.partnerships.rules import PartnershipStatus
from services.registry.partnerships.schemas import PartnershipQuery
from shared.db import Rows
from shared.errors import NotFound
from shared.spells import holds_on


def partnerships(query: PartnershipQuery) -> Rows:
    """Select partnerships."""
    conditions: list[ColumnElement[bool]] = []
    if query.kind:
        conditions.append(Partnership.kind.in_(query.kind))
    if query.status:
        conditions.append(Partnership.status.in_(query.status))
    if query.topic:
        conditions.append(Partnership.topics.overlap(query.topic))
    if query.as_of:
        conditions.append(holds_on(Partnership, query.as_of))
    if query.updated_since:
        conditions.append(Partnership.updated_at >= query.updated_since)
    if parties := _of_parties(query):
        conditions.append(Partnership.id.in_(select(Partner.partnership).where(*parties)))
    return select(Partnership).where(*conditions)


def _of_parties(query: PartnershipQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.actor:
        conditions.append(Partner.actor.in_(query.actor))
    if query.country:
        conditions.append(Partner.actor.in_(select(Actor.id).where(Actor.country.in_(query.country))))
    if query.role:
        conditions.append(Partner.role.in_(query.role))
    if conditions and query.as_of:
        conditions.append(holds_on(Partner, query.as_of))
    return conditions


async def partners_of(session: AsyncSession, actor: UUID) -> frozenset[UUID]:
    """Name those who have, or had, an agreement with an actor."""
    own = select(Partner.partnership).where(Partner.actor == actor)
    chosen = select(Partner.actor).join(Partnership, Partnership.id == Partner.partnership)
    chosen = chosen.where(Partner.partnership.in_(own), Partnership.status != PartnershipStatus.WITHDRAWN)
    return frozenset(await session.scalars(chosen.distinct())) - {actor}


async def get_partnership(session: AsyncSession, partnership_id: UUID, *, for_update: bool = False) -> Partnership:
    """Give a partnership. Raises NotFound."""
    row = await session.get(Partnership, partnership_id, with_for_update={"of": Partnership} if for_update else None)
    if row is None:
        raise NotFound(f"There is no partnership {partnership_id}")
    return row
