"""Organisations as publishers name them: noted while nobody knows them, and attributed to actors of the registry."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.measurement.commands.reporters import reports_for
from services.measurement.models import Actor, ReportedOrganisation
from services.measurement.queries.organisations import get_organisation
from services.measurement.rules.organisations import Strangers
from services.measurement.schemas.organisations import OrganisationChoice
from shared.db import Driver
from shared.errors import Fault, InvalidInput
from shared.unit_of_work import Expected, UnitOfWork

# Whom the registry came to know while an import ran was a stranger to it: such flows have to follow as well.
NOTE = """
INSERT INTO reported_organisations AS held
    (id, version, created_at, updated_at, reporter, named_by, ref, name, kind, flows, waits)
SELECT id, 1, $7, $7, reporter, CASE WHEN ref <> '' THEN ref ELSE name END, ref, name, kind, flows,
    EXISTS (SELECT FROM actors a WHERE a.identifiers && ARRAY[ref])
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
     o(id, reporter, ref, name, kind, flows) ORDER BY reporter, o.ref, o.name
ON CONFLICT (reporter, named_by) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, flows = held.flows + excluded.flows, updated_at = excluded.updated_at,
    waits = held.waits OR excluded.waits
"""
CALL_UP = "UPDATE reported_organisations SET waits = true WHERE named_by = ANY($1) AND actor IS NULL"


async def note(connection: Driver, strangers: Strangers, now: datetime) -> None:
    """Remember organisations that nobody knows."""
    rows = [
        (uuid7(), reporter, one.organisation.ref, one.organisation.name, one.organisation.kind, one.flows)
        for (reporter, _), one in strangers.met.items()
    ]
    if rows:
        await connection.execute(NOTE, *zip(*rows, strict=True), now)


async def call_up(connection: Driver, refs: Collection[str]) -> None:
    """Have flows attributed anew that name organisations by references that the registry knows now."""
    await connection.execute(CALL_UP, list(refs))


async def choose(
    uow: UnitOfWork, organisation_id: UUID, body: OrganisationChoice, expected: Expected
) -> ReportedOrganisation:
    """Say who an organisation is, or that it is nobody in the registry; its flows follow."""
    await reports_for(uow)
    row = await get_organisation(uow.session, organisation_id, uow.principal)
    if body.actor and await uow.session.get(Actor, body.actor) is None:
        raise InvalidInput(faults=[Fault("/actor", "unknown_actor", f"There is no actor {body.actor}")])
    uow.change(row, expected=expected)
    row.actor, row.decided_at, row.decided_by, row.waits = body.actor, uow.now, uow.principal.id, True
    return row
