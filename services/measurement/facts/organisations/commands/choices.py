"""Organisations as publishers name them: noted, and attributed to actors of the registry."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.measurement.facts.organisations.models import ReportedOrganisation
from services.measurement.facts.organisations.queries import get_organisation, own_organisations
from services.measurement.facts.organisations.rules.mentions import Mentions
from services.measurement.facts.organisations.schemas import Decision, OrganisationChoice
from services.measurement.facts.registry.models import Actor
from services.measurement.facts.registry.principals import reports_for
from services.measurement.locks import short_lock_timeout
from shared.db import Driver
from shared.errors import Fault, InvalidInput, Refused
from shared.unit_of_work import Expected, UnitOfWork

NOTE = """
INSERT INTO reported_organisations AS held
    (id, version, created_at, updated_at, reporter, named_by, ref, name, kind, flows, waits)
SELECT id, 1, $9, $9, reporter, named_by, ref, name, kind, flows, waits
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::boolean[])
     o(id, reporter, named_by, ref, name, kind, flows, waits) ORDER BY reporter, named_by
ON CONFLICT (reporter, named_by) DO UPDATE SET
    name = CASE WHEN excluded.name <> '' THEN excluded.name ELSE held.name END,
    kind = CASE WHEN excluded.kind <> '' THEN excluded.kind ELSE held.kind END,
    flows = held.flows + excluded.flows, updated_at = excluded.updated_at, waits = held.waits OR excluded.waits
"""


async def note(connection: Driver, mentions: Mentions, outdated: Collection[str], now: datetime) -> None:
    """Remember whom flows name.

    `outdated` are references that the flows have taken for somebody else than whom they stand for: these flows follow.
    """
    rows = [
        (
            *(uuid7(), reporter, named_by, one.organisation.ref, one.organisation.name, one.organisation.kind),
            *(one.flows, named_by in outdated),
        )
        for (reporter, named_by), one in mentions.met.items()
    ]
    if rows:
        await connection.execute(NOTE, *zip(*rows, strict=True), now)


async def choose(
    uow: UnitOfWork, organisation_id: UUID, body: OrganisationChoice, expected: Expected
) -> ReportedOrganisation:
    """Say who an organisation is, or that it is nobody in the registry; its flows follow. Raises Unavailable."""
    await reports_for(uow)
    async with short_lock_timeout(uow):
        row = await get_organisation(uow.session, organisation_id, uow.principal, for_update=True)
        if body.actor and await uow.session.get(Actor, body.actor) is None:
            raise InvalidInput(faults=[_unknown(body.actor, "/actor")])
        uow.change(row, expected=expected)
        _decide(uow, row, body.actor)
    return row


async def choose_many(uow: UnitOfWork, bodies: Sequence[Decision]) -> list[ReportedOrganisation]:
    """Say who organisations are, all or none of them: every fault is named. Raises Unavailable."""
    await reports_for(uow)
    async with short_lock_timeout(uow):
        held = await own_organisations(uow.session, [body.id for body in bodies], uow.principal)
        wanted = {body.actor for body in bodies if body.actor}
        actors = set(await uow.session.scalars(select(Actor.id).where(Actor.id.in_(wanted))))
        if faults := list(_faults(bodies, held, actors)):
            raise InvalidInput(faults=faults)
        stale = [
            Fault(f"/{place}/version", "stale", f"It has version {held[body.id].version} now")
            for place, body in enumerate(bodies)
            if held[body.id].version != body.version
        ]
        if stale:
            raise Refused(faults=stale)
        for body in bodies:
            uow.change(held[body.id])
            _decide(uow, held[body.id], body.actor)
    return [held[body.id] for body in bodies]


def _faults(
    bodies: Sequence[Decision], held: Mapping[UUID, ReportedOrganisation], actors: Collection[UUID]
) -> Iterator[Fault]:
    met: set[UUID] = set()
    for place, body in enumerate(bodies):
        if body.id in met:
            yield Fault(f"/{place}/id", "twice", f"{body.id} is here twice")
        elif body.id not in held:
            yield Fault(f"/{place}/id", "unknown_organisation", f"There is no organisation {body.id}")
        if body.actor and body.actor not in actors:
            yield _unknown(body.actor, f"/{place}/actor")
        met.add(body.id)


def _unknown(actor: UUID, pointer: str) -> Fault:
    return Fault(pointer, "unknown_actor", f"There is no actor {actor}")


def _decide(uow: UnitOfWork, row: ReportedOrganisation, actor: UUID | None) -> None:
    row.actor, row.decided_at, row.decided_by, row.waits = actor, uow.now, uow.principal.id, True
