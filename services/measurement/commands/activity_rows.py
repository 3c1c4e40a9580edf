"""Rows of activities, and the events that tell of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from services.measurement.commands.telling import Teller
from services.measurement.events import ActivityRecorded, ActivityUpdated
from services.measurement.rules.cooperation import cooperation
from services.measurement.rules.places import region_code
from services.measurement.rules.records import Activity
from services.measurement.rules.reported import Share
from services.measurement.rules.settling import Parties, resolve
from shared.db import Driver
from shared.outbox import Row

# Locked in one order, so that two imports that meet wait for each other in turn.
KNOWN = """
SELECT reporter, identifier, id, version, digest FROM activities
WHERE (reporter, identifier) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY id FOR UPDATE
"""

WRITE = """
INSERT INTO activities SELECT * FROM jsonb_populate_recordset(NULL::activities, $1)
ON CONFLICT (reporter, identifier) DO UPDATE SET
    version = excluded.version, updated_at = excluded.updated_at, reporter_name = excluded.reporter_name,
    titles = excluded.titles, status = excluded.status, cooperation = excluded.cooperation,
    modality = excluded.modality, collaboration = excluded.collaboration, currency = excluded.currency,
    dates = excluded.dates, participants = excluded.participants, recipients = excluded.recipients,
    sectors = excluded.sectors, places = excluded.places, digest = excluded.digest, import_id = excluded.import_id
"""

Name = tuple[str, str]
"""What identifies an activity: reference of the reporting organisation, and identifier."""


class Known(NamedTuple):
    """An activity that is held."""

    id: UUID
    version: int
    digest: bytes


def name_of(activity: Activity) -> Name:
    """Give what identifies an activity."""
    return activity.reporter.ref, activity.identifier


async def known_activities(connection: Driver, names: Sequence[Name]) -> dict[Name, Known]:
    """Give and lock those activities that are held."""
    rows = await connection.fetch(KNOWN, [name[0] for name in names], [name[1] for name in names])
    return {(row[0], row[1]): Known(row[2], row[3], row[4]) for row in rows}


def activity_row(
    activity: Activity, known: Parties, *, activity_id: str, version: int, import_id: UUID, now: datetime
) -> dict[str, Any]:
    """Make the row of an activity, ready for JSON."""
    places = list(dict.fromkeys(code for flow in activity.flows for code, _ in flow.recipients if code))
    places += [code for code in map(region_code, (*activity.countries, *activity.regions)) if code not in places]
    kind = cooperation(activity.collaboration, resolve(activity.reporter, known), places)
    return {
        "id": activity_id,
        "version": version,
        "created_at": now,
        "updated_at": now,
        "reporter": activity.reporter.ref,
        "reporter_name": activity.reporter.name,
        "identifier": activity.identifier,
        "titles": activity.titles,
        "status": activity.status,
        "cooperation": kind,
        "modality": activity.aid_type,
        "collaboration": activity.collaboration,
        "currency": activity.currency,
        "dates": activity.dates,
        "participants": [
            {
                "role": one.role,
                "ref": one.organisation.ref,
                "name": one.organisation.name,
                "kind": one.organisation.kind,
            }
            for one in activity.participants
        ],
        "recipients": _shares(activity.countries) + _shares(activity.regions),
        "sectors": _shares(activity.sectors),
        "places": places,
        "digest": f"\\x{activity.digest.hex()}",
        "import_id": str(import_id),
    }


def _shares(shares: Sequence[Share]) -> list[dict[str, str | None]]:
    return [
        {"code": share.code, "vocabulary": share.vocabulary or None, "percentage": share.percentage or None}
        for share in shares
    ]


def activity_event(teller: Teller, row: dict[str, Any]) -> Row:
    """Tell of a row."""
    names = ("id", "reporter", "identifier", "titles", "status", "cooperation", "modality")
    state = {name: row[name] for name in names} | {"recipients": row["places"]}
    kind = ActivityRecorded if row["version"] == 1 else ActivityUpdated
    return teller.row(kind, state, row["version"], row["places"])


async def write_activities(connection: Driver, rows: Sequence[dict[str, Any]]) -> None:
    """Add or replace activities."""
    if rows:
        await connection.execute(WRITE, orjson.dumps(rows).decode())
