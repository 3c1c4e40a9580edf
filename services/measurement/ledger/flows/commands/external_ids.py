"""The names by which foreign systems know flows; where a flow is corrected, its names go over to the correction.

What had the name before keeps it in its history.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from services.measurement.ledger.models import ExternalFlow, Flow
from shared.db import Driver
from shared.unit_of_work import UnitOfWork

LOCK = "SELECT pg_advisory_xact_lock(hashtext('external_flows'), hashtext($1))"
# What was withdrawn may be recorded anew by its name: versions are counted on, so that what was read of the one is
# never taken for the other.
NAME = """
WITH given AS (SELECT * FROM unnest($2::text[], $3::uuid[]) g(external_id, flow)), renamed AS (
    DELETE FROM external_flows e USING given
    WHERE e.owner = $1 AND e.flow = given.flow AND e.external_id <> given.external_id
), kept AS (
    INSERT INTO former_external_flows (flow, external_id)
    SELECT e.flow, min(e.external_id) FROM given JOIN external_flows e USING (external_id)
    WHERE e.owner = $1 AND e.flow <> given.flow GROUP BY e.flow ON CONFLICT DO NOTHING
), counted AS (
    UPDATE flows SET version = before.version + 1
    FROM given, external_flows e, flows before
    WHERE flows.id = given.flow AND e.owner = $1 AND e.external_id = given.external_id AND e.flow <> given.flow
        AND before.id = e.flow
)
INSERT INTO external_flows (owner, external_id, flow) SELECT $1, external_id, flow FROM given
ON CONFLICT (owner, external_id) DO UPDATE SET flow = excluded.flow
"""


async def known(uow: UnitOfWork, connection: Driver, external_ids: Collection[str]) -> dict[str, Flow]:
    """Give the flows that the caller's system knows by these names; until the commit nobody else names flows for it."""
    if not external_ids:
        return {}
    owner = uow.principal.system
    await connection.execute(LOCK, owner)
    chosen = select(ExternalFlow.external_id, Flow).join(Flow, Flow.id == ExternalFlow.flow)
    wanted = ExternalFlow.owner == owner, ExternalFlow.external_id.in_(external_ids)
    return {row.external_id: row.Flow for row in await uow.session.execute(chosen.where(*wanted))}


async def give(uow: UnitOfWork, connection: Driver, names: Mapping[str, UUID]) -> None:
    """Name flows for the caller's system; another name that it had for one of them is forgotten."""
    if names:
        await connection.execute(NAME, uow.principal.system, list(names), list(names.values()))
