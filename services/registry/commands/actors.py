"""Writes of actors."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.commands import exchanges, focal_points, vocabulary
from services.registry.commands.reporters import reporter
from services.registry.models import Actor, KnownIdentifier, MintedNumber
from services.registry.queries import actors, memberships
from services.registry.rules import ActorStatus, identifiers, searching
from services.registry.schemas.actors import ActorIn
from shared.auth import Role
from shared.db import violated
from shared.envelope import Event
from shared.errors import Fault, InvalidInput, PreconditionRequired, Refused
from shared.http import merged
from shared.unit_of_work import Expected, UnitOfWork

WRITERS = (Role.REPORTER, Role.COORDINATOR)


async def register(uow: UnitOfWork, body: ActorIn) -> Actor:
    """Bring an organisation into the registry; it gets an identifier where it has none."""
    uow.principal.require(*WRITERS, country=body.country)
    actor = Actor(
        id=uuid7(),
        status=ActorStatus.ACTIVE,
        identifiers=[],
        reporter=reporter(uow.principal),
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    await _write(uow, actor, body)
    await _tell(uow, actor, events.ActorRegistered.model_validate(actor, from_attributes=True))
    return actor


async def put(uow: UnitOfWork, external_id: str, body: ActorIn, expected: Expected | None) -> tuple[Actor, bool]:
    """Create or replace what the caller's system knows by `external_id`; say whether it is new."""
    body = body.model_copy(update={"external_id": external_id})
    chosen = select(Actor).where(Actor.reporter == reporter(uow.principal), Actor.external_id == external_id)
    known = await uow.session.scalar(chosen.with_for_update())
    if known is None:
        return await register(uow, body), True
    if expected is None:
        raise PreconditionRequired
    return await update(uow, known, body, expected), False


async def patch(uow: UnitOfWork, actor_id: UUID, change: dict[str, Any], expected: Expected) -> Actor:
    """Change an actor by merge patch."""
    actor = await actors.get_actor(uow.session, actor_id, for_update=True)
    return await update(uow, actor, merged(ActorIn, _sent(actor), change), expected)


async def update(uow: UnitOfWork, actor: Actor, body: ActorIn, expected: Expected) -> Actor:
    """Change a locked actor; a country it moves to must be in the caller's grants too.

    What is the same already stays untouched, so a system may send all it has as often as it likes.
    """
    for country in {actor.country, body.country}:
        uow.principal.require(*WRITERS, country=country, actors=[actor.id])
    if actor.status == ActorStatus.WITHDRAWN:
        raise Refused("The actor has been withdrawn")
    if expected in ("*", actor.version) and _unminted(body) == _unminted(_sent(actor)):
        return actor
    moved = actor.country != body.country
    uow.change(actor, expected=expected)
    await _write(uow, actor, body)
    await _tell(uow, actor, events.ActorUpdated.model_validate(actor, from_attributes=True))
    if moved:
        await focal_points.follow(uow, actor)
    return actor


async def withdraw(uow: UnitOfWork, actor_id: UUID, expected: Expected) -> Actor:
    """Take an actor out; it stays readable, its focal points are released, its offers and needs withdrawn."""
    actor = await actors.get_actor(uow.session, actor_id, for_update=True)
    uow.principal.require(*WRITERS, country=actor.country, actors=[actor.id])
    if actor.status == ActorStatus.WITHDRAWN:
        raise Refused("The actor has been withdrawn already")
    uow.change(actor, expected=expected)
    actor.status, actor.withdrawn_by = ActorStatus.WITHDRAWN, uow.principal.id
    await _tell(uow, actor, events.ActorWithdrawn(id=actor.id))
    await focal_points.release_all(uow, actor)
    await exchanges.withdraw_all(uow, actor)
    return actor


def texts(body: ActorIn) -> list[str]:
    """Give all words of an actor that it is searched by."""
    return [*body.names.values(), *(one.name for one in body.former_names), *body.acronyms]


def _sent(actor: Actor) -> ActorIn:
    """Give what would have to be sent for the actor to be as it is."""
    own = {name: getattr(actor, name) for name in ActorIn.model_fields}
    return ActorIn.model_validate(own)


def _unminted(body: ActorIn) -> ActorIn:
    own = [one for one in body.identifiers if one.scheme != identifiers.MINTED]
    return body.model_copy(update={"identifiers": own})


async def _write(uow: UnitOfWork, actor: Actor, body: ActorIn) -> None:
    await _check(uow, actor, body)
    for name, value in body.model_dump(exclude={"identifiers", "former_names"}).items():
        setattr(actor, name, value)
    actor.former_names = [one.model_dump(mode="json") for one in body.former_names]
    await _keep_identifiers(uow, actor, body)
    full = [identifiers.full(one["scheme"], one["value"]) for one in actor.identifiers]
    actor.terms = searching.terms([*texts(body), *full])
    await vocabulary.learn(uow, texts(body))
    uow.session.add(actor)
    try:
        await uow.session.flush()
    except IntegrityError as error:
        if violated(error) == "actors_reporter_external_id_key":
            raise Refused("There is another actor with this external_id") from error
        raise
    await _claim(uow, actor, full)


async def _claim(uow: UnitOfWork, actor: Actor, full: Sequence[str]) -> None:
    """Make identifiers lead to the actor for ever; whoever claims one at the same moment is second here."""
    claims = [{"identifier": identifier, "actor": actor.id} for identifier in sorted(full)]
    await uow.session.execute(insert(KnownIdentifier).on_conflict_do_nothing(), claims)
    if faults := await _taken(uow, actor, full):
        raise InvalidInput(faults=faults)


async def _check(uow: UnitOfWork, actor: Actor, body: ActorIn) -> None:
    minted = [one["value"] for one in actor.identifiers if one["scheme"] == identifiers.MINTED]
    faults = identifiers.misfits(body.identifiers, body.country, minted=minted)
    faults += await _taken(uow, actor, [identifiers.full(one.scheme, one.value) for one in body.identifiers])
    if body.parent:
        line = await actors.ancestors(uow.session, body.parent)
        if not line:
            faults.append(Fault("/parent", "unknown_actor", f"There is no actor {body.parent}"))
        elif actor.id in line:
            faults.append(Fault("/parent", "circle", "An actor cannot be part of itself"))
    if faults:
        raise InvalidInput(faults=faults)


async def _taken(uow: UnitOfWork, actor: Actor, full: Sequence[str]) -> list[Fault]:
    held = await actors.holders(uow.session, full)
    return [
        Fault(f"/identifiers/{place}", "taken", f"{identifier} is of another actor: /v1/actors/{held[identifier]}")
        for place, identifier in enumerate(full)
        if held.get(identifier, actor.id) != actor.id
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


async def _tell(uow: UnitOfWork, actor: Actor, event: Event) -> None:
    regions = await memberships.bodies_of(uow.session, actor.country, uow.now.date())
    uow.emit(event, sequence=actor.version, country=actor.country, regions=regions)
