"""Writes of focal points. Their events carry personal data, on a topic that only notifications reads."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.models import Actor, FocalPoint
from services.registry.queries import actors, focal_points, memberships
from services.registry.rules import ActorStatus, FocalPointStatus
from services.registry.schemas.focal_points import FocalPointIn
from shared.auth import Role
from shared.envelope import Event
from shared.errors import Fault, InvalidInput, NotFound, Refused
from shared.http import merged
from shared.unit_of_work import Expected, UnitOfWork

WRITERS = (Role.REPORTER, Role.COORDINATOR)

Found = tuple[FocalPoint, str | None]
"""A focal point and its actor's country."""


async def assign(uow: UnitOfWork, body: FocalPointIn) -> Found:
    """Mandate a focal point."""
    actor = await _mandating(uow, body, locked=True)
    row = FocalPoint(
        id=uuid7(), status=FocalPointStatus.ASSIGNED, version=1, created_at=uow.now, updated_at=uow.now, **_fields(body)
    )
    uow.session.add(row)
    await uow.session.flush()
    await _tell(uow, row, actor.country, _state(events.FocalPointAssigned, row, actor.country))
    return row, actor.country


async def patch(uow: UnitOfWork, focal_point_id: UUID, change: dict[str, Any], expected: Expected) -> Found:
    """Change a focal point by merge patch."""
    row, _ = await _assigned(uow, focal_point_id)
    current = FocalPointIn.model_validate({name: getattr(row, name) for name in FocalPointIn.model_fields})
    body = merged(FocalPointIn, current, change)
    actor = await _mandating(uow, body)
    uow.change(row, expected=expected)
    for name, value in _fields(body).items():
        setattr(row, name, value)
    await _tell(uow, row, actor.country, _state(events.FocalPointUpdated, row, actor.country))
    return row, actor.country


async def release(uow: UnitOfWork, focal_point_id: UUID, expected: Expected) -> Found:
    """End a focal point's mandate."""
    row, country = await _assigned(uow, focal_point_id)
    uow.change(row, expected=expected)
    await _release(uow, row, country)
    return row, country


async def erase(uow: UnitOfWork, focal_point_id: UUID) -> Found:
    """Erase a focal point's personal data, here and by its event in every copy; again changes nothing."""
    row, country = await focal_points.get_focal_point(uow.session, focal_point_id, uow.principal, for_update=True)
    uow.principal.require(*WRITERS, country=country, actors=[row.actor])
    if row.status != FocalPointStatus.ERASED:
        uow.change(row)
        row.status, row.ended_by = FocalPointStatus.ERASED, uow.principal.id
        row.channels, row.mandate = [], {}
        await _tell(uow, row, country, events.FocalPointErased(id=row.id))
    return row, country


async def follow(uow: UnitOfWork, moved: Mapping[UUID, str | None]) -> None:
    """Tell of the focal points of actors that have moved to another country, which is given by actor."""
    for row in await focal_points.of_actors(uow.session, moved):
        if row.status == FocalPointStatus.ASSIGNED:
            uow.change(row)
            country = moved[row.actor]
            await _tell(uow, row, country, _state(events.FocalPointUpdated, row, country))


async def release_all(uow: UnitOfWork, actor: Actor) -> None:
    """End the mandates that an actor has given."""
    for row in await focal_points.of_actors(uow.session, [actor.id]):
        if row.status == FocalPointStatus.ASSIGNED:
            uow.change(row)
            await _release(uow, row, actor.country)


async def repoint(uow: UnitOfWork, old: UUID, new: UUID, only: Collection[UUID] | None = None) -> list[UUID]:
    """Make the offices that one actor mandates another's, for the two have proved to be one; name them."""
    actor = await actors.get_actor(uow.session, new)
    rows = [
        row
        for row in await focal_points.of_actors(uow.session, [old])
        if row.status == FocalPointStatus.ASSIGNED and (only is None or row.id in only)
    ]
    for row in rows:
        uow.change(row)
        row.actor = new
        await _tell(uow, row, actor.country, _state(events.FocalPointUpdated, row, actor.country))
    return [row.id for row in rows]


async def _release(uow: UnitOfWork, row: FocalPoint, country: str | None) -> None:
    row.status, row.ended_by = FocalPointStatus.RELEASED, uow.principal.id
    await _tell(uow, row, country, events.FocalPointReleased(id=row.id))


async def _assigned(uow: UnitOfWork, focal_point_id: UUID) -> Found:
    row, country = await focal_points.get_focal_point(uow.session, focal_point_id, uow.principal, for_update=True)
    uow.principal.require(*WRITERS, country=country, actors=[row.actor])
    if row.status != FocalPointStatus.ASSIGNED:
        raise Refused(f"The focal point is {row.status}; assign another")
    return row, country


async def _mandating(uow: UnitOfWork, body: FocalPointIn, *, locked: bool = False) -> Actor:
    """Give the actor; one that is `locked` is neither withdrawn nor merged while it mandates."""
    try:
        actor = await actors.get_actor(uow.session, body.actor, for_update=locked)
    except NotFound as error:
        raise InvalidInput(faults=[Fault("/actor", "unknown_actor", error.detail)]) from None
    uow.principal.require(*WRITERS, country=actor.country, actors=[actor.id])
    if actor.status != ActorStatus.ACTIVE:
        raise Refused(faults=[Fault("/actor", actor.status, f"The actor {actor.id} is {actor.status}")])
    return actor


def _fields(body: FocalPointIn) -> dict[str, Any]:
    plain = body.model_dump(exclude={"mandate", "channels"})
    return {**plain, **body.model_dump(mode="json", include={"mandate", "channels"})}


def _state(kind: type[Event], row: FocalPoint, country: str | None) -> Event:
    own = {name: getattr(row, name) for name in ("id", "actor", "role", "channels", "language", "time_zone")}
    dates = {"valid_from": row.mandate.get("from"), "valid_to": row.mandate.get("to")}
    return kind.model_validate({**own, **dates, "country": country})


async def _tell(uow: UnitOfWork, row: FocalPoint, country: str | None, event: Event) -> None:
    regions = await memberships.bodies_of(uow.session, country, uow.now.date())
    uow.emit(event, sequence=row.version, country=country, regions=regions, audience=f"actor:{row.actor}")
