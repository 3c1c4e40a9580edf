"""Activities that are given by themselves."""

from typing import Any
from uuid import UUID

import orjson
from pydantic import RootModel
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.measurement.facts.country_groups.lookup import groups_in_force
from services.measurement.facts.organisations.commands.choices import note
from services.measurement.facts.organisations.rules.mentions import Mentions
from services.measurement.facts.registry.principals import reports_for
from services.measurement.ledger import models
from services.measurement.ledger.activities.commands.checks import faults_of
from services.measurement.ledger.activities.commands.cooperation import classify
from services.measurement.ledger.activities.commands.stored_activity import (
    own_activity,
    refuse_withdrawn,
    reporter_of,
    require_own,
    tell,
)
from services.measurement.ledger.activities.queries.activities import find_by_external_id, get_activity
from services.measurement.ledger.activities.schemas.writes import ActivityIn, ParticipantIn
from services.measurement.ledger.rules.cooperation import TRIANGULAR, is_triangular
from services.measurement.ledger.rules.reconcile import WITH_ACTIVITY
from services.measurement.ledger.store.event_rows import open_event_rows
from services.measurement.ledger.store.findings import recount_findings
from services.measurement.ledger.store.totals import TotalsWriter
from services.measurement.ledger.store.withdraw import Withdrawal
from services.measurement.locks import lock_reference_facts, lock_reporters, short_lock_timeout
from services.measurement.reading.digests import digest
from services.measurement.reading.normalise import sdg_order
from services.measurement.reading.values import plain
from shared.db import Driver
from shared.errors import Fault, InvalidInput, Refused
from shared.http import merged
from shared.unit_of_work import Expected, UnitOfWork, held, match

PLAIN = ("identifier", "reporter", "reporter_name", "reporter_kind", "titles", "status", "aid_type")
FLOW_PLACES = """
SELECT DISTINCT place FROM flows CROSS JOIN unnest(recipients) place
WHERE activity = $1 AND corrected_by IS NULL AND withdrawn_at IS NULL AND place <> '' ORDER BY place
"""


async def record(uow: UnitOfWork, body: ActivityIn) -> UUID:
    """Record an activity."""
    mine = await reports_for(uow)
    _check(body)
    await require_own(uow, [body.reporter], mine)
    row = models.Activity(
        id=uuid7(),
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
        collaboration="",
        mentions=[],
        details={},
        indicators=0,
    )
    async with short_lock_timeout(uow) as connection:
        await lock_reporters(connection, [body.reporter])
        await _refuse_known(uow, body)
        await _write(uow, connection, row, body)
    return row.id


async def put(uow: UnitOfWork, external_id: str, body: ActivityIn, expected: Expected) -> tuple[UUID, bool]:
    """Record or replace what the caller's system knows by `external_id`; say whether it is new."""
    body = body.model_copy(update={"external_id": external_id})
    known = await find_by_external_id(uow.session, uow.principal.system, external_id)
    if known is None:
        return await record(uow, body), True
    mine = await reports_for(uow)
    async with short_lock_timeout(uow) as connection:
        row = await own_activity(uow, connection, known, mine)
        match(held(row, external_id), expected)
        await _replace(uow, connection, row, body, expected)
    return known, False


async def patch(uow: UnitOfWork, activity_id: UUID, change: dict[str, Any], expected: Expected) -> None:
    """Change an activity by merge patch."""
    mine = await reports_for(uow)
    async with short_lock_timeout(uow) as connection:
        row = await own_activity(uow, connection, activity_id, mine)
        await refuse_withdrawn(uow, row)
        await _replace(uow, connection, row, merged(uow, ActivityIn, _sent(row), change), expected)


async def withdraw(uow: UnitOfWork, activity_id: UUID, expected: Expected) -> None:
    """Take an activity back, and its flows and imported indicators with it; all of it stays readable.

    Taking it back again changes nothing.
    """
    mine = await reports_for(uow)
    async with short_lock_timeout(uow) as connection:
        row = await own_activity(uow, connection, activity_id, mine)
        if row.withdrawn_at:
            return
        uow.change(row, expected=expected)
        row.withdrawn_at, row.withdrawn_by = uow.now, uow.principal.id
        await uow.session.flush()
        await tell(uow, connection, row)
        await uow.write_events()  # whoever reads of the flows has read of the activity
        ledger = TotalsWriter()
        withdrawal = Withdrawal(uow, connection, ledger, await open_event_rows(connection, uow.now))
        await withdrawal.withdraw_contents([row.id], WITH_ACTIVITY)
        await recount_findings(connection, [row.reporter])
        await ledger.write(connection)
        await ledger.tell(uow, connection)


async def _replace(
    uow: UnitOfWork, connection: Driver, row: models.Activity, body: ActivityIn, expected: Expected
) -> None:
    """Change a locked activity; one that was withdrawn counts again, its flows stay withdrawn."""
    _check(body)
    if (body.reporter, body.identifier) != (row.reporter, row.identifier):
        detail = f"It is {row.identifier} of {row.reporter} for good; withdraw it and record another"
        raise Refused(faults=[Fault("/identifier", "fixed", detail)])
    match(held(row, body.external_id), expected)
    if row.withdrawn_at is None and row.digest == _digest_of(body):
        return
    uow.change(row)
    row.withdrawn_at, row.withdrawn_by = None, None
    await _write(uow, connection, row, body)


async def _write(uow: UnitOfWork, connection: Driver, row: models.Activity, body: ActivityIn) -> None:
    sent = body.model_dump(mode="json")
    for name in PLAIN:
        setattr(row, name, sent[name])
    row.currency, row.dates = body.currency or "", sent["dates"]
    row.participants = [_participant(one) for one in body.participants]
    row.recipients = [{"vocabulary": None, **one} for one in sent["recipients"]]
    row.sectors = sent["sectors"]
    row.details = {**row.details, "sdgs": sorted(set(body.sdgs), key=sdg_order)}
    if is_triangular(one.role for one in body.participants):
        row.collaboration = TRIANGULAR
    reached = [found["place"] for found in await connection.fetch(FLOW_PLACES, row.id)]
    row.places = list(dict.fromkeys([*reached, *(one.code for one in body.recipients)]))
    row.digest, row.import_id = _digest_of(body), None
    uow.session.add(row)
    await uow.session.flush()
    if body.external_id:
        await _name(uow, row, body.external_id)
    await lock_reference_facts(connection)
    mentions = Mentions()
    mentions.of(row.reporter, reporter_of(row))
    await note(connection, mentions, set(), uow.now)
    await classify(uow, connection, [row], await groups_in_force(connection))
    await tell(uow, connection, row)


async def _name(uow: UnitOfWork, row: models.Activity, external_id: str) -> None:
    owner = uow.principal.system
    taken = await find_by_external_id(uow.session, owner, external_id)
    if taken not in (None, row.id):
        raise await _taken(uow, taken, "/external_id")
    names = models.ExternalActivity
    await uow.session.execute(delete(names).where(names.owner == owner, names.activity == row.id))
    await uow.session.execute(insert(names).values(owner=owner, external_id=external_id, activity=row.id))


async def _refuse_known(uow: UnitOfWork, body: ActivityIn) -> None:
    known = await uow.session.scalar(
        select(models.Activity.id).where(
            models.Activity.reporter == body.reporter, models.Activity.identifier == body.identifier
        )
    )
    if known:
        raise await _taken(uow, known, "/identifier")
    former, present = models.FormerName, models.Activity
    successor = await uow.session.scalar(
        select(present.id)
        .join(former, former.activity == present.id)
        .where(former.reporter == body.reporter, former.identifier == body.identifier, present.withdrawn_at.is_(None))
    )
    if successor:
        detail = f"It is reported by another identifier now: /v1/activities/{successor}"
        raise Refused(faults=[Fault("/identifier", "former", detail)])


async def _taken(uow: UnitOfWork, activity_id: UUID, pointer: str) -> Refused:
    row, _, external_id = await get_activity(uow.session, activity_id)
    return Refused.taken(held(row, external_id), f"/v1/activities/{row.id}", pointer)


def _check(body: ActivityIn) -> None:
    faults = list(faults_of(body))
    if faults:
        raise InvalidInput(faults=faults)


def _digest_of(body: ActivityIn) -> bytes:
    """Stand for what was sent, by its values: 40 is 40.00, and goals mean the same in any order."""
    sent = body.model_dump()
    for share in (*sent["recipients"], *sent["sectors"]):
        share["percentage"] = None if share["percentage"] is None else plain(share["percentage"])
    sent["sdgs"] = sorted(set(body.sdgs))
    return digest(orjson.dumps(sent, option=orjson.OPT_SORT_KEYS))


def _participant(one: ParticipantIn) -> dict[str, Any]:
    own = one.model_dump(mode="json", include={"role", "ref", "name", "kind"})
    dated = one.model_dump(mode="json", include={"valid_from", "valid_to"}, exclude_none=True)
    return own | dated


def _sent(row: models.Activity) -> RootModel[dict[str, Any]]:
    """Give what would have to be sent for the activity to be as it is; it is checked with what changes it."""
    places = [share for share in row.recipients if share["vocabulary"] in (None, "1")]
    return RootModel(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "currency": row.currency or None,
            "dates": row.dates,
            "participants": row.participants,
            "recipients": [{"code": share["code"], "percentage": share["percentage"]} for share in places],
            "sectors": [{**share, "vocabulary": share["vocabulary"] or "1"} for share in row.sectors],
            "sdgs": row.details.get("sdgs", []),
        }
    )
