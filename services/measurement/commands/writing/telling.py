"""Events of an import: made by the thousand, so each is the JSON of its class's fields without an object in between."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from uuid_utils import uuid7

from services.measurement.commands.writing.copying import NULL
from services.measurement.commands.writing.flows import Written
from services.measurement.events import ActivityUpdated, FlowCorrected, FlowRecorded
from services.measurement.rules.records import Activity, Line, Terms
from services.measurement.rules.settling import Sides
from shared.db import Driver
from shared.decimals import digits
from shared.envelope import Audience, Event, instant
from shared.outbox import Row
from shared.standards import countries

REGIONS = """
SELECT country, array_agg(region ORDER BY region) FROM memberships
WHERE (valid_from IS NULL OR valid_from <= $1) AND (valid_to IS NULL OR valid_to > $1) GROUP BY country
"""

MOST_PLACES = 10_000


class Teller:
    """Makes the outbox rows of one import; `regions` names the regional bodies of each country."""

    def __init__(self, source: str, now: datetime, regions: Mapping[str, Sequence[str]]) -> None:
        self._regions = regions
        self._common = {"specversion": "1.0", "source": f"/{source}", "time": instant(now)}
        self._abouts: dict[tuple[type[Event], tuple[str, ...]], str] = {}

    def row(self, kind: type[Event], data: Mapping[str, Any], sequence: int, places: Sequence[str]) -> Row:
        """Make the row of an event; `data` are its fields as JSON has them, `places` the countries it is about."""
        subject = f"{kind.collection}/{data['id']}"
        about = self.about(kind, tuple(places))
        return kind.topic.name, subject, attributes(subject, sequence, about), orjson.dumps(data)

    def about(self, kind: type[Event], places: tuple[str, ...]) -> str:
        """Write the attributes that events of a kind about the same places have in common; imported data are public."""
        known = self._abouts.get((kind, places))
        if known is None:
            if len(self._abouts) > MOST_PLACES:
                self._abouts.clear()
            said = {"type": kind.type, "audience": kind.check_audience(Audience.PUBLIC.value)}
            fields = {**self._common, **said, **self._geography(places)}
            known = self._abouts[kind, places] = shared(fields)
        return known

    def _geography(self, places: Sequence[str]) -> dict[str, str]:
        regions = dict.fromkeys(region for place in places for region in self._regions.get(place, ()))
        country = {"country": places[0]} if len(places) == 1 and places[0] in countries() else {}
        return {**country, "regions": ",".join(regions)} if regions else country


async def open_teller(connection: Driver, now: datetime) -> Teller:
    """Give a teller that knows which regional bodies countries belong to."""
    rows = await connection.fetch(REGIONS, now.date())
    return Teller("measurement", now, {row[0]: row[1] for row in rows})


def activity_events(teller: Teller, rows: Sequence[Any]) -> list[Row]:
    """Make the events of activities that have changed; `rows` have their state, version and titles as JSON."""
    events = []
    for row in rows:
        state: dict[str, Any] = {name: value for name, value in row.items() if name != "version"}
        state |= {"id": str(row["id"]), "titles": orjson.Fragment(row["titles"])}
        events.append(teller.row(ActivityUpdated, state, row["version"], row["recipients"]))
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
        self._state = shared(state)

    def tell(self, own: Written, usd: Decimal | None, corrects: UUID | None, lines: Sequence[Line] = ()) -> Row:
        """Make the row of one flow's event."""
        kind = FlowRecorded if corrects is None else FlowCorrected
        corrected = "" if corrects is None else f'"corrects":"{corrects}",'
        value = "null" if usd is None else f'"{digits(usd)}"'
        amount = "null" if own.amount == NULL else f'"{own.amount}"'
        in_kind = orjson.dumps([_line(line) for line in lines]).decode() if lines else "[]"
        state = f'"id":"{own.id}","day":"{own.day}","value_date":"{own.value_date}","amount":{amount},"usd":{value}'
        data = f'{{{state},{corrected}"lines":{in_kind},{self._state}'
        subject = f"{kind.collection}/{own.id}"
        about = self._teller.about(kind, self._places)
        return kind.topic.name, subject, attributes(subject, 1, about), data.encode()


def _line(line: Line) -> dict[str, str]:
    return {"type": line.kind, "quantity": digits(line.quantity), "unit": line.unit, "modality": line.modality}
