"""Writes of actors."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import RootModel
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.actors.commands import withdrawn_codes
from services.registry.actors.commands.history import tell
from services.registry.actors.models import Actor, KnownIdentifier, MintedNumber
from services.registry.actors.queries import actors
from services.registry.actors.rules import ActorStatus, identifiers
from services.registry.actors.schemas import ActorIn
from services.registry.exchanges.commands import exchanges
from services.registry.focal_points import commands as focal_points
from services.registry.search import commands as vocabulary
from services.registry.search import rules as searching
from shared.auth import Role
from shared.errors import Fault, InvalidInput, Refused
from shared.external_ids import ExternalIds
from shared.http import as_sent, merged
from shared.unit_of_work import Expected, UnitOfWork, is_expected, refuse_withdrawn

WRITERS = (Role.REPORTER, Role.COORDINATOR)
EXTERNAL_IDS = ExternalIds(Actor, "reporter", "actors", key_share=True)


async def register(uow: UnitOfWork, body: ActorIn) -> Actor:
    """Bring an organisation into the registry; it gets an identifier where it has none."""
    if body.parent:
        await actors.hold_parents(uow.session)
    await EXTERNAL_IDS.refuse_taken(uow, uow.principal.system, body.external_id)
    return await _register(uow, body)


async def put(uow: UnitOfWork, external_id: str, body: ActorIn, expected: Expected) -> tuple[Actor, bool]:
    """Create or replace what the caller's system knows by `external_id`; say whether it is new."""
    if body.parent:
        await actors.hold_parents(uow.session)
    system = uow.principal.system
    return await EXTERNAL_IDS.put(uow, system, external_id, body, expected, create=_register, replace=_update)


async def patch(uow: UnitOfWork, actor_id: UUID, change: dict[str, Any], expected: Expected) -> Actor:
    """Change an actor by merge patch."""
    if change.get("parent"):
        await actors.hold_parents(uow.session)
    actor = await actors.get_actor(uow.session, actor_id, for_update=True)
    uow.principal.require(*WRITERS, country=actor.country, actors=[actor.id])
    refuse_withdrawn(actor, "actor")
    return await _update(uow, actor, merged(uow, ActorIn, _sent(actor), change), expected)


async def withdraw(uow: UnitOfWork, actor_id: UUID, expected: Expected) -> Actor:
    """Take an actor out; it stays readable, its focal points are released, its offers and needs withdrawn.

    Taking it out again changes nothing, so the request may be repeated when its answer got lost.
    """
    actor = await actors.get_actor(uow.session, actor_id, for_update=True)
    uow.principal.require(*WRITERS, country=actor.country, actors=[actor.id])
    if actor.status == ActorStatus.WITHDRAWN:
        return actor
    _refuse_merged(actor)
    uow.change(actor, expected=expected)
    actor.status, actor.withdrawn_by = ActorStatus.WITHDRAWN, uow.principal.id
    await tell(uow, [(actor, events.ActorWithdrawn(id=actor.id))])
    await focal_points.release_all(uow, actor)
    await exchanges.withdraw_all(uow, actor)
    return actor


def terms_of(actor: Actor) -> list[str]:
    """Give all that an actor can be found by."""
    full = [identifiers.full(one["scheme"], one["value"]) for one in actor.identifiers]
    return searching.terms([*texts(actor), *full])


def texts(actor: Actor) -> list[str]:
    """Give all that an actor is or was called."""
    return [*actor.names.values(), *(one["name"] for one in actor.former_names), *actor.acronyms]


async def _register(uow: UnitOfWork, body: ActorIn) -> Actor:
    uow.principal.require(*WRITERS, country=body.country)
    actor = Actor(
        id=uuid7(),
        status=ActorStatus.ACTIVE,
        identifiers=[],
        reporter=uow.principal.system,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    await _write(uow, actor, body)
    await tell(uow, [(actor, events.ActorRegistered.model_validate(actor, from_attributes=True))])
    return actor


async def _update(uow: UnitOfWork, actor: Actor, body: ActorIn, expected: Expected) -> Actor:
    """Change a locked actor; a country it moves to must be in the caller's grants too.

    What is the same already stays untouched, so a system may send all it has as often as it likes. One that was
    withdrawn is active again.
    """
    for country in {actor.country, body.country}:
        uow.principal.require(*WRITERS, country=country, actors=[actor.id])
    _refuse_merged(actor)
    sent = _sent(actor)
    same = isinstance(sent, ActorIn) and _unminted(body) == _unminted(sent)
    if same and actor.status == ActorStatus.ACTIVE and is_expected(actor.version, expected):
        return actor
    await EXTERNAL_IDS.refuse_taken(uow, actor.reporter, body.external_id, was=actor.external_id)
    moved = actor.country != body.country
    uow.change(actor, expected=expected)
    actor.status, actor.withdrawn_by = ActorStatus.ACTIVE, None
    await _write(uow, actor, body)
    await tell(uow, [(actor, events.ActorUpdated.model_validate(actor, from_attributes=True))])
    if moved:
        await focal_points.follow(uow, {actor.id: actor.country})
    return actor


def _sent(actor: Actor) -> ActorIn | RootModel[dict[str, Any]]:
    """Give what would have to be sent for the actor to be as it is."""
    own = {name: getattr(actor, name) for name in ActorIn.model_fields}
    return as_sent(ActorIn, own)


def _refuse_merged(actor: Actor) -> None:
    if actor.status == ActorStatus.MERGED:
        raise Refused(f"The actor has been merged into /v1/actors/{actor.merged_into}; change that one")


def _unminted(body: ActorIn) -> ActorIn:
    own = [one for one in body.identifiers if one.scheme != identifiers.MINTED]
    return body.model_copy(update={"identifiers": own})


async def _write(uow: UnitOfWork, actor: Actor, body: ActorIn) -> None:
    await _check(uow, actor, body)
    for name, value in body.model_dump(exclude={"identifiers", "former_names"}).items():
        setattr(actor, name, value)
    actor.former_names = [one.model_dump(mode="json") for one in body.former_names]
    await _keep_identifiers(uow, actor, body)
    actor.terms = terms_of(actor)
    await vocabulary.learn(uow, texts(actor))
    uow.session.add(actor)
    await uow.session.flush()
    await _claim(uow, actor, [identifiers.full(one["scheme"], one["value"]) for one in actor.identifiers])


async def _claim(uow: UnitOfWork, actor: Actor, full: Sequence[str]) -> None:
    """Make identifiers lead to the actor for ever; whoever claims one at the same moment is second here."""
    claims = [{"identifier": identifier, "actor": actor.id} for identifier in sorted(full)]
    await uow.session.execute(insert(KnownIdentifier).on_conflict_do_nothing(), claims)
    if faults := await _taken(uow, actor, full):
        raise InvalidInput(faults=faults)


async def _check(uow: UnitOfWork, actor: Actor, body: ActorIn) -> None:
    minted = [one["value"] for one in actor.identifiers if one["scheme"] == identifiers.MINTED]
    faults = identifiers.misfits(body.identifiers, body.country, minted=minted)
    faults += withdrawn_codes.code_faults(body, vars(actor))
    faults += await _taken(uow, actor, [identifiers.full(one.scheme, one.value) for one in body.identifiers])
    if body.parent:
        line = await actors.ancestors(uow.session, body.parent)
        if not line:
            faults.append(Fault("/parent", "unknown_actor", f"There is no actor {body.parent}"))
        elif actor.id in line:
            faults.append(Fault("/parent", "circle", "An actor cannot be part of itself"))
        elif (survivor := await actors.survivor(uow.session, body.parent)) != body.parent:
            faults.append(Fault("/parent", "merged", f"It has been merged into {survivor}; name that one"))
    if faults:
        raise InvalidInput(faults=faults)


async def _taken(uow: UnitOfWork, actor: Actor, full: Sequence[str]) -> list[Fault]:
    holders = await actors.holders(uow.session, full)
    return [
        Fault(f"/identifiers/{place}", "taken", f"{identifier} is of another actor: /v1/actors/{holders[identifier]}")
        for place, identifier in enumerate(full)
        if holders.get(identifier, actor.id) != actor.id
    ]


async def _keep_identifiers(uow: UnitOfWork, actor: Actor, body: ActorIn) -> None:
    kept = [one for one in actor.identifiers if one["scheme"] == identifiers.MINTED]
    sent = [one.model_dump(mode="json") for one in _unminted(body).identifiers]
    if not kept and not sent:
        value = identifiers.mint(body.country, await _next_number(uow, body.country))
        kept = [{"scheme": identifiers.MINTED, "value": value, "valid_from": None, "valid_to": None}]
    actor.identifiers = [*sent, *kept]


async def _next_number(uow: UnitOfWork, country: str | None) -> int:
    statement = insert(MintedNumber).values(country=country or identifiers.NO_COUNTRY, last=1)
    counted = statement.on_conflict_do_update(index_elements=["country"], set_={"last": MintedNumber.last + 1})
    return int((await uow.session.execute(counted.returning(MintedNumber.last))).scalar_one())
