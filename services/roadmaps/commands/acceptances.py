"""Which actors may be named: as the owner of a roadmap those that the caller answers for, or that have accepted."""

import asyncio
import time
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.roadmaps.models import Actor, Membership, MergedActor, OwnerAcceptance
from services.roadmaps.schemas.roadmaps import AcceptanceIn, Scope
from shared import copies
from shared.auth import Role
from shared.errors import Fault, Forbidden, InvalidInput, Refused, Unavailable
from shared.unit_of_work import UnitOfWork

LOOKS = 30
LOOK_SECONDS = 0.1
FRESH_SECONDS = 60
"""An actor younger than this may have been registered, though the service has not heard of it yet."""
ACCEPT = "POST /v1/roadmaps/acceptances"


async def region_faults(uow: UnitOfWork, scope: Scope) -> list[Fault]:
    """Say that a scope's region is unknown, if so."""
    asked = {"/scope/region": scope.region} if scope.region else {}
    return await copies.region_faults(uow.session, Membership, asked)


async def check_owner(uow: UnitOfWork, owner: UUID, scope: Scope) -> None:
    """Refuse an owner that is unknown, merged or withdrawn, or outside the caller's grants and has not accepted."""
    actor = await _active(uow, owner, "/owner")
    if uow.principal.may(Role.COORDINATOR, country=actor.country, actors=[owner]) or await _accepted(uow, owner, scope):
        return
    where = f"in {actor.country}" if actor.country else "of no country"
    detail = f"The owner {owner}, {where}, is outside your grants; who answers for it accepts first: {ACCEPT}"
    raise Forbidden(detail, faults=[Fault("/owner", "outside_grants", detail)])


async def unknown_owner(uow: UnitOfWork, owner: UUID) -> list[Fault]:
    """Say that an owner is no actor, if so."""
    return [] if await _known(uow, owner) else [_unknown(owner, "/owner")]


async def actor_faults(uow: UnitOfWork, named: Mapping[str, UUID], held: Collection[UUID | None] = ()) -> list[Fault]:
    """Say which of the actors that are named at pointers are unknown, merged or withdrawn.

    Those that are `held` stay, whatever has become of them since they were named.
    """
    new = {pointer: one for pointer, one in named.items() if one not in held}
    if not new:
        return []
    known = {one.id: one for one in await uow.session.scalars(select(Actor).where(Actor.id.in_(new.values())))}
    merged = select(MergedActor.id, MergedActor.into).where(MergedActor.id.in_(new.values()))
    into = {row.id: row.into for row in await uow.session.execute(merged)}
    found = []
    for pointer, one in new.items():
        actor = known.get(one) or await _known(uow, one)
        found += [_unknown(one, pointer)] if actor is None else _gone(actor, into.get(one), pointer)
    return found


async def accept(uow: UnitOfWork, body: AcceptanceIn) -> None:
    """Note whether an actor accepts to own the roadmap of a country or region, whoever names it."""
    if faults := await region_faults(uow, body.scope):
        raise InvalidInput(faults=faults)
    actor = await _active(uow, body.actor, "/actor")
    uow.principal.require(Role.COORDINATOR, country=actor.country, actors=[body.actor])
    pair = {"actor": body.actor, **body.scope.model_dump()}
    if body.accepted:
        values = {"id": uuid7(), **pair, "accepted_at": uow.now, "accepted_by": uow.principal.id}
        await uow.session.execute(insert(OwnerAcceptance).values(values).on_conflict_do_nothing())
    else:
        await uow.session.execute(delete(OwnerAcceptance).where(_of(body.actor, body.scope)))


async def _active(uow: UnitOfWork, actor_id: UUID, pointer: str) -> Actor:
    actor = await _known(uow, actor_id)
    if actor is None:
        raise InvalidInput(faults=[_unknown(actor_id, pointer)])
    into = await uow.session.scalar(select(MergedActor.into).where(MergedActor.id == actor_id))
    if faults := _gone(actor, into, pointer):
        raise Refused(faults=faults)
    return actor


def _gone(actor: Actor, into: UUID | None, pointer: str) -> list[Fault]:
    if into:
        return [Fault(pointer, "merged", f"The actor {actor.id} has become {into}; name that")]
    return [Fault(pointer, "withdrawn", f"The actor {actor.id} is withdrawn")] if actor.withdrawn else []


def _unknown(actor_id: UUID, pointer: str) -> Fault:
    return Fault(pointer, "unknown_actor", f"There is no actor {actor_id}; see /v1/actors")


async def _known(uow: UnitOfWork, actor_id: UUID) -> Actor | None:
    """Find an actor; None where there is none.

    What the registry tells takes a while: an actor whose id was made a moment ago is waited for. Raises Unavailable
    where it has not come by then, for nobody can say yet that there is none.
    """
    if actor := await uow.session.get(Actor, actor_id):
        return actor
    if not _is_fresh(actor_id):
        return None
    for _ in range(LOOKS):
        await asyncio.sleep(LOOK_SECONDS)
        if actor := await uow.session.get(Actor, actor_id):
            return actor
    raise Unavailable(f"The actor {actor_id} is so new that nothing was heard of it yet; ask again")


def _is_fresh(actor_id: UUID) -> bool:
    """Say whether an id was made a moment ago; one of version 7 begins with the milliseconds since 1970 (RFC 9562)."""
    # Ids are made by the computer's clock, not by that of the platform, which a demonstration moves.
    return actor_id.version == 7 and abs(time.time() - (actor_id.int >> 80) / 1000) < FRESH_SECONDS


async def _accepted(uow: UnitOfWork, actor: UUID, scope: Scope) -> bool:
    return await uow.session.scalar(select(OwnerAcceptance.id).where(_of(actor, scope))) is not None


def _of(actor: UUID, scope: Scope) -> ColumnElement[bool]:
    return and_(
        OwnerAcceptance.actor == actor,
        OwnerAcceptance.country.is_not_distinct_from(scope.country),
        OwnerAcceptance.region.is_not_distinct_from(scope.region),
    )
