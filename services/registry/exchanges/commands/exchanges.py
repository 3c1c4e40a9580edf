"""Writes of offers and needs. Each write looks for pairs anew, in the same transaction.

Locks are taken in one order, so that nobody waits in a circle: the actor, matching, the row.
"""

from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import RootModel
from sqlalchemy import update
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.actors.commands import withdrawn_codes
from services.registry.actors.models import Actor
from services.registry.actors.queries import actors
from services.registry.actors.rules import ActorStatus
from services.registry.exchanges.commands import matches
from services.registry.exchanges.models import Exchange
from services.registry.exchanges.queries import exchanges
from services.registry.exchanges.rules.exchanges import ExchangeStatus, Side, keys
from services.registry.exchanges.schemas.exchanges import ExchangeIn
from services.registry.regions.queries.places import region_faults
from services.registry.search import commands as vocabulary
from services.registry.search import rules as searching
from shared.auth import Role
from shared.copies import placed
from shared.errors import Fault, InvalidInput, NotFound, Refused
from shared.external_ids import ExternalIds
from shared.http import as_sent, merged
from shared.unit_of_work import Expected, UnitOfWork, is_expected, refuse_withdrawn

WRITERS = (Role.REPORTER, Role.COORDINATOR)
EXTERNAL_IDS = {side: ExternalIds(Exchange, "reporter", f"{side}s", [Exchange.side == side]) for side in Side}

EVENTS: dict[Side, type[events.OfferPublished | events.NeedPublished]] = {
    Side.OFFER: events.OfferPublished,
    Side.NEED: events.NeedPublished,
}


async def publish(uow: UnitOfWork, side: Side, body: ExchangeIn) -> Exchange:
    """Say what an actor offers or needs."""
    actor = await _publishing(uow, body)
    await EXTERNAL_IDS[side].refuse_taken(uow, uow.principal.system, body.external_id)
    await matches.hold(uow)
    return await _create(uow, body, side=side, actor=actor)


async def put(
    uow: UnitOfWork, side: Side, external_id: str, body: ExchangeIn, expected: Expected
) -> tuple[Exchange, bool]:
    """Create or replace what the caller's system knows by `external_id`; say whether it is new."""
    actor = await _publishing(uow, body)
    await matches.hold(uow)
    create, replace = partial(_create, side=side, actor=actor), partial(_replace, actor=actor)
    system = uow.principal.system
    return await EXTERNAL_IDS[side].put(uow, system, external_id, body, expected, create=create, replace=replace)


async def patch(uow: UnitOfWork, side: Side, exchange_id: UUID, change: dict[str, Any], expected: Expected) -> Exchange:
    """Change an offer or a need by merge patch."""
    row, actor = await _permitted(uow, side, exchange_id)
    refuse_withdrawn(row, side)
    return await _replace(uow, row, merged(uow, ExchangeIn, _sent(row), change), expected, actor=actor)


async def withdraw(uow: UnitOfWork, side: Side, exchange_id: UUID, expected: Expected) -> Exchange:
    """Take an offer or a need back; it stays readable, and taking it back again changes nothing."""
    row, actor = await _permitted(uow, side, exchange_id)
    if row.status == ExchangeStatus.WITHDRAWN:
        return row
    uow.change(row, expected=expected)
    row.status, row.withdrawn_by = ExchangeStatus.WITHDRAWN, uow.principal.id
    await _published(uow, row, actor)
    return row


async def withdraw_all(uow: UnitOfWork, actor: Actor) -> None:
    """Take back all that an actor offers and needs."""
    await matches.hold(uow)
    taken_back = (
        update(Exchange)
        .where(Exchange.actor == actor.id, Exchange.status != ExchangeStatus.WITHDRAWN)
        .values(
            status=ExchangeStatus.WITHDRAWN,
            withdrawn_by=uow.principal.id,
            version=Exchange.version + 1,
            updated_at=uow.now,
        )
    )
    rows = list(await uow.session.scalars(taken_back.returning(Exchange)))
    await matches.drop_all(uow, [row.id for row in rows])
    _tell(uow, rows, actor)


async def repoint(uow: UnitOfWork, old: UUID, new: UUID, only: Collection[UUID] | None = None) -> list[UUID]:
    """Make what one actor offers and needs another's, for the two have proved to be one; name it.

    Where that is undone, `only` what had moved goes back, and is matched again.
    """
    await matches.hold(uow)
    moved = update(Exchange).where(Exchange.actor == old)
    if only is not None:
        moved = moved.where(Exchange.id.in_(only))
    moved = moved.values(actor=new, version=Exchange.version + 1, updated_at=uow.now)
    rows = list(await uow.session.scalars(moved.returning(Exchange)))
    await matches.drop_own(uow, new)
    _tell(uow, rows, await actors.get_actor(uow.session, new))
    for row in rows if only is not None else ():
        await matches.propose(uow, row)
    return [row.id for row in rows]


async def _create(uow: UnitOfWork, body: ExchangeIn, *, side: Side, actor: Actor) -> Exchange:
    row = Exchange(
        id=uuid7(), side=side, reporter=uow.principal.system, version=1, created_at=uow.now, updated_at=uow.now
    )
    await _write(uow, row, _placed(side, body, actor))
    await _published(uow, row, actor)
    return row


async def _replace(uow: UnitOfWork, row: Exchange, body: ExchangeIn, expected: Expected, *, actor: Actor) -> Exchange:
    """Change a locked row; what is the same already stays untouched.

    One that was withdrawn is open again, or what the body says.
    """
    withdrawn = row.status == ExchangeStatus.WITHDRAWN
    if body.actor != row.actor:
        detail = f"It stays with the actor {row.actor}; withdraw it and publish another"
        raise InvalidInput(faults=[Fault("/actor", "fixed", detail)])
    body = _placed(Side(row.side), body, actor)
    if not withdrawn and is_expected(row.version, expected) and body == _sent(row):
        return row
    await EXTERNAL_IDS[Side(row.side)].refuse_taken(uow, row.reporter, body.external_id, was=row.external_id)
    uow.change(row, expected=expected)
    row.withdrawn_by = None
    await _write(uow, row, body)
    await _published(uow, row, actor)
    return row


async def _write(uow: UnitOfWork, row: Exchange, body: ExchangeIn) -> None:
    if faults := await _faults(uow, body, row.sectors or ()):
        raise InvalidInput(faults=faults)
    for name, value in body.model_dump().items():
        setattr(row, name, value)
    row.keys = keys(Side(row.side), body.topics, body.sectors, body.countries, body.regions)
    row.terms = searching.terms(body.titles.values())
    await vocabulary.learn(uow, body.titles.values())
    uow.session.add(row)
    await uow.session.flush()


async def _faults(uow: UnitOfWork, body: ExchangeIn, sectors: Collection[str] = ()) -> list[Fault]:
    """Find which regions and sectors are unknown; `sectors` are those that it has already."""
    faults = await region_faults(uow.session, placed("/regions", body.regions))
    return [*faults, *withdrawn_codes.sector_faults(body.sectors, sectors)]


async def _published(uow: UnitOfWork, row: Exchange, actor: Actor) -> None:
    await uow.session.flush()
    _tell(uow, [row], actor)
    await matches.propose(uow, row)


async def _publishing(uow: UnitOfWork, body: ExchangeIn) -> Actor:
    """Give the actor, locked: it is not withdrawn while it publishes."""
    try:
        actor = await actors.get_actor(uow.session, body.actor, for_update=True)
    except NotFound as error:
        unknown = Fault("/actor", "unknown_actor", error.detail)
        raise InvalidInput(faults=[unknown, *await _faults(uow, body)]) from None
    uow.principal.require(*WRITERS, country=actor.country, actors=[actor.id])
    if actor.status != ActorStatus.ACTIVE:
        raise Refused(faults=[Fault("/actor", "not_active", f"The actor {actor.id} is {actor.status}")])
    return actor


async def _permitted(uow: UnitOfWork, side: Side, exchange_id: UUID) -> tuple[Exchange, Actor]:
    """Give an offer or a need that the caller may change, locked, and its actor."""
    await matches.hold(uow)
    row = await exchanges.get_exchange(uow.session, side, exchange_id, for_update=True)
    actor = await actors.get_actor(uow.session, row.actor)
    uow.principal.require(*WRITERS, country=actor.country, actors=[actor.id])
    return row, actor


def _placed(side: Side, body: ExchangeIn, actor: Actor) -> ExchangeIn:
    """Say where it is needed: where its actor is, unless it names a place."""
    if side is Side.OFFER or body.countries or body.regions or actor.country is None:
        return body
    return body.model_copy(update={"countries": [actor.country]})


def _sent(row: Exchange) -> ExchangeIn | RootModel[dict[str, Any]]:
    """Give what would have to be sent for the row to be as it is."""
    return as_sent(ExchangeIn, {name: getattr(row, name) for name in ExchangeIn.model_fields})


def _tell(uow: UnitOfWork, rows: list[Exchange], actor: Actor) -> None:
    for row in rows:
        kind = EVENTS[Side(row.side)]
        own = {name: getattr(row, name) for name in kind.model_fields if name != "country"}
        event = kind.model_validate({**own, "country": actor.country})
        uow.emit(event, sequence=row.version, places=[actor.country])
