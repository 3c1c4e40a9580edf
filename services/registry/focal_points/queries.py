"""Reads of focal points: personal data, so only inside the caller's grants."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, any_, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.actors.models import Actor
from services.registry.focal_points.models import FocalPoint, FocalPointContact
from services.registry.focal_points.rules import Office
from services.registry.focal_points.schemas import FocalPointQuery
from services.registry.regions.queries.memberships import members
from shared.auth import Principal
from shared.db import Rows
from shared.errors import NotFound


class Found(NamedTuple):
    """A focal point, its contact unless that was erased, and its actor's country."""

    row: FocalPoint
    contact: FocalPointContact | None
    country: str | None


def focal_points(query: FocalPointQuery, principal: Principal, today: date) -> Rows:
    """Select focal points with their contacts and their actors' countries."""
    conditions: list[ColumnElement[bool]] = []
    for column, wanted in (
        (FocalPoint.actor, query.actor),
        (Actor.country, query.country),
        (FocalPoint.status, query.status),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    if query.region:
        conditions.append(Actor.country.in_(members(query.region, today)))
    if query.updated_since:
        conditions.append(FocalPoint.updated_at >= query.updated_since)
    return _visible(principal).where(*conditions)


async def get_focal_point(
    session: AsyncSession, focal_point_id: UUID, principal: Principal, *, for_update: bool = False
) -> Found:
    """Give a focal point. Raises NotFound where it is not there for this principal."""
    chosen = _visible(principal).where(FocalPoint.id == focal_point_id)
    if for_update:
        chosen = chosen.with_for_update(of=FocalPoint, key_share=True)  # others may name it as their deputy meanwhile
    row = (await session.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no focal point {focal_point_id}")
    return Found(*row)


async def of_actors(session: AsyncSession, actors: Collection[UUID]) -> list[Found]:
    """Give all focal points of actors, locked."""
    chosen = (
        _with_contacts()
        .where(FocalPoint.actor == any_(literal(list(actors), ARRAY(Uuid))))
        .order_by(FocalPoint.id)
        .with_for_update(of=FocalPoint, key_share=True)
    )
    return [Found(*row) for row in await session.execute(chosen)]


async def find_office(session: AsyncSession, focal_point_id: UUID, principal: Principal) -> Office | None:
    """Find what matters of a focal point that is named as deputy; None where it is not there for this principal."""
    chosen = (
        select(FocalPoint.id, FocalPoint.actor, Actor.country, FocalPoint.status)
        .join(Actor, Actor.id == FocalPoint.actor)
        .where(FocalPoint.id == focal_point_id, _inside(principal))
    )
    row = (await session.execute(chosen)).one_or_none()
    return Office(*row) if row else None


async def line_of_deputies(session: AsyncSession, focal_point_id: UUID) -> list[UUID]:
    """Give the deputies of a focal point, of its deputy, and so on."""
    line = select(FocalPoint.deputy).where(FocalPoint.id == focal_point_id).cte("line", recursive=True)
    line = line.union(select(FocalPoint.deputy).where(FocalPoint.id == line.c.deputy))
    chosen = select(line.c.deputy).where(line.c.deputy.is_not(None))
    return [one for one in await session.scalars(chosen) if one]


def _visible(principal: Principal) -> Select[FocalPoint, FocalPointContact | None, str | None]:
    return _with_contacts().where(_inside(principal))


def _inside(principal: Principal) -> ColumnElement[bool]:
    scope = principal.scope()
    if scope.everything:
        return true()
    return or_(Actor.country.in_(scope.countries), Actor.id.in_(scope.actors))


def _with_contacts() -> Select[FocalPoint, FocalPointContact | None, str | None]:
    return (
        select(FocalPoint, FocalPointContact, Actor.country)
        .join(Actor, Actor.id == FocalPoint.actor)
        .outerjoin(FocalPointContact, FocalPointContact.focal_point == FocalPoint.id)
    )
