"""Writes of instruments; since it was published every version is kept."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from pydantic import RootModel
from sqlalchemy import func, select, update
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.actors.models import Actor
from services.registry.actors.rules import ActorStatus
from services.registry.instruments import queries as instruments
from services.registry.instruments.models import Instrument, InstrumentVersion
from services.registry.instruments.rules import InstrumentStatus, missing_to_publish, move_fault
from services.registry.instruments.schemas import InstrumentIn
from services.registry.search import commands as vocabulary
from services.registry.search import rules as searching
from shared.auth import Role
from shared.errors import Fault, InvalidInput, Refused
from shared.external_ids import ExternalIds
from shared.http import as_sent, merged
from shared.unit_of_work import Expected, UnitOfWork, is_expected, refuse_withdrawn

WRITERS = (Role.REPORTER, Role.COORDINATOR)
EXTERNAL_IDS = ExternalIds(Instrument, "reporter", "instruments")
Told = type[events.InstrumentPublished] | type[events.InstrumentUpdated] | type[events.InstrumentRetired]
TOLD: dict[InstrumentStatus, Told] = {
    InstrumentStatus.PUBLISHED: events.InstrumentPublished,
    InstrumentStatus.RETIRED: events.InstrumentRetired,
    InstrumentStatus.WITHDRAWN: events.InstrumentRetired,
}


async def draft(uow: UnitOfWork, body: InstrumentIn) -> Instrument:
    """Draft an instrument."""
    seen = [instruments.seen_by(uow.principal)]
    await EXTERNAL_IDS.refuse_taken(uow, uow.principal.system, body.external_id, seen=seen)
    return await _draft(uow, body)


async def _draft(uow: UnitOfWork, body: InstrumentIn) -> Instrument:
    moments = {"created_at": uow.now, "updated_at": uow.now}
    row = Instrument(id=uuid7(), status=InstrumentStatus.DRAFT, reporter=uow.principal.system, version=1, **moments)
    await _write(uow, row, body)
    return row


async def put(uow: UnitOfWork, external_id: str, body: InstrumentIn, expected: Expected) -> tuple[Instrument, bool]:
    """Create or replace what the caller's system knows by `external_id`; say whether it is new."""
    return await EXTERNAL_IDS.put(
        uow, uow.principal.system, external_id, body, expected, create=_draft, replace=_replace, permit=_require
    )


async def patch(uow: UnitOfWork, instrument_id: UUID, change: dict[str, Any], expected: Expected) -> Instrument:
    """Change an instrument by merge patch."""
    row = await _standing(uow, instrument_id)
    refuse_withdrawn(row, "instrument")
    return await _replace(uow, row, merged(uow, InstrumentIn, _sent(row), change), expected)


async def withdraw(uow: UnitOfWork, instrument_id: UUID, expected: Expected) -> Instrument:
    """Withdraw an instrument; withdrawing it again changes nothing."""
    row = await _standing(uow, instrument_id)
    if row.status == InstrumentStatus.WITHDRAWN:
        return row
    return await _move(uow, row, InstrumentStatus.WITHDRAWN, expected)


async def move(uow: UnitOfWork, instrument_id: UUID, to: InstrumentStatus, expected: Expected) -> Instrument:
    """Publish, retire or withdraw an instrument. Raises Refused with all that is missing."""
    return await _move(uow, await _standing(uow, instrument_id), to, expected)


async def _move(uow: UnitOfWork, row: Instrument, to: InstrumentStatus, expected: Expected) -> Instrument:
    impossible = move_fault(row.status, to)
    missing = missing_to_publish(row.kind, row.documents, row.fund) if to is InstrumentStatus.PUBLISHED else []
    if faults := [*filter(None, [impossible]), *missing]:
        raise Refused(faults=faults)
    was_public = row.status != InstrumentStatus.DRAFT
    uow.change(row, expected=expected)
    row.status = to
    row.withdrawn_by = uow.principal.id if to is InstrumentStatus.WITHDRAWN else None
    if was_public or to is not InstrumentStatus.WITHDRAWN:
        await _keep(uow, row, TOLD[to])
    return row


async def repoint(uow: UnitOfWork, old: UUID, new: UUID, only: Collection[UUID] | None = None) -> list[UUID]:
    """Make instruments of one actor another's, for the two have proved to be one; name them."""
    moved = update(Instrument).where(Instrument.owner == old)
    if only is not None:
        moved = moved.where(Instrument.id.in_(only))
    moved = moved.values(owner=new, version=Instrument.version + 1, updated_at=uow.now)
    rows = (await uow.session.execute(moved.returning(Instrument, instruments.told_of(Instrument.version - 1)))).all()
    for row, known in rows:
        if known and row.status != InstrumentStatus.DRAFT:
            await _keep(uow, row, events.InstrumentUpdated)
    return [row.id for row, _ in rows]


async def _standing(uow: UnitOfWork, instrument_id: UUID) -> Instrument:
    row = await instruments.get_instrument(uow.session, instrument_id, uow.principal, for_update=True)
    _require(uow, row)
    return row


def _require(uow: UnitOfWork, row: Instrument) -> None:
    uow.principal.require(*WRITERS, country=row.country, actors=[row.owner])


async def _replace(uow: UnitOfWork, row: Instrument, body: InstrumentIn, expected: Expected) -> Instrument:
    """Change a locked row that the caller may change; what is the same already stays untouched.

    One that was withdrawn is a draft again.
    """
    withdrawn = row.status == InstrumentStatus.WITHDRAWN
    if body.country is None and body.owner == row.owner:
        body = body.model_copy(update={"country": row.country})
    if not withdrawn and is_expected(row.version, expected) and body == _sent(row):
        return row
    seen = [instruments.seen_by(uow.principal)]
    await EXTERNAL_IDS.refuse_taken(uow, row.reporter, body.external_id, was=row.external_id, seen=seen)
    if row.status != InstrumentStatus.DRAFT and body.kind != row.kind:
        raise InvalidInput(faults=[Fault("/kind", "fixed", f"It was published as a {row.kind}; publish another")])
    uow.change(row, expected=expected)
    if withdrawn:
        row.status, row.withdrawn_by = InstrumentStatus.DRAFT, None
    await _write(uow, row, body)
    if row.status != InstrumentStatus.DRAFT:
        await _keep(uow, row, events.InstrumentUpdated)
    return row


async def _write(uow: UnitOfWork, row: Instrument, body: InstrumentIn) -> None:
    owner = await uow.session.get(Actor, body.owner)
    faults = [*_owner_faults(body, owner), *await _superseding_faults(uow, row, body)]
    if faults or owner is None:
        raise InvalidInput(faults=faults)
    country = body.country or owner.country
    uow.principal.require(*WRITERS, country=country, actors=[owner.id])
    said = body.model_dump(mode="json", include={"documents", "fund"})
    for name in InstrumentIn.model_fields:
        setattr(row, name, said[name] if name in said else getattr(body, name))
    row.country = country
    row.terms = searching.terms(body.titles.values())
    await vocabulary.learn(uow, body.titles.values())
    uow.session.add(row)
    await uow.session.flush()


def _owner_faults(body: InstrumentIn, owner: Actor | None) -> list[Fault]:
    if owner is None:
        return [Fault("/owner", "unknown_actor", f"There is no actor {body.owner}")]
    if owner.status != ActorStatus.ACTIVE:
        return [Fault("/owner", "not_active", f"The actor {owner.id} is {owner.status}")]
    return []


async def _superseding_faults(uow: UnitOfWork, row: Instrument, body: InstrumentIn) -> list[Fault]:
    if body.supersedes is None or body.supersedes == row.supersedes:
        return []
    # Of two changes that would make a circle the second sees the first.
    await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("superseding"))))
    line = await instruments.superseded(uow.session, body.supersedes, uow.principal)
    if not line:
        return [Fault("/supersedes", "unknown_instrument", f"There is no instrument {body.supersedes}")]
    if row.id in line:
        return [Fault("/supersedes", "circle", "That instrument takes the place of this one, in the end")]
    return []


async def _keep(uow: UnitOfWork, row: Instrument, kind: Told) -> None:
    """Keep the version, and tell of it."""
    await uow.session.flush()
    kept = {"instrument": row.id, "version": row.version, "at": uow.now, "by": uow.principal.id}
    uow.session.add(InstrumentVersion(**kept, content=_sent(row).model_dump(mode="json")))
    event = kind.model_validate(row, from_attributes=True)
    uow.emit(event, sequence=row.version, places=[row.country])


def _sent(row: Instrument) -> InstrumentIn | RootModel[dict[str, Any]]:
    """Give what would have to be sent for the row to be as it is."""
    return as_sent(InstrumentIn, {name: getattr(row, name) for name in InstrumentIn.model_fields})
