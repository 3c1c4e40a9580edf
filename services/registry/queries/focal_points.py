"""Reads of focal points: personal data, so only inside the caller's grants."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, any_, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.models import Actor, FocalPoint
from services.registry.queries.memberships import members
from services.registry.schemas.focal_points import FocalPointQuery
from shared.auth import Principal
from shared.db import Rows
from shared.errors import NotFound


def focal_points(query: FocalPointQuery, principal: Principal, today: date) -> Rows:
    """Select focal points with their actors' countries."""
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
) -> tuple[FocalPoint, str | None]:
    """Give a focal point and its actor's country. Raises NotFound where it is not there for this principal."""
    chosen = _visible(principal).where(FocalPoint.id == focal_point_id)
    if for_update:
        chosen = chosen.with_for_update(of=FocalPoint)
    row = (await session.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no focal point {focal_point_id}")
    return row[0], row[1]


async def of_actors(session: AsyncSession, actors: Collection[UUID]) -> list[FocalPoint]:
    """Give all focal points of actors, locked."""
    chosen = (
        select(FocalPoint)
        .where(FocalPoint.actor == any_(literal(list(actors), ARRAY(Uuid))))
        .order_by(FocalPoint.id)
        .with_for_update()
    )
    return list(await session.scalars(chosen))


def _visible(principal: Principal) -> Select[FocalPoint, str | None]:
    scope = principal.scope()
    inside = or_(Actor.country.in_(scope.countries), Actor.id.in_(scope.actors))
    return (
        select(FocalPoint, Actor.country)
        .join(Actor, Actor.id == FocalPoint.actor)
        .where(true() if scope.everything else inside)
    )
