"""Attributes flows anew once it is known, or known differently, who an organisation is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.measurement.facts.country_groups.lookup import groups_in_force
from services.measurement.facts.country_groups.rules import Groups
from services.measurement.facts.organisations.lookup import Directory
from services.measurement.facts.organisations.models import ReportedOrganisation
from services.measurement.facts.organisations.rules.parties import Party
from services.measurement.ledger.activities.commands.cooperation import classify_held, settle, stored_partners
from services.measurement.ledger.models import Activity
from services.measurement.ledger.rules.attribution import giver, resolve
from services.measurement.ledger.rules.cooperation import cooperation, decided
from services.measurement.ledger.store.flows import StoredFlow, filled
from services.measurement.ledger.store.locks import lock_flows
from services.measurement.ledger.store.totals import TotalsWriter
from services.measurement.ledger.store.unpaired import enqueue_unpaired
from services.measurement.locks import WORKER_LOCK_TIMEOUT, lock_reference_facts, lock_reporters, short_lock_timeout
from services.measurement.reading.source import Organisation
from shared.db import Driver
from shared.unit_of_work import UnitOfWork

OF_HELD = len(StoredFlow._fields)

WRITINGS = """
SELECT DISTINCT f.provider_ref, CASE WHEN f.provider_ref = '' THEN f.provider_name ELSE '' END AS provider_name,
    CASE WHEN f.provider_ref = '' AND f.provider_name = '' THEN f.transaction_type ELSE '' END AS transaction_type,
    a.reporter_name
FROM activities a JOIN flows f ON f.activity = a.id
WHERE a.reporter = $1 AND f.corrected_by IS NULL AND f.withdrawn_at IS NULL
"""
CURRENT = """
SELECT f.id FROM activities a JOIN flows f ON f.activity = a.id
JOIN unnest($2::text[], $3::text[], $4::text[], $5::text[]) w(ref, name, transaction_type, reporter_name)
    ON f.provider_ref = w.ref AND (w.ref <> '' OR f.provider_name = w.name)
    AND (w.ref <> '' OR w.name <> '' OR f.transaction_type = w.transaction_type) AND a.reporter_name = w.reporter_name
WHERE a.reporter = $1 AND f.corrected_by IS NULL AND f.withdrawn_at IS NULL
"""
FLOWS = filled("""
SELECT {FIELDS}, {COUNTED} AS counted,
    a.collaboration, CASE a.collaboration WHEN '8' THEN a.participants ELSE '[]' END AS participants, o.value
FROM activities a JOIN flows f ON f.activity = a.id LEFT JOIN cooperation_overrides o ON o.activity = a.id
WHERE f.id = ANY($1) ORDER BY f.id
""")
ATTRIBUTE = """
UPDATE flows SET provider = c.provider, cooperation = c.cooperation, version = version + 1, updated_at = $4
FROM unnest($1::uuid[], $2::text[], $3::text[]) c(id, provider, cooperation) WHERE flows.id = c.id
"""


async def attribute_next(uow: UnitOfWork) -> bool:
    """Attribute the flows of the next organisation that waits; say whether there was one. Raises Unavailable."""
    waiting = select(ReportedOrganisation).where(ReportedOrganisation.waits).order_by(ReportedOrganisation.id).limit(1)
    first = await uow.session.scalar(waiting)
    if first is None:
        return False
    async with short_lock_timeout(uow, WORKER_LOCK_TIMEOUT) as connection:
        # As whoever writes flows does: who holds the organisation and waits for its reporter would be waited for.
        await lock_reporters(connection, [first.reporter])
        await lock_reference_facts(connection)
        row = await uow.session.get_one(ReportedOrganisation, first.id, with_for_update=True)
        if not row.waits:
            return True
        row.waits = False
        party = await _party(connection, row)
        flows = await _flows(connection, row)
        await lock_flows(connection, flows)
        found = await connection.fetch(FLOWS, flows)
        ledger = TotalsWriter()
        groups = await groups_in_force(connection)
        changed = _attributed(found, party, groups, ledger)
        if changed:
            await connection.execute(ATTRIBUTE, *zip(*changed, strict=True), uow.now)
            await enqueue_unpaired(connection, {one["activity"] for one in found})
        await ledger.write(connection)
        await ledger.tell(uow, connection)
        if row.named_by == Organisation(row.reporter).named_by:
            own = select(Activity).where(Activity.reporter == row.reporter, Activity.withdrawn_at.is_(None))
            await classify_held(uow, connection, (await uow.session.scalars(own)).all(), groups)
        elif changed:
            moved = {id_ for id_, *_ in changed}
            touched = {one["activity"] for one in found if one["id"] in moved}
            rows = await uow.session.scalars(select(Activity).where(Activity.id.in_(touched)))
            await settle(uow, connection, rows.all(), groups)
    return True


async def _flows(connection: Driver, row: ReportedOrganisation) -> list[UUID]:
    """Give the current flows that an organisation provides, however they write it."""
    writings = [
        tuple(one)
        for one in await connection.fetch(WRITINGS, row.reporter)
        if giver(
            Organisation(one["provider_ref"], name=one["provider_name"]),
            one["transaction_type"],
            Organisation(row.reporter, name=one["reporter_name"]),
        ).named_by
        == row.named_by
    ]
    if not writings:
        return []
    return [one["id"] for one in await connection.fetch(CURRENT, row.reporter, *zip(*writings, strict=True))]


async def _party(connection: Driver, row: ReportedOrganisation) -> Party:
    directory = Directory(connection)
    await directory.look_up({row.reporter}, {row.ref})
    return resolve(Organisation(row.ref, row.kind, row.name), directory.of(row.reporter))


def _attributed(
    found: Sequence[Any], party: Party, groups: Groups, ledger: TotalsWriter
) -> list[tuple[Any, str, str | None]]:
    """Give the flows that change, with their provider and kind of cooperation, and move them in the totals."""
    changed = []
    for row in found:
        held, collaboration = StoredFlow(*row[:OF_HELD]), row["collaboration"]
        beside = stored_partners(collaboration, row["participants"])
        derived = cooperation(collaboration, party, held.recipients, groups.on(held.day).developed, beside)
        new = held._replace(
            provider=party.code, cooperation=decided(row["value"], derived, party.code, held.recipients)
        )
        if new == held:
            continue
        changed.append((held.id, new.provider, new.cooperation))
        if held.counted:
            ledger.leave_out(held)
            ledger.put_back(new)
    return changed
