"""Reads of actors; everybody may see them."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry import reference
from services.registry.actors import rules
from services.registry.actors.models import Actor, ActorVersion, KnownIdentifier
from services.registry.actors.rules import ActorStatus
from services.registry.actors.schemas import ActorQuery
from services.registry.regions.queries.memberships import members
from services.registry.search.queries import Sought, found_by
from shared.db import Rows
from shared.errors import NotFound
from shared.identifiers import canonical_reference

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


def as_typed(query: ActorQuery, sought: Sought, today: date) -> Rows | None:
    """Select, in order, the actors that come first in a search for one word: those that hold it as it was typed.

    PostgreSQL counts common words, so it just reads on until the page is full. For several words, or beside other
    filters, its guess may be far off, and it would read everything.
    """
    narrowed = query.model_dump(exclude_defaults=True, exclude={"q", "limit", "cursor", "format"})
    if narrowed or len(sought.words) != 1:
        return None
    return actors(query, None, today).where(Actor.terms.contains(sought.words)).order_by(Actor.id)


async def get_actor(session: AsyncSession, actor_id: UUID, *, for_update: bool = False) -> Actor:
    """Give an actor. Raises NotFound."""
    # What refers to it may be written meanwhile (key_share): else two that refer to each other would wait in a circle.
    row = await session.get(Actor, actor_id, with_for_update={"key_share": True} if for_update else None)
    if row is None:
        raise NotFound(f"There is no actor {actor_id}")
    return row


async def locked(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Actor]:
    """Give those of some actors that there are, locked."""
    chosen = select(Actor).where(Actor.id.in_(ids)).order_by(Actor.id).with_for_update(key_share=True)
    return {row.id: row for row in await session.scalars(chosen.execution_options(populate_existing=True))}


async def children(session: AsyncSession, parent: UUID, only: Collection[UUID] | None = None) -> list[Actor]:
    """Give the active actors that are directly part of one, locked; of all of them, or of some."""
    chosen = select(Actor).where(Actor.parent == parent, Actor.status == ActorStatus.ACTIVE)
    if only is not None:
        chosen = chosen.where(Actor.id.in_(only))
    return list(await session.scalars(chosen.order_by(Actor.id).with_for_update(key_share=True)))


async def hold_parents(session: AsyncSession) -> None:
    """Let one change at a time say what is part of what: of two that would make a circle, the second sees the first.

    Who locks actors too does so after this.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext("parents"))))


async def survivor(session: AsyncSession, actor_id: UUID) -> UUID:
    """Name the actor that one has been merged into in the end; itself where it has not been."""
    line = select(Actor.id, Actor.merged_into).where(Actor.id == actor_id).cte(recursive=True)
    line = line.union_all(select(Actor.id, Actor.merged_into).where(Actor.id == line.c.merged_into))
    found: UUID = (await session.scalars(select(line.c.id).where(line.c.merged_into.is_(None)))).one()
    return found


def versions(actor_id: UUID) -> Rows:
    """Select all that was said of an actor."""
    return select(ActorVersion).where(ActorVersion.actor == actor_id)


async def countries_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str | None]:
    """Give the countries of actors."""
    rows = await session.execute(select(Actor.id, Actor.country).where(Actor.id.in_(ids)))
    return {row.id: row.country for row in rows}


async def get_by_identifier(session: AsyncSession, identifier: str) -> Actor:
    """Give the actor that has or had an identifier. Raises NotFound."""
    chosen = select(Actor).join(KnownIdentifier, KnownIdentifier.actor == Actor.id)
    row = await session.scalar(chosen.where(KnownIdentifier.identifier == canonical_reference(identifier)))
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
