"""Reads of actors; everybody may see them."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry import reference, rules
from services.registry.models import Actor, KnownIdentifier
from services.registry.queries.memberships import members
from services.registry.queries.searching import Sought, found_by
from services.registry.schemas.actors import ActorQuery
from shared.db import Rows
from shared.errors import NotFound

ANCESTORS = 100
"""Longer chains of parents are taken for a circle."""


def actors(query: ActorQuery, sought: Sought | None, today: date) -> Rows:
    """Select actors; `sought` is what `q` may mean."""
    conditions: list[ColumnElement[bool]] = []
    for column, wanted in (
        (Actor.kind, query.kind),
        (Actor.constituency, query.constituency),
        (Actor.country, query.country),
        (Actor.status, query.status),
        (Actor.parent, query.parent),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    if query.region:
        conditions.append(Actor.country.in_(members(query.region, today)))
    if query.topic:
        conditions.append(Actor.topics.overlap(query.topic))
    if sought is not None:
        conditions.append(found_by(Actor.terms, sought))
    if query.sector:
        conditions.append(Actor.sectors.overlap(rules.with_purposes(query.sector, reference.sectors())))
    if query.active_in:
        conditions.append(Actor.active_in.overlap(query.active_in))
    if query.updated_since:
        conditions.append(Actor.updated_at >= query.updated_since)
    return select(Actor).where(*conditions)


async def get_actor(session: AsyncSession, actor_id: UUID, *, for_update: bool = False) -> Actor:
    """Give an actor. Raises NotFound."""
    row = await session.get(Actor, actor_id, with_for_update=for_update or None)
    if row is None:
        raise NotFound(f"There is no actor {actor_id}")
    return row


async def countries_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str | None]:
    """Give the countries of actors."""
    rows = await session.execute(select(Actor.id, Actor.country).where(Actor.id.in_(ids)))
    return {row.id: row.country for row in rows}


async def get_by_identifier(session: AsyncSession, identifier: str) -> Actor:
    """Give the actor that has or had an identifier. Raises NotFound."""
    chosen = select(Actor).join(KnownIdentifier, KnownIdentifier.actor == Actor.id)
    row = await session.scalar(chosen.where(KnownIdentifier.identifier == identifier))
    if row is None:
        raise NotFound(f"No actor has or had the identifier {identifier}")
    return row


async def holders(session: AsyncSession, identifiers: Sequence[str]) -> dict[str, UUID]:
    """Give who has or had each of the identifiers."""
    rows = await session.scalars(select(KnownIdentifier).where(KnownIdentifier.identifier.in_(identifiers)))
    return {row.identifier: row.actor for row in rows}


async def ancestors(session: AsyncSession, actor_id: UUID) -> list[UUID]:
    """Name an actor and all it is part of, nearest first."""
    line = select(Actor.id, Actor.parent, literal(0).label("steps")).where(Actor.id == actor_id).cte(recursive=True)
    above = select(Actor.id, Actor.parent, line.c.steps + 1).where(Actor.id == line.c.parent, line.c.steps < ANCESTORS)
    line = line.union_all(above)
    return list(await session.scalars(select(line.c.id).order_by(line.c.steps)))
