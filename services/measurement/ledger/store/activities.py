"""Rows of activities, and the events that tell of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson

from services.measurement.copy_rows import NULL, copy, escaped, json, texts
from services.measurement.events import ActivityRecorded, ActivityUpdated
from services.measurement.ledger.rules.attribution import Parties, funders, partners, resolve
from services.measurement.ledger.rules.cooperation import cooperation, decided, edition_of, foremost
from services.measurement.ledger.rules.days import days_of_activity
from services.measurement.ledger.store.flow_rows import FlowRowBuilder, WriteContext
from services.measurement.reading.findings import identity_of
from services.measurement.reading.places import region_code
from services.measurement.reading.records import Activity, Name
from services.measurement.reading.source import Participant, Share
from services.measurement.reading.values import percentage
from shared.db import Driver
from shared.outbox import Row

COLUMNS = (
    *("id", "version", "created_at", "updated_at", "reporter", "reporter_name", "reporter_kind"),
    *("identifier", "titles", "status"),
    *("cooperation", "aid_type", "collaboration", "currency", "dates", "participants", "recipients", "sectors"),
    *("details", "places", "mentions", "indicators", "digest"),
    *("findings_digest", "flows_rejected", "import_id"),
)


class StoredActivity(NamedTuple):
    """An activity that is held; `cooperation` is what somebody has set."""

    id: UUID
    version: int
    created_at: datetime
    digest: bytes
    indicators: int
    withdrawn: bool
    cooperation: str | None
    findings_digest: bytes
    external_id: str | None


class ActivityRow(NamedTuple):
    """An activity on its way into the table: its id and version, its line for COPY, and the event that tells of it."""

    id: str
    version: int
    line: str
    event: Row


def name_of(activity: Activity) -> Name:
    """Give what identifies an activity."""
    return activity.reporter.ref, activity.identifier


def activity_row(
    activity: Activity,
    known: StoredActivity | None,
    parties: Parties,
    recorder: FlowRowBuilder,
    kinds: set[str | None],
    *,
    import_id: UUID,
    now: datetime,
) -> ActivityRow:
    """Make the row of an activity under the id of its recorder; `kinds` are those of its flows."""
    context = recorder.context
    places = places_of(activity)
    # Whom the activity's own kind of cooperation follows from, whether or not flows name it.
    context.mentions.of(activity.reporter.ref, activity.reporter)
    kind = foremost(kinds) or _of_parties(activity, known, parties, places, context)
    row_id = recorder.id
    version = known.version + 1 if known else 1
    fields = (
        row_id,
        str(version),
        (known.created_at if known else now).isoformat(),
        now.isoformat(),
        escaped(activity.reporter.ref),
        escaped(activity.reporter.name),
        escaped(activity.reporter.kind),
        escaped(activity.identifier),
        json(activity.titles),
        escaped(activity.status),
        kind or NULL,
        escaped(activity.aid_type),
        escaped(activity.collaboration),
        escaped(activity.currency),
        json(activity.dates),
        json([_participant(one) for one in activity.participants]),
        json([_share(one) for one in (*activity.countries, *activity.regions)]),
        json([_share(one) for one in activity.sectors]),
        escaped(activity.details),
        texts(places),
        texts(_mentions(activity)),
        str(len(activity.indicators)),
        rf"\\x{activity.digest.hex()}",
        rf"\\x{identity_of(activity.findings).hex()}",
        str(activity.flows_rejected),
        str(import_id),
    )
    state = {
        "id": row_id,
        "reporter": activity.reporter.ref,
        "reporter_name": activity.reporter.name,
        "external_id": known.external_id if known else None,
        "identifier": activity.identifier,
        "titles": activity.titles,
        "status": activity.status,
        "cooperation": kind,
        "aid_type": activity.aid_type,
        "recipients": places,
    }
    days = days_of_activity(activity.dates, now.date())
    event = context.events.row(ActivityUpdated if known else ActivityRecorded, state, version, places, days)
    return ActivityRow(row_id, version, "\t".join(fields), event)


def _of_parties(
    activity: Activity, known: StoredActivity | None, parties: Parties, places: Sequence[str], context: WriteContext
) -> str | None:
    """Give the kind of an activity whose flows do not say it: what somebody has set, else what its funders make it."""
    developed = edition_of(activity.dates, context.groups).developed
    beside = partners(activity.collaboration, activity.participants)
    given = (resolve(one, parties) for one in funders(activity.participants, activity.reporter))
    derived = foremost(cooperation(activity.collaboration, one, places, developed, beside) for one in given)
    reporter = resolve(activity.reporter, parties)
    return decided(known.cooperation if known else None, derived, reporter.code, places)


def places_of(activity: Activity) -> list[str]:
    """Give the codes of all countries and regions that an activity reaches."""
    used = (activity.terms[place] for place in sorted({flow.terms for flow in activity.flows}))
    of_flows = (code for terms in used for code, _ in terms.recipients if code)
    return list(dict.fromkeys([*of_flows, *map(region_code, (*activity.countries, *activity.regions))]))


def _mentions(activity: Activity) -> list[str]:
    """Give the identifiers of other activities that an activity names anywhere."""
    of_flows = (side.activity for terms in activity.terms for side in (terms.provider, terms.receiver))
    of_participants = (one.organisation.activity for one in activity.participants)
    # Most say nothing of the kind, and need not be read.
    details = orjson.loads(activity.details) if '"related"' in activity.details else {}
    of_relations = (one["identifier"] for one in details.get("related", []))
    named = dict.fromkeys([*of_flows, *of_participants, *of_relations])
    return [name for name in named if name not in {"", activity.identifier}]


def _participant(one: Participant) -> dict[str, str]:
    organisation = one.organisation
    return {"role": one.role, "ref": organisation.ref, "name": organisation.name, "kind": organisation.kind}


def _share(share: Share) -> dict[str, str | None]:
    # What is no number is shown by its finding.
    readable = share.percentage if percentage(share.percentage) is not None else None
    return {"code": share.code, "vocabulary": share.vocabulary or None, "percentage": readable}


async def write_activities(connection: Driver, lines: Sequence[str], replaced: Sequence[UUID]) -> None:
    """Add activities, some of them in the place of their earlier selves."""
    if replaced:
        await connection.execute("DELETE FROM activities WHERE id = ANY($1)", replaced)
    await copy(connection, "activities", COLUMNS, lines)
