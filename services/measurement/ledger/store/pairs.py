"""Rows of pairs of reports, and the events that tell of them."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.measurement import events
from services.measurement.ledger.models import Confirmation, Flow
from services.measurement.ledger.rules.confirmations import Status
from services.measurement.ledger.rules.mirrors import Closeness, Report, common_recipients
from services.measurement.ledger.store.stored_pairs import Found
from shared.db import Driver, driver
from shared.envelope import Event
from shared.memberships import Memberships, read_spells
from shared.spells import Days
from shared.standards import countries
from shared.unit_of_work import UnitOfWork

# Whoever holds a flow pairs or corrects it alone until the commit.
LOCK = """
SELECT id, activity, reporter, transaction_type, day, provider, provider_ref, provider_name, receiver_ref, recipients,
    amount, currency, usd, parts_usd, cooperation, aid_type
FROM flows WHERE id = ANY($1) AND corrected_by IS NULL AND withdrawn_at IS NULL AND repeats IS NULL
    AND amount IS NOT NULL
ORDER BY id FOR NO KEY UPDATE
"""
SKIPPING = f"{LOCK} SKIP LOCKED"

EVENTS: dict[Status, type[Event]] = {
    Status.MATCHED: events.ConfirmationMatched,
    Status.CONFIRMED: events.ConfirmationConfirmed,
    Status.DISPUTED: events.ConfirmationDisputed,
    Status.OBJECTED: events.ConfirmationObjected,
    Status.DISSOLVED: events.ConfirmationDissolved,
}
"""What is told of; a proposal is only a guess, and nobody is told of it."""


class Pair(NamedTuple):
    """A pair and its two reports."""

    row: Confirmation
    provider: Report
    recipient: Report


async def locked_reports(connection: Driver, flows: Sequence[UUID], *, wait: bool = True) -> dict[UUID, Report]:
    """Give and lock those flows that nothing has corrected; without waiting, those too that nobody else holds."""
    rows = await connection.fetch(LOCK if wait else SKIPPING, flows)
    return {row["id"]: Report(*row) for row in rows}


def pair_of(found: Found) -> Pair:
    """Give a pair as it is compared and counted."""
    return Pair(found[0], report_of(found[1]), report_of(found[2]))


def report_of(flow: Flow) -> Report:
    """Give a flow as it is compared and counted."""
    return Report(*(getattr(flow, name) for name in Report._fields))


def new_pair(
    uow: UnitOfWork, provider: Report, recipient: Report, closeness: Closeness, *, linked_by: str | None = None
) -> Pair:
    """Make a pair that nobody has said anything about; it counts for nothing before its status is set."""
    row = Confirmation(
        id=uuid7(),
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
        status=Status.PROPOSED,
        certain=closeness.certain,
        linked_by=linked_by,
        score=closeness.score,
        reasons=list(closeness.reasons),
        year=provider.day.year,
        provider=provider.provider or recipient.provider,
        recipients=common_recipients(provider, recipient),
        provider_flow=provider.id,
        recipient_flow=recipient.id,
        provider_activity=provider.activity,
        recipient_activity=recipient.activity,
        provider_reporter=provider.reporter,
        recipient_reporter=recipient.reporter,
        provider_refs=_named(provider.reporter, provider.provider_ref, recipient.provider_ref),
        recipient_refs=_named(recipient.reporter, provider.receiver_ref, recipient.receiver_ref),
        provider_type=provider.transaction_type,
        recipient_type=recipient.transaction_type,
        left_out=False,
        answers={},
    )
    return Pair(row, provider, recipient)


def _named(*refs: str) -> list[str]:
    return [ref for ref in dict.fromkeys(refs) if ref]


async def tell(uow: UnitOfWork, pairs: Sequence[Pair]) -> None:
    """Tell where pairs stand, and the regional bodies of both parties on the days of both reports."""
    told = [pair for pair in pairs if Status(pair.row.status) in EVENTS]
    if not told:
        return
    connection = await driver(await uow.session.connection())
    countries_told = {code for pair in told for code in (*pair.row.recipients, pair.row.provider)}
    known = Memberships(await read_spells(connection, countries_told))
    for pair in told:
        row = pair.row
        places = [code for code in row.recipients if code in countries()]
        days = (pair.provider.day, pair.recipient.day)
        bodies = dict.fromkeys(body for day in days for body in known.bodies((*places, row.provider), Days(day, day)))
        event = EVENTS[Status(row.status)].model_validate(_state(pair))
        uow.emit(event, sequence=row.version, places=places, regions=bodies)


def _state(pair: Pair) -> dict[str, Any]:
    row = pair.row
    kept = ("id", "status", "year", "provider", "recipients", "left_out")
    values = {side: answer["value"] for side, answer in row.answers.items() if answer["value"]}
    return {
        **{name: getattr(row, name) for name in kept},
        "provider_report": {**pair.provider._asdict(), "flow": pair.provider.id},
        "recipient_report": {**pair.recipient._asdict(), "flow": pair.recipient.id},
        "disputes": [{"side": side, **value} for side, value in values.items()],
    }
