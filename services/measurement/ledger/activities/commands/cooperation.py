"""The kind of cooperation of an activity and its flows: derived from the parties, unless somebody has set it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from services.measurement.facts.country_groups.lookup import groups_in_force
from services.measurement.facts.country_groups.rules import Groups
from services.measurement.facts.organisations.lookup import Directory
from services.measurement.facts.organisations.rules.parties import Party
from services.measurement.facts.registry.principals import reports_for
from services.measurement.ledger import models
from services.measurement.ledger.activities.commands.stored_activity import (
    own_activity,
    participants_of,
    refuse_withdrawn,
    reporter_of,
    rows_of,
    tell,
)
from services.measurement.ledger.activities.queries.activities import cooperation_overrides
from services.measurement.ledger.activities.schemas.writes import CooperationIn
from services.measurement.ledger.rules.attribution import funders, resolve
from services.measurement.ledger.rules.cooperation import (
    Cooperation,
    cooperation,
    decided,
    edition_of,
    foremost,
    partners_of,
)
from services.measurement.ledger.store.event_rows import open_event_rows
from services.measurement.ledger.store.flows import StoredFlow, filled
from services.measurement.ledger.store.locks import lock_flows
from services.measurement.ledger.store.totals import TotalsWriter
from services.measurement.locks import lock_reference_facts, short_lock_timeout
from services.measurement.reading.source import Organisation
from shared.db import Driver
from shared.outbox import append_many
from shared.standards import countries
from shared.unit_of_work import Expected, UnitOfWork

CURRENT = "SELECT id FROM flows WHERE activity = ANY($1) AND corrected_by IS NULL AND withdrawn_at IS NULL"
FLOWS = filled("SELECT {FIELDS}, {COUNTED} AS counted FROM flows f WHERE id = ANY($1) ORDER BY id")
KINDS = "SELECT reporter, named_by, kind FROM reported_organisations WHERE reporter = ANY($1) AND named_by = ANY($2)"
KINDS_OF_FLOWS = """
SELECT activity, array_agg(DISTINCT cooperation) FROM flows
WHERE activity = ANY($1) AND corrected_by IS NULL AND withdrawn_at IS NULL GROUP BY activity
"""
SET = """
UPDATE flows SET cooperation = c.value, version = version + 1, updated_at = $3
FROM unnest($1::uuid[], $2::text[]) c(id, value) WHERE flows.id = c.id
"""


async def put(uow: UnitOfWork, activity_id: UUID, body: CooperationIn, expected: Expected) -> None:
    """Set an activity's cooperation, or let it be derived again; its flows count under it from now on."""
    mine = await reports_for(uow)
    async with short_lock_timeout(uow) as connection:
        row = await own_activity(uow, connection, activity_id, mine)
        await refuse_withdrawn(uow, row)
        uow.change(row, expected=expected)
        await lock_reference_facts(connection)
        await _keep(uow, activity_id, body)
        await classify(uow, connection, [row], await groups_in_force(connection))
        await tell(uow, connection, row)


async def _keep(uow: UnitOfWork, activity_id: UUID, body: CooperationIn) -> None:
    row = await uow.session.get(models.CooperationOverride, activity_id)
    if row is not None:
        await uow.session.delete(row)
        await uow.session.flush()
    if body.value is not None:
        said = {"value": body.value, "reason": body.reason, "by": uow.principal.id, "at": uow.now}
        uow.session.add(models.CooperationOverride(activity=activity_id, **said))
    await uow.session.flush()


class Reclassified(NamedTuple):
    """How many activities and flows are of another kind now."""

    activities: int
    flows: int


async def classify_held(
    uow: UnitOfWork, connection: Driver, rows: Collection[models.Activity], groups: Groups
) -> Reclassified:
    """Bring the cooperation of activities that nobody writes up to date, and tell of those that change."""
    changed, flows = await classify(uow, connection, rows, groups)
    await _tell_all(uow, connection, changed)
    return Reclassified(len(changed), flows)


async def settle(uow: UnitOfWork, connection: Driver, rows: Collection[models.Activity], groups: Groups) -> None:
    """Bring the cooperation of activities whose flows have changed up to date, and tell of those that change."""
    await _tell_all(uow, connection, await follow_flows(uow, connection, rows, groups))


async def _tell_all(uow: UnitOfWork, connection: Driver, changed: Sequence[models.Activity]) -> None:
    for row in changed:
        uow.change(row)
    if changed:
        events = await open_event_rows(connection, uow.now)
        await append_many(connection, await rows_of(connection, events, changed))


async def classify(
    uow: UnitOfWork, connection: Driver, rows: Collection[models.Activity], groups: Groups
) -> tuple[list[models.Activity], int]:
    """Bring the cooperation of activities and their current flows up to date, with all totals they are in.

    Gives the activities that have changed, and how many flows.
    """
    overrides = await cooperation_overrides(uow.session, [row.id for row in rows])
    said = {one.activity: one.value for one in overrides.values()}
    directory = Directory(connection)
    await directory.look_up({row.reporter for row in rows})
    by_id = {row.id: row for row in rows}
    ids = [found["id"] for found in await connection.fetch(CURRENT, list(by_id))]
    await lock_flows(connection, ids)
    flows = [StoredFlow(*found) for found in await connection.fetch(FLOWS, ids)]
    bodies = await _bodies(connection, directory, flows)
    ledger, changes = TotalsWriter(), []
    for held in flows:
        abroad = (held.reporter, held.provider) in bodies
        derived = _of_flow(held, Party(held.provider, multilateral=abroad), by_id[held.activity], groups)
        kind = decided(said.get(held.activity), derived, held.provider, held.recipients)
        if kind == held.cooperation:
            continue
        changes.append((held.id, kind))
        if held.counted:
            ledger.leave_out(held)
            ledger.put_back(held._replace(cooperation=kind))
    if changes:
        await connection.execute(SET, *zip(*changes, strict=True), uow.now)
    await ledger.write(connection)
    await ledger.tell(uow, connection)
    return await follow_flows(uow, connection, rows, groups), len(changes)


async def follow_flows(
    uow: UnitOfWork, connection: Driver, rows: Collection[models.Activity], groups: Groups
) -> list[models.Activity]:
    """Bring the cooperation of activities up to that of their current flows; give those that change."""
    before = {row.id: row.cooperation for row in rows}
    kinds = {found[0]: foremost(found[1]) for found in await connection.fetch(KINDS_OF_FLOWS, list(before))}
    silent = [row for row in rows if not kinds.get(row.id)]
    if silent:
        kinds |= await _of_parties(uow, connection, silent, groups)
    for row in rows:
        row.cooperation = kinds[row.id]
    return [row for row in rows if row.cooperation != before[row.id]]


async def _of_parties(
    uow: UnitOfWork, connection: Driver, rows: Collection[models.Activity], groups: Groups
) -> dict[UUID, str | None]:
    """Give the kinds of activities whose flows do not say them: what somebody has set, else what their funders make."""
    overrides = await cooperation_overrides(uow.session, [row.id for row in rows])
    given = {row.id: funders(participants_of(row), reporter_of(row)) for row in rows}
    directory = Directory(connection)
    await directory.look_up({row.reporter for row in rows}, {one.ref for several in given.values() for one in several})
    found: dict[UUID, str | None] = {}
    for row in rows:
        parties, developed = directory.of(row.reporter), edition_of(row.dates, groups).developed
        beside = stored_partners(row.collaboration, row.participants)
        derived = foremost(
            cooperation(row.collaboration, resolve(one, parties), row.places, developed, beside)
            for one in given[row.id]
        )
        value = overrides[row.id].value if row.id in overrides else None
        found[row.id] = decided(value, derived, resolve(reporter_of(row), parties).code, row.places)
    return found


def stored_partners(collaboration: str, participants: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Give the parties of triangular cooperation beside provider and recipients."""
    return partners_of(collaboration, ((one["ref"], one["kind"]) for one in participants))


async def _bodies(connection: Driver, directory: Directory, flows: Iterable[StoredFlow]) -> set[tuple[str, str]]:
    """Give the providers that are international bodies, with the reporting organisations that name them so."""
    unclear = {(held.reporter, held.provider) for held in flows if held.provider not in countries()}
    if not unclear:
        return set()
    reporters, providers = ({names[side] for names in unclear} for side in (0, 1))
    await directory.look_up(reporters, providers)
    kinds = {(row[0], row[1]): row[2] for row in await connection.fetch(KINDS, reporters, providers)}
    return {
        (reporter, ref)
        for reporter, ref in unclear
        if resolve(Organisation(ref, kinds.get((reporter, ref), "")), directory.of(reporter)).multilateral
    }


def _of_flow(held: StoredFlow, provider: Party, activity: models.Activity, groups: Groups) -> Cooperation | None:
    developed = groups.on(held.day).developed
    beside = stored_partners(activity.collaboration, activity.participants)
    return cooperation(activity.collaboration, provider, held.recipients, developed, beside)
