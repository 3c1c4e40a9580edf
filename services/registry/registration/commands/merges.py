"""Merges of actors that have proved to be one, and how they are undone.

Locks are taken in one order, so that nobody waits in a circle: parents, the actors, then what is theirs.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.actors.commands.history import tell
from services.registry.actors.models import Actor, KnownIdentifier
from services.registry.actors.queries import actors
from services.registry.actors.rules import ActorStatus, identifiers
from services.registry.actors.schemas import Identifier, MergeIn
from services.registry.exchanges.commands import exchanges
from services.registry.focal_points import commands as focal_points
from services.registry.instruments import commands as instruments
from services.registry.partnerships import commands as partnerships
from services.registry.registration import rules as merging
from services.registry.registration.commands.actors import WRITERS, terms_of
from services.registry.registration.models import Merge
from services.registry.registration.rules import MOST, Side
from shared.envelope import Event
from shared.errors import Fault, InvalidInput, NotFound, Refused
from shared.unit_of_work import Expected, UnitOfWork

Repoint = Callable[[UnitOfWork, UUID, UUID, Collection[UUID] | None], Awaitable[list[UUID]]]

FOLLOWING: Mapping[str, Repoint] = {
    "focal_points": focal_points.repoint,
    "exchanges": exchanges.repoint,
    "instruments": instruments.repoint,
    "partners": partnerships.repoint,
}
"""What follows an actor into the one it is merged with: makes the one's things the other's, and names them."""


async def merge(uow: UnitOfWork, actor_id: UUID, body: MergeIn, expected: Expected) -> Actor:
    """Make an actor part of another that stays; all that led to it leads there."""
    await actors.hold_parents(uow.session)
    old, into = await _both(uow, actor_id, body.into)
    uow.principal.require(*WRITERS, country=old.country, actors=[old.id])
    line = await actors.ancestors(uow.session, into.id)
    if faults := merging.refusals(_side(uow, old), _side(uow, into), line):
        raise Refused(faults=faults)
    uow.change(old, expected=expected)
    uow.change(into)
    old.status, old.merged_into = ActorStatus.MERGED, into.id
    gained = _gain(into, old)
    moved, children = await _move(uow, old, into)
    uow.session.add(
        Merge(
            id=uuid7(),
            old=old.id,
            into=into.id,
            merged_at=uow.now,
            merged_by=uow.principal.id,
            gained=gained,
            moved=moved,
        )
    )
    event = events.ActorMerged(id=old.id, into=into.id, identifiers=moved["identifiers"])
    await tell(uow, [(old, event), *((actor, _updated(actor)) for actor in (into, *children))])
    return old


async def unmerge(uow: UnitOfWork, actor_id: UUID, expected: Expected) -> Actor:
    """Undo a merge: what moved goes back, unless it has gone on from there since."""
    await actors.hold_parents(uow.session)
    found = await _standing(uow, actor_id)
    old, into = await _both(uow, actor_id, found.into)
    uow.principal.require(*WRITERS, country=old.country, actors=[old.id])
    children = [UUID(child) for child in found.moved["children"]]
    parent = await actors.survivor(uow.session, old.parent) if old.parent else None
    line = await actors.ancestors(uow.session, parent) if parent else []
    side = _side(uow, into)
    if faults := merging.undoing_refusals(side, found.merged_at, uow.now, line=line, children=children):
        raise Refused(faults=faults)
    uow.change(old, expected=expected)
    old.status, old.merged_into, old.parent = ActorStatus.ACTIVE, None, parent
    found.undone_at, found.undone_by = uow.now, uow.principal.id
    changed = [old, *_give_back(uow, into, found), *await _move_back(uow, found, old, into)]
    await tell(uow, [(actor, _updated(actor)) for actor in changed])
    return old


async def _both(uow: UnitOfWork, old: UUID, into: UUID) -> tuple[Actor, Actor]:
    found = await actors.locked(uow.session, [old, into])
    if old not in found:
        raise NotFound(f"There is no actor {old}")
    if into not in found:
        raise InvalidInput(faults=[Fault("/into", "unknown_actor", f"There is no actor {into}")])
    return found[old], found[into]


async def _standing(uow: UnitOfWork, actor_id: UUID) -> Merge:
    await actors.get_actor(uow.session, actor_id)
    found: Merge | None = await uow.session.scalar(
        select(Merge).where(Merge.old == actor_id, Merge.undone_at.is_(None)).with_for_update()
    )
    if found is None:
        raise Refused("The actor has not been merged")
    return found


def _side(uow: UnitOfWork, actor: Actor) -> Side:
    permitted = uow.principal.may(*WRITERS, country=actor.country, actors=[actor.id])
    return Side(actor.id, actor.status, actor.merged_into, actor.country, permitted)


def _gain(into: Actor, old: Actor) -> dict[str, Any]:
    """Give the survivor what it lacks; say what its lists were before and are now."""
    gained = {}
    for name in MOST:
        before = list(getattr(into, name))
        after = [*before, *merging.lacking(before, _offered(into, old, name), MOST[name])]
        if after != before:
            setattr(into, name, after)
            gained[name] = {"before": before, "after": after}
    into.terms = terms_of(into)
    return gained


def _offered(into: Actor, old: Actor, name: str) -> Sequence[Any]:
    if name == "former_names":
        named = [{"name": text, "language": language, "valid_to": None} for language, text in old.names.items()]
        return [one for one in [*named, *old.former_names] if one["name"] not in into.names.values()]
    if name == "identifiers":
        return [one for one in old.identifiers if not _misfits(one, into.country)]
    return list(getattr(old, name))


def _misfits(one: dict[str, Any], country: str | None) -> bool:
    """Say whether an identifier cannot be one of an actor of a country; it leads there all the same."""
    return bool(identifiers.misfits([Identifier.model_construct(**one)], country, minted=[one["value"]]))


async def _move(uow: UnitOfWork, old: Actor, into: Actor) -> tuple[dict[str, list[str]], list[Actor]]:
    """Make all that is the old actor's the survivor's; name it by kind, and give what was part of the old one."""
    leading = update(KnownIdentifier).where(KnownIdentifier.actor == old.id).values(actor=into.id)
    led = await uow.session.scalars(leading.returning(KnownIdentifier.identifier))
    children = await actors.children(uow.session, old.id)
    for child in children:
        uow.change(child)
        child.parent = into.id
    moved = {"identifiers": sorted(led), "children": [str(child.id) for child in children]}
    for kind, repoint in FOLLOWING.items():
        moved[kind] = [str(one) for one in await repoint(uow, old.id, into.id, None)]
    return moved, children


async def _move_back(uow: UnitOfWork, found: Merge, old: Actor, into: Actor) -> list[Actor]:
    leading = update(KnownIdentifier).where(
        KnownIdentifier.identifier.in_(found.moved["identifiers"]), KnownIdentifier.actor == into.id
    )
    await uow.session.execute(leading.values(actor=old.id))
    children = await actors.children(uow.session, into.id, only=[UUID(one) for one in found.moved["children"]])
    for child in children:
        uow.change(child)
        child.parent = old.id
    for kind, repoint in FOLLOWING.items():
        await repoint(uow, into.id, old.id, [UUID(one) for one in found.moved.get(kind, [])])
    return children


def _give_back(uow: UnitOfWork, into: Actor, found: Merge) -> list[Actor]:
    """Take from the survivor what it gained; one that has been withdrawn since stays as it was."""
    if into.status != ActorStatus.ACTIVE:
        return []
    uow.change(into)
    for name, states in found.gained.items():
        setattr(into, name, merging.given_back(getattr(into, name), states["before"], states["after"]))
    led = set(found.moved["identifiers"])
    into.identifiers = [one for one in into.identifiers if identifiers.full(one["scheme"], one["value"]) not in led]
    into.terms = terms_of(into)
    return [into]


def _updated(actor: Actor) -> Event:
    return events.ActorUpdated.model_validate(actor, from_attributes=True)
