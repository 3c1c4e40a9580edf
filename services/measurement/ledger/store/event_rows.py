"""Events of an import: made by the thousand, so each is the JSON of its class's fields without an object in between."""

from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from uuid_utils import uuid7

from services.measurement.copy_rows import NULL
from services.measurement.events import ActivityUpdated, FlowCorrected, FlowRecorded
from services.measurement.facts.registry.rules import Days, Memberships, Spell, days_of_activity
from services.measurement.ledger.rules.attribution import Sides
from services.measurement.ledger.store.flows import Written
from services.measurement.reading.records import Activity, Flow, Line, Terms
from shared.db import Driver
from shared.decimals import digits
from shared.envelope import Audience, Event, instant
from shared.outbox import Row
from shared.standards import countries

SPELLS = """
SELECT country, array_agg(region), array_agg(valid_from), array_agg(valid_to) FROM memberships
WHERE $1::text[] IS NULL OR country = ANY($1) GROUP BY country
"""

STATE = """
a.id, reporter, reporter_name, identifier, titles::text, status, cooperation, modality, places AS recipients,
    dates::text, a.version,
    (SELECT min(e.external_id) FROM external_activities e WHERE e.activity = a.id) AS external_id
"""
"""What is told of an activity `a` that changes."""

MOST_PLACES = 10_000


class Abouts(NamedTuple):
    """What `Teller.about` gives for some places on single days: by kind, and by the number of `changes` until then."""

    changes: Sequence[date]
    known: dict[tuple[type[Event], int], str]


class Teller:
    """Makes the outbox rows of one transaction; `memberships` give the regional bodies that events are about."""

    def __init__(self, source: str, now: datetime, memberships: Memberships) -> None:
        self.today = now.date()
        self._memberships = memberships
        self._common = {"specversion": "1.0", "source": f"/{source}", "time": instant(now)}
        self._abouts: dict[tuple[type[Event], tuple[str, ...], tuple[str, ...]], str] = {}
        self._of_days: dict[tuple[str, ...], Abouts] = {}

    def row(
        self, kind: type[Event], data: Mapping[str, Any], sequence: int, places: Sequence[str], days: Days | None = None
    ) -> Row:
        """Make the row of an event; `data` are its fields as JSON has them.

        `places` are the countries it is about, on these days, or today.
        """
        subject = f"{kind.collection}/{data['id']}"
        about = self.about(kind, tuple(places), days or Days(self.today, self.today))
        return kind.topic.name, subject, attributes(subject, sequence, about), orjson.dumps(data)

    def about(self, kind: type[Event], places: tuple[str, ...], days: Days) -> str:
        """Write the attributes that events of a kind about the same places have in common; imported data are public."""
        regions = self._memberships.bodies(places, days)
        known = self._abouts.get((kind, places, regions))
        if known is None:
            if len(self._abouts) > MOST_PLACES:
                self._abouts.clear()
            said = {"type": kind.type, "audience": kind.check_audience(Audience.PUBLIC.value)}
            country = {"country": places[0]} if len(places) == 1 and places[0] in countries() else {}
            bodies = {"regions": ",".join(regions)} if regions else {}
            known = self._abouts[kind, places, regions] = shared({**self._common, **said, **country, **bodies})
        return known

    def abouts(self, places: tuple[str, ...]) -> Abouts:
        """Give what is remembered of places on single days."""
        known = self._of_days.get(places)
        if known is None:
            if len(self._of_days) > MOST_PLACES:
                self._of_days.clear()
            known = self._of_days[places] = Abouts(self._memberships.changes(places), {})
        return known


async def open_teller(connection: Driver, now: datetime) -> Teller:
    """Give a teller that knows which regional bodies countries belonged to."""
    return Teller("measurement", now, await memberships(connection))


async def memberships(connection: Driver, places: Collection[str] | None = None) -> Memberships:
    """Give the spells of some countries in regional bodies, or those of all."""
    rows = await connection.fetch(SPELLS, None if places is None else list(places))
    return Memberships(Spell(row[0], *spell) for row in rows for spell in zip(row[1], row[2], row[3], strict=True))


def activity_events(teller: Teller, rows: Sequence[Any]) -> list[Row]:
    """Make the events of activities that have changed; `rows` are as STATE gives them."""
    events = []
    for row in rows:
        state: dict[str, Any] = {name: value for name, value in row.items() if name not in {"version", "dates"}}
        state |= {"id": str(row["id"]), "titles": orjson.Fragment(row["titles"])}
        days = days_of_activity(orjson.loads(row["dates"]), teller.today)
        events.append(teller.row(ActivityUpdated, state, row["version"], row["recipients"], days))
    return events


def attributes(subject: str, sequence: int, about: str) -> bytes:
    """Write the attributes of an event; what is its own needs no escapes in JSON."""
    own = f'"id":"{uuid7()}","subject":"{subject}","partitionkey":"{subject}","sequence":"{sequence}"'
    return f"{{{own},{about}".encode()


def shared(fields: Mapping[str, Any]) -> str:
    """Write the fields that many JSON objects end in: without the brace before them."""
    return orjson.dumps(fields).decode()[1:]


def flow_state(activity_id: str, activity: Activity, terms: Terms, kind: str, sides: Sides) -> dict[str, Any]:
    """Give the fields that the events of flows of one activity, type and terms have in common."""
    return {
        "activity": activity_id,
        "identifier": activity.identifier,
        "reporter": activity.reporter.ref,
        "reporter_name": activity.reporter.name,
        "kind": kind,
        "provider": sides.provider.code,
        "recipients": [code for code, _ in terms.recipients],
        "currency": terms.currency,
        "cooperation": sides.cooperation,
        "modality": terms.aid_type,
    }


class FlowStory:
    """Tells of flows that have a state in common."""

    def __init__(self, teller: Teller, state: Mapping[str, Any]) -> None:
        self._teller = teller
        self._places = tuple(state["recipients"])
        self._abouts = teller.abouts(self._places)
        self._state = shared(state)

    def tell(
        self, own: Written, flow: Flow, usd: Decimal | None, corrects: UUID | None, external_id: str | None
    ) -> Row:
        """Make the row of the event of a flow."""
        kind = FlowRecorded if corrects is None else FlowCorrected
        corrected = "" if corrects is None else f'"corrects":"{corrects}",'
        value = "null" if usd is None else f'"{digits(usd)}"'
        amount = "null" if own.amount == NULL else f'"{own.amount}"'
        in_kind = orjson.dumps([_line(line) for line in flow.lines]).decode() if flow.lines else "[]"
        named = "null" if external_id is None else orjson.dumps(external_id).decode()
        state = f'"id":"{own.id}","day":"{own.day}","value_date":"{own.value_date}","amount":{amount},"usd":{value}'
        data = f'{{{state},"external_id":{named},{corrected}"lines":{in_kind},{self._state}'
        subject = f"{kind.collection}/{own.id}"
        return kind.topic.name, subject, attributes(subject, 1, self._about(kind, flow.day)), data.encode()

    def _about(self, kind: type[Event], day: date) -> str:
        # Between two changes of memberships all days are alike, and thousands of flows have the same places.
        span = (kind, bisect(self._abouts.changes, day))
        known = self._abouts.known.get(span)
        if known is None:
            known = self._abouts.known[span] = self._teller.about(kind, self._places, Days(day, day))
        return known


def _line(line: Line) -> dict[str, str]:
    return {"type": line.kind, "quantity": digits(line.quantity), "unit": line.unit, "modality": line.modality}
