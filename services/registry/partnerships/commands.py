"""Writes of partnerships."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from pydantic import RootModel
from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.actors.commands.withdrawn_codes import sector_faults
from services.registry.actors.models import Actor
from services.registry.actors.rules import ActorStatus
from services.registry.partnerships import queries as partnerships
from services.registry.partnerships.models import Partner, Partnership
from services.registry.partnerships.rules import PartnershipStatus, faults_of, spell
from services.registry.partnerships.schemas import End, PartnershipIn
from shared.auth import Role
from shared.errors import Fault, InvalidInput, Refused
from shared.external_ids import ExternalIds
from shared.http import as_sent, merged
from shared.unit_of_work import Expected, UnitOfWork, is_expected, refuse_withdrawn

WRITERS = (Role.REPORTER, Role.COORDINATOR)
EXTERNAL_IDS = ExternalIds(Partnership, "reporter", "partnerships")

Told = type[events.PartnershipAgreed] | type[events.PartnershipUpdated] | type[events.PartnershipEnded]


async def agree(uow: UnitOfWork, body: PartnershipIn) -> Partnership:
    """Record that actors have agreed on a partnership."""
    await EXTERNAL_IDS.refuse_taken(uow, uow.principal.system, body.external_id)
    return await _agree(uow, body)


async def _agree(uow: UnitOfWork, body: PartnershipIn) -> Partnership:
    moments = {"created_at": uow.now, "updated_at": uow.now}
    row = Partnership(id=uuid7(), reporter=uow.principal.system, version=1, status=PartnershipStatus.AGREED, **moments)
    await _write(uow, row, body)
    await _tell(uow, row, events.PartnershipAgreed)
    return row


async def put(uow: UnitOfWork, external_id: str, body: PartnershipIn, expected: Expected) -> tuple[Partnership, bool]:
    """Create or replace what the caller's system knows by `external_id`; say whether it is new."""
    system = uow.principal.system
    return await EXTERNAL_IDS.put(uow, system, external_id, body, expected, create=_agree, replace=_replace)


async def patch(uow: UnitOfWork, partnership_id: UUID, change: dict[str, Any], expected: Expected) -> Partnership:
    """Change a partnership by merge patch."""
    row = await _standing(uow, partnership_id)
    refuse_withdrawn(row, "partnership")
    return await _replace(uow, row, merged(uow, PartnershipIn, _sent(row), change), expected)


async def end(uow: UnitOfWork, partnership_id: UUID, body: End, expected: Expected) -> Partnership:
    """Say that a partnership has ended."""
    row = await _standing(uow, partnership_id)
    if row.status != PartnershipStatus.AGREED:
        raise Refused(f"The partnership is {row.status} already")
    day = body.on or uow.now.date()
    if row.valid_from and day <= row.valid_from:
        raise InvalidInput(faults=[Fault("/on", "period", f"It must lie after valid_from, {row.valid_from}")])
    uow.change(row, expected=expected)
    row.status, row.valid_to = PartnershipStatus.ENDED, day
    await _tell(uow, row, events.PartnershipEnded)
    return row


async def withdraw(uow: UnitOfWork, partnership_id: UUID, expected: Expected) -> Partnership:
    """Take a partnership out; it stays readable, and taking it out again changes nothing."""
    row = await _standing(uow, partnership_id)
    if row.status == PartnershipStatus.WITHDRAWN:
        return row
    uow.change(row, expected=expected)
    row.status, row.withdrawn_by = PartnershipStatus.WITHDRAWN, uow.principal.id
    await _tell(uow, row, events.PartnershipEnded)
    return row


async def repoint(uow: UnitOfWork, old: UUID, new: UUID, only: Collection[UUID] | None = None) -> list[UUID]:
    """Make one actor's part in partnerships another's, for the two have proved to be one; name the partnerships."""
    held = select(Partner.partnership).where(Partner.actor == old)
    if only is not None:
        held = held.where(Partner.partnership.in_(only))
    ids = list(await uow.session.scalars(held.distinct()))
    await uow.session.execute(
        update(Partner).where(Partner.partnership.in_(ids), Partner.actor == old).values(actor=new)
    )
    await uow.session.flush()  # reading the parties anew must not undo what is being changed of the actors
    chosen = select(Partnership).where(Partnership.id.in_(ids)).order_by(Partnership.id).with_for_update(of=Partnership)
    for row in await uow.session.scalars(chosen.execution_options(populate_existing=True)):
        uow.change(row)
        await _tell(uow, row, events.PartnershipUpdated)
    return ids


async def _standing(uow: UnitOfWork, partnership_id: UUID) -> Partnership:
    row = await partnerships.get_partnership(uow.session, partnership_id, for_update=True)
    _require(uow, {one.actor: one.member for one in row.parties})
    return row


async def _replace(uow: UnitOfWork, row: Partnership, body: PartnershipIn, expected: Expected) -> Partnership:
    """Change a locked row; what is the same already stays untouched.

    One that was withdrawn is agreed on anew.
    """
    _require(uow, {one.actor: one.member for one in row.parties})
    withdrawn = row.status == PartnershipStatus.WITHDRAWN
    if not withdrawn and is_expected(row.version, expected) and body == _sent(row):
        return row
    await EXTERNAL_IDS.refuse_taken(uow, row.reporter, body.external_id, was=row.external_id)
    uow.change(row, expected=expected)
    if withdrawn:
        row.status, row.withdrawn_by = PartnershipStatus.AGREED, None
    await _write(uow, row, body)
    await _tell(uow, row, events.PartnershipAgreed if withdrawn else events.PartnershipUpdated)
    return row


async def _write(uow: UnitOfWork, row: Partnership, body: PartnershipIn) -> None:
    members = await _members(uow, body, row.sectors or ())
    _require(uow, members)
    for name, value in body.model_dump(mode="json", include={"titles", "kind", "documents"}).items():
        setattr(row, name, value)
    for name in ("topics", "sectors", "valid_from", "valid_to", "external_id"):
        setattr(row, name, getattr(body, name))
    row.parties = [
        Partner(number=number, member=members[one.actor], **one.model_dump()) for number, one in enumerate(body.parties)
    ]
    uow.session.add(row)
    await uow.session.flush()


async def _members(uow: UnitOfWork, body: PartnershipIn, sectors: Collection[str]) -> dict[UUID, Actor]:
    """Give the actors that take part; `sectors` are those that it has already.

    Raises InvalidInput with all that is wrong with who does what, and when.
    """
    found = await uow.session.scalars(select(Actor).where(Actor.id.in_({one.actor for one in body.parties})))
    members = {actor.id: actor for actor in found}
    faults = sector_faults(body.sectors, sectors)
    for place, one in enumerate(body.parties):
        pointer, actor = f"/parties/{place}/actor", members.get(one.actor)
        if actor is None:
            faults.append(Fault(pointer, "unknown_actor", f"There is no actor {one.actor}"))
        elif actor.status != ActorStatus.ACTIVE:
            faults.append(Fault(pointer, "not_active", f"The actor {actor.id} is {actor.status}"))
    spells = [spell(one.actor, one.role, one.valid_from, one.valid_to) for one in body.parties]
    faults += faults_of(body.kind, spells, body.valid_from, body.valid_to)
    if faults:
        raise InvalidInput(faults=faults)
    return members


def _require(uow: UnitOfWork, members: Mapping[UUID, Actor]) -> None:
    """Let those write who write for one of the parties, or for the country of one."""
    mine = [actor.country for actor in members.values() if uow.principal.may(*WRITERS, country=actor.country)]
    uow.principal.require(*WRITERS, country=mine[0] if mine else None, actors=list(members))


async def _tell(uow: UnitOfWork, row: Partnership, kind: Told) -> None:
    await uow.session.flush()
    countries = sorted({one.member.country for one in row.parties if one.member.country})
    parties = [
        {
            "actor": one.actor,
            "role": one.role,
            "country": one.member.country,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
        }
        for one in row.parties
    ]
    own = {name: getattr(row, name) for name in kind.model_fields if name != "parties"}
    event = kind.model_validate({**own, "parties": parties})
    uow.emit(event, sequence=row.version, places=countries)


def _sent(row: Partnership) -> PartnershipIn | RootModel[dict[str, Any]]:
    """Give what would have to be sent for the row to be as it is."""
    own = {name: getattr(row, name) for name in PartnershipIn.model_fields if name != "parties"}
    names = ("actor", "role", "valid_from", "valid_to")
    parties = [{name: getattr(one, name) for name in names} for one in row.parties]
    return as_sent(PartnershipIn, {**own, "parties": parties})
