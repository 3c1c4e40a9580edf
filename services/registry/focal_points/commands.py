"""Writes of focal points. Their events carry personal data, on a topic that only notifications reads."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.actors.models import Actor
from services.registry.actors.queries import actors
from services.registry.actors.rules import ActorStatus
from services.registry.focal_points import queries as focal_points
from services.registry.focal_points.models import FocalPoint, FocalPointContact
from services.registry.focal_points.queries import Found
from services.registry.focal_points.rules import FocalPointStatus, Office, deputy_faults
from services.registry.focal_points.schemas import FocalPoint as FocalPointShown
from services.registry.focal_points.schemas import FocalPointIn
from shared.auth import Role
from shared.envelope import Audience, Event
from shared.errors import Fault, InvalidInput, NotFound, Refused
from shared.http import merged
from shared.unit_of_work import Expected, UnitOfWork

WRITERS = (Role.REPORTER, Role.COORDINATOR)

DEPUTIES = "SELECT pg_advisory_xact_lock(hashtext('deputies'))"


async def assign(uow: UnitOfWork, body: FocalPointIn) -> Found:
    """Mandate a focal point."""
    actor = await _mandating(uow, body, locked=True)
    row = FocalPoint(
        id=uuid7(), status=FocalPointStatus.ASSIGNED, version=1, created_at=uow.now, updated_at=uow.now, **_office(body)
    )
    await _check_deputy(uow, row, actor, body.deputy)
    contact = FocalPointContact(focal_point=row.id, **_contact(body))
    uow.session.add(row)
    await uow.session.flush()
    uow.session.add(contact)
    return await _told(uow, Found(row, contact, actor.country), events.FocalPointAssigned)


async def patch(uow: UnitOfWork, focal_point_id: UUID, change: dict[str, Any], expected: Expected) -> Found:
    """Change a focal point by merge patch."""
    row, contact, _ = await _assigned(uow, focal_point_id)
    body = merged(uow, FocalPointIn, FocalPointShown.of(row, contact, None), change)
    actor = await _mandating(uow, body)
    if body.deputy != row.deputy:
        await _check_deputy(uow, row, actor, body.deputy)
    uow.change(row, expected=expected)
    for target, values in ((row, _office(body)), (contact, _contact(body))):
        for name, value in values.items():
            setattr(target, name, value)
    return await _told(uow, Found(row, contact, actor.country), events.FocalPointUpdated)


async def release(uow: UnitOfWork, focal_point_id: UUID, expected: Expected) -> Found:
    """End a focal point's mandate; ending it again changes nothing."""
    found = await _permitted(uow, focal_point_id)
    if found.row.status == FocalPointStatus.RELEASED:
        return found
    _refuse_ended(found.row)
    uow.change(found.row, expected=expected)
    await _release(uow, found.row, found.country)
    return found


async def erase(uow: UnitOfWork, focal_point_id: UUID) -> Found:
    """Erase a focal point's personal data, here and by its event in every copy; again changes nothing."""
    found = await focal_points.get_focal_point(uow.session, focal_point_id, uow.principal, for_update=True)
    row, contact, country = found
    uow.principal.require(*WRITERS, country=country, actors=[row.actor])
    if row.status == FocalPointStatus.ERASED:
        return found
    uow.change(row)
    row.status, row.ended_by, row.mandate = FocalPointStatus.ERASED, uow.principal.id, {}
    if contact:
        await uow.session.delete(contact)
    erased = events.FocalPointErased(id=row.id)
    await uow.take_back(erased)
    _tell(uow, row, country, erased)
    return Found(row, None, country)


async def follow(uow: UnitOfWork, moved: Mapping[UUID, str | None]) -> None:
    """Tell of the focal points of actors that have moved to another country, which is given by actor."""
    for row, contact, _ in await focal_points.of_actors(uow.session, moved):
        if row.status == FocalPointStatus.ASSIGNED:
            uow.change(row)
            await _told(uow, Found(row, contact, moved[row.actor]), events.FocalPointUpdated)


async def release_all(uow: UnitOfWork, actor: Actor) -> None:
    """End the mandates that an actor has given."""
    for row, _, _ in await focal_points.of_actors(uow.session, [actor.id]):
        if row.status == FocalPointStatus.ASSIGNED:
            uow.change(row)
            await _release(uow, row, actor.country)


async def repoint(uow: UnitOfWork, old: UUID, new: UUID, only: Collection[UUID] | None = None) -> list[UUID]:
    """Make the offices that one actor mandates another's, for the two have proved to be one; name them."""
    actor = await actors.get_actor(uow.session, new)
    found = [
        one
        for one in await focal_points.of_actors(uow.session, [old])
        if one.row.status == FocalPointStatus.ASSIGNED and (only is None or one.row.id in only)
    ]
    for row, contact, _ in found:
        uow.change(row)
        row.actor = new
        await _told(uow, Found(row, contact, actor.country), events.FocalPointUpdated)
    return [one.row.id for one in found]


async def _release(uow: UnitOfWork, row: FocalPoint, country: str | None) -> None:
    row.status, row.ended_by = FocalPointStatus.RELEASED, uow.principal.id
    _tell(uow, row, country, events.FocalPointReleased(id=row.id))


async def _permitted(uow: UnitOfWork, focal_point_id: UUID) -> Found:
    found = await focal_points.get_focal_point(uow.session, focal_point_id, uow.principal, for_update=True)
    uow.principal.require(*WRITERS, country=found.country, actors=[found.row.actor])
    return found


async def _assigned(uow: UnitOfWork, focal_point_id: UUID) -> Found:
    found = await _permitted(uow, focal_point_id)
    _refuse_ended(found.row)
    return found


def _refuse_ended(row: FocalPoint) -> None:
    if row.status != FocalPointStatus.ASSIGNED:
        raise Refused(f"The focal point is {row.status}; assign another")


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


async def _check_deputy(uow: UnitOfWork, row: FocalPoint, actor: Actor, deputy_id: UUID | None) -> None:
    """Refuse a deputy that cannot stand in; two who name each other at once take turns."""
    if deputy_id is None:
        return
    await uow.session.execute(text(DEPUTIES))
    office = Office(row.id, actor.id, actor.country)
    deputy: Office | None = office
    if deputy_id != row.id:
        deputy = await focal_points.find_office(uow.session, deputy_id, uow.principal)
    if deputy is None:
        raise InvalidInput(faults=[Fault("/deputy", "unknown_focal_point", f"There is no focal point {deputy_id}")])
    line = await focal_points.line_of_deputies(uow.session, deputy_id)
    if faults := deputy_faults(office, deputy, line):
        raise InvalidInput(faults=faults)


def _office(body: FocalPointIn) -> dict[str, Any]:
    plain = body.model_dump(exclude={"mandate", "holder", "channels", "absence"})
    return {**plain, "mandate": body.mandate.model_dump(mode="json")}


def _contact(body: FocalPointIn) -> dict[str, Any]:
    away = body.absence.model_dump(by_alias=False) if body.absence else {"absent_from": None, "absent_to": None}
    return {"holder": body.holder, "channels": [channel.model_dump(mode="json") for channel in body.channels], **away}


async def _told(uow: UnitOfWork, found: Found, kind: type[Event]) -> Found:
    """Tell of a focal point as it is now. Who holds it stays here: nobody needs a name to remind an office."""
    row, contact, country = found
    office = {name: getattr(row, name) for name in ("id", "actor", "role", "language", "time_zone", "deputy")}
    dates = {"valid_from": row.mandate.get("from"), "valid_to": row.mandate.get("to")}
    personal = {name: getattr(contact, name) for name in ("channels", "absent_from", "absent_to")}
    _tell(uow, row, country, kind.model_validate({**office, **dates, **personal, "country": country}))
    return found


def _tell(uow: UnitOfWork, row: FocalPoint, country: str | None, event: Event) -> None:
    uow.emit(event, sequence=row.version, places=[country], audience=Audience.ACTOR.of(row.actor))
