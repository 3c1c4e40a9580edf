"""Activities that are held, as the values that reports of them are made of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.measurement.events import ActivityRecorded, ActivityUpdated
from services.measurement.facts.registry.models import Actor
from services.measurement.facts.registry.reporters import actors_called
from services.measurement.ledger import models
from services.measurement.ledger.activities.queries.activities import get_activity
from services.measurement.ledger.rules.days import days_of_activity
from services.measurement.ledger.store.event_rows import EventRowBuilder
from services.measurement.locks import lock_reporters
from services.measurement.reading.places import recipients_of
from services.measurement.reading.records import Activity, Flow, Recipients, TransactionTerms
from services.measurement.reading.source import Activity as Reported
from services.measurement.reading.source import Organisation, Participant, Share
from shared.db import Driver
from shared.errors import Forbidden, NotFound, Refused
from shared.memberships import Memberships, read_spells
from shared.outbox import Row
from shared.standards import countries
from shared.unit_of_work import UnitOfWork, held

REGISTER = (
    "no actor has this identifier; register the organisation with it first (POST /v1/actors), then who has a grant for"
    " the actor or its country reports for it"
)

NAMES = "SELECT activity, min(external_id) FROM external_activities WHERE activity = ANY($1) GROUP BY activity"


async def locked_activities(uow: UnitOfWork, connection: Driver, ids: Iterable[UUID]) -> Mapping[UUID, models.Activity]:
    """Give those of the activities that are there; until the commit no import writes them."""
    wanted = models.Activity.id.in_(list(ids))
    reporters = await uow.session.scalars(select(models.Activity.reporter).where(wanted).distinct())
    await lock_reporters(connection, reporters.all())
    return {row.id: row for row in await uow.session.scalars(select(models.Activity).where(wanted))}


def whole_of(row: models.Activity) -> Recipients:
    """Give the recipients of flows that name none themselves."""
    shares = [_share(share) for share in row.recipients]
    inside = tuple(share for share in shares if share.code in countries())
    outside = tuple(share for share in shares if share.code not in countries())
    return recipients_of(Reported(0, countries=inside, regions=outside))


def reporter_of(row: models.Activity) -> Organisation:
    """Give who reports an activity."""
    return Organisation(row.reporter, row.reporter_kind, row.reporter_name)


def participants_of(row: models.Activity) -> tuple[Participant, ...]:
    """Give the organisations that take part in an activity."""
    return tuple(_participant(one) for one in row.participants)


def record_of(row: models.Activity, terms: Sequence[TransactionTerms], flows: Sequence[Flow]) -> Activity:
    """Give an activity with these flows of it; nothing but what flows take from it."""
    return Activity(
        line=0,
        identifier=row.identifier,
        reporter=reporter_of(row),
        titles=row.titles,
        status=row.status,
        collaboration=row.collaboration,
        currency=row.currency,
        aid_type=row.aid_type,
        flow_type="",
        finance_type="",
        dates=row.dates,
        participants=participants_of(row),
        countries=(),
        regions=(),
        sectors=(),
        details="",
        terms=tuple(terms),
        flows=tuple(flows),
        indicators=(),
        digest=row.digest,
    )


async def external_ids_of(connection: Driver, rows: Iterable[models.Activity]) -> dict[UUID, str]:
    """Give the names by which foreign systems know activities."""
    return {row[0]: row[1] for row in await connection.fetch(NAMES, [row.id for row in rows])}


def state_of(row: models.Activity, external_id: str | None) -> dict[str, Any]:
    """Give the fields of an activity's events."""
    own = ("reporter", "reporter_name", "identifier", "titles", "status", "cooperation", "aid_type")
    fixed = {"id": str(row.id), "external_id": external_id, "recipients": row.places}
    return fixed | {name: getattr(row, name) for name in own}


async def rows_of(connection: Driver, events: EventRowBuilder, rows: Sequence[models.Activity]) -> list[Row]:
    """Make the rows of the events of activities that have changed."""
    names = await external_ids_of(connection, rows) if rows else {}
    return [
        events.row(
            ActivityUpdated,
            state_of(row, names.get(row.id)),
            row.version,
            row.places,
            days_of_activity(row.dates, events.today),
        )
        for row in rows
    ]


def extend(row: models.Activity, record: Activity) -> bool:
    """Add the places and other activities that new flows name; say whether any were new."""
    places = (code for terms in record.terms for code, _ in terms.recipients if code)
    sides = (side.activity for terms in record.terms for side in (terms.provider, terms.receiver))
    named = (name for name in sides if name not in {"", row.identifier})
    reached, mentioned = list(dict.fromkeys([*row.places, *places])), list(dict.fromkeys([*row.mentions, *named]))
    if (reached, mentioned) == (row.places, row.mentions):
        return False
    row.places, row.mentions = reached, mentioned
    return True


def _participant(one: Mapping[str, str]) -> Participant:
    return Participant(0, one["role"], Organisation(one["ref"], one["kind"], one["name"]))


def _share(share: Mapping[str, Any]) -> Share:
    return Share(0, share["code"], share["vocabulary"] or "", share["percentage"] or "")


async def own_activity(
    uow: UnitOfWork, connection: Driver, activity_id: UUID, mine: frozenset[str] | None
) -> models.Activity:
    """Give and lock an activity that the caller reports. Raises NotFound and Forbidden."""
    row = (await locked_activities(uow, connection, [activity_id])).get(activity_id)
    if row is None:
        raise NotFound(f"There is no activity {activity_id}")
    await require_own(uow, [row.reporter], mine)
    return row


async def require_own(uow: UnitOfWork, reporters: Iterable[str], mine: frozenset[str] | None) -> None:
    """Refuse to write for organisations that the caller does not report for, and say what to do about each."""
    others = sorted(set(reporters) - mine) if mine is not None else []
    if others:
        known = await actors_called(uow.session, others)
        cures = [f"{ref}: {_cure(uow, known[ref]) if ref in known else REGISTER}" for ref in others]
        raise Forbidden(f"You do not report for {'; '.join(cures)}")


def _cure(uow: UnitOfWork, actor: Actor) -> str:
    where = f"this actor, {actor.id}" + (f", or as coordinator of {actor.country}" if actor.country else "")
    return f"its grant is one for {where}; {uow.principal.how_to_get_a_grant}"


async def refuse_withdrawn(uow: UnitOfWork, row: models.Activity) -> None:
    """Refuse to change an activity that was withdrawn, and say how it comes back."""
    if row.withdrawn_at:
        *_, external_id = await get_activity(uow.session, row.id)
        raise Refused.withdrawn("activity", held(row, external_id))


async def tell(uow: UnitOfWork, connection: Driver, row: models.Activity) -> None:
    """Tell how an activity is now."""
    known = Memberships(await read_spells(connection, row.places))
    bodies = known.bodies(tuple(row.places), days_of_activity(row.dates, uow.now.date()))
    kind = ActivityRecorded if row.version == 1 else ActivityUpdated
    names = await external_ids_of(connection, [row])
    uow.emit(
        kind.model_validate(state_of(row, names.get(row.id))), sequence=row.version, places=row.places, regions=bodies
    )
