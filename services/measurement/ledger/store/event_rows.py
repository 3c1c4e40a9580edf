"""Rows of events for the outbox, made by the thousand: the JSON of each is written without an object in between."""

from bisect import bisect
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from uuid_utils import uuid7

from services.measurement.copy_rows import NULL
from services.measurement.events import (
    LARGEST_FLOWS,
    MOST_FLOWS,
    ActivityFlowsCorrected,
    ActivityFlowsRecorded,
    ActivityUpdated,
)
from services.measurement.ledger.rules.attribution import Sides
from services.measurement.ledger.rules.days import days_of_activity
from services.measurement.ledger.store.flows import Written
from services.measurement.reading.records import Flow, Line, TransactionTerms
from shared.db import Driver
from shared.decimals import digits
from shared.envelope import Audience, Event, instant
from shared.memberships import Memberships, read_spells, sole_country
from shared.outbox import Row
from shared.spells import Days

STATE = """
a.id, reporter, reporter_name, identifier, titles::text, status, cooperation, aid_type, places AS recipients,
    dates::text, a.version,
    (SELECT min(e.external_id) FROM external_activities e WHERE e.activity = a.id) AS external_id
"""
"""What is told of an activity `a` that changes."""

MOST_PLACES = 10_000


class EventRowBuilder:
    """Makes the outbox rows of one transaction; `memberships` give the regional bodies that events are about."""

    def __init__(self, source: str, now: datetime, memberships: Memberships) -> None:
        self.today = now.date()
        self.memberships = memberships
        self._common = {"specversion": "1.0", "source": f"/{source}", "time": instant(now)}
        self._shared: dict[tuple[type[Event], tuple[str, ...], tuple[str, ...]], str] = {}

    def row(
        self, kind: type[Event], data: Mapping[str, Any], sequence: int, places: Sequence[str], days: Days | None = None
    ) -> Row:
        """Make the row of an event; `data` are its fields as JSON has them.

        `places` are the countries it is about, on these days, or today.
        """
        about = tuple(places)
        regions = self.memberships.bodies(about, days or Days(self.today, self.today))
        subject = f"{kind.collection}/{data['id']}"
        return self.row_of(kind, subject, sequence, self.attributes(kind, about, regions), orjson.dumps(data))

    def attributes(self, kind: type[Event], places: tuple[str, ...], regions: tuple[str, ...]) -> str:
        """Write the attributes that events of a kind about the same places have in common; imported data are public."""
        known = self._shared.get((kind, places, regions))
        if known is None:
            if len(self._shared) > MOST_PLACES:
                self._shared.clear()
            said = {"type": kind.type, "audience": kind.check_audience(Audience.PUBLIC.value)}
            country = {"country": code} if (code := sole_country(places)) else {}
            bodies = {"regions": ",".join(regions)} if regions else {}
            known = self._shared[kind, places, regions] = fields_in_common(
                {**self._common, **said, **country, **bodies}
            )
        return known

    def row_of(self, kind: type[Event], subject: str, sequence: int, attributes: str, data: bytes) -> Row:
        """Make the row of an event from what `attributes` gives, and its data as JSON."""
        # What is its own needs no escapes in JSON.
        own = f'"id":"{uuid7()}","subject":"{subject}","partitionkey":"{subject}","sequence":"{sequence}"'
        return kind.topic.name, subject, f"{{{own},{attributes}".encode(), data


async def open_event_rows(connection: Driver, now: datetime, places: Collection[str] | None = None) -> EventRowBuilder:
    """Give a builder of rows for one transaction.

    It knows to which regional bodies countries belonged: all of them, or the `places` that events will be about.
    """
    return EventRowBuilder("measurement", now, Memberships(await read_spells(connection, places)))


def activity_rows(events: EventRowBuilder, found: Sequence[Any]) -> list[Row]:
    """Make the rows of the events of activities that have changed, which are as STATE gives them."""
    rows = []
    for one in found:
        state: dict[str, Any] = {name: value for name, value in one.items() if name not in {"version", "dates"}}
        state |= {"id": str(one["id"]), "titles": orjson.Fragment(one["titles"])}
        days = days_of_activity(orjson.loads(one["dates"]), events.today)
        rows.append(events.row(ActivityUpdated, state, one["version"], one["recipients"], days))
    return rows


def fields_in_common(fields: Mapping[str, Any]) -> str:
    """Write the fields that many JSON objects end in: without the brace before them."""
    return orjson.dumps(fields).decode()[1:]


class FlowEventRows:
    """Collects flows of one activity, and makes the rows of the events that tell of them.

    `activity` has the fields of these events that are the activity's: `id`, `identifier`, `reporter`, `reporter_name`.
    Flows stand in one event that have its class, their recipients and the regional bodies of their days in common.
    """

    def __init__(self, events: EventRowBuilder, activity: Mapping[str, Any]) -> None:
        self._events = events
        self._id = activity["id"]
        self._activity = fields_in_common(activity)[:-1]
        self._flows: dict[tuple[type[Event], tuple[str, ...], tuple[str, ...]], list[bytes]] = {}

    def changes(self, recipients: tuple[str, ...]) -> Sequence[date]:
        """Give the days from which on flows to these recipients are about other regional bodies than before."""
        return self._events.memberships.changes(recipients)

    def together(self, kind: type[Event], recipients: tuple[str, ...], day: date) -> list[bytes]:
        """Give the list to which the JSON of flows of this day, or another with the same regional bodies, is added."""
        regions = self._events.memberships.bodies(recipients, Days(day, day))
        return self._flows.setdefault((kind, recipients, regions), [])

    def take_rows(self, sequence: int) -> Iterator[Row]:
        """Make the rows of all flows that were added since it was last called; `sequence` is the activity's version."""
        for (kind, recipients, regions), flows in self._flows.items():
            if not flows:
                continue
            attributes = self._events.attributes(kind, recipients, regions)
            head = f'{{{self._activity},"recipients":{orjson.dumps(recipients).decode()},"flows":['.encode()
            subject = f"{kind.collection}/{self._id}"
            for part in divided(flows, LARGEST_FLOWS - len(head) - len(TAIL)):
                yield self._events.row_of(
                    kind, subject, sequence, attributes, b"%b%b%b" % (head, b",".join(part), TAIL)
                )
            flows.clear()


TAIL = b"]}"


def divided(flows: Sequence[bytes], room: int) -> Iterator[Sequence[bytes]]:
    """Divide flows among events, in their order: at most MOST_FLOWS, and `room` bytes with the commas between them.

    One that is larger goes alone.
    """
    first = size = 0
    for place, flow in enumerate(flows):
        if place > first and (place - first == MOST_FLOWS or size + len(flow) > room):
            yield flows[first:place]
            first, size = place, 0
        size += len(flow) + 1
    yield flows[first:]


class FlowsInCommon:
    """Flows of one activity that have recipients and terms in common, on their way into its events."""

    def __init__(self, rows: FlowEventRows, terms: TransactionTerms, transaction_type: str, sides: Sides) -> None:
        self._rows = rows
        self._recipients = tuple(code for code, _ in terms.recipients)
        self._changes = rows.changes(self._recipients)
        self._lists: dict[tuple[bool, int], list[bytes]] = {}
        self._state = fields_in_common(
            {
                "transaction_type": transaction_type,
                "provider": sides.provider.code,
                "currency": terms.currency,
                "cooperation": sides.cooperation,
                "aid_type": terms.aid_type,
            }
        )

    def add(self, own: Written, flow: Flow, usd: str | None, corrects: UUID | None, external_id: str | None) -> None:
        """Add a flow, which may take the place of another; `external_id` is the name that it has for its event."""
        more = ""
        if corrects is not None:
            more = f'"corrects":"{corrects}",'
        if own.value_date != own.day:
            more += f'"value_date":"{own.value_date}",'
        if external_id is not None:
            more += f'"external_id":{orjson.dumps(external_id).decode()},'
        if flow.lines:
            more += f'"lines":{orjson.dumps([_line(line) for line in flow.lines]).decode()},'
        value = "null" if usd is None else f'"{usd}"'
        amount = "null" if own.amount == NULL else f'"{own.amount}"'
        data = f'{{"id":"{own.id}","day":"{own.day}","amount":{amount},"usd":{value},{more}{self._state}'
        self._together(corrects is not None, flow.day).append(data.encode())

    def _together(self, corrects: bool, day: date) -> list[bytes]:
        # Between two changes of memberships all days are alike, and most flows are of the same few times.
        key = (corrects, bisect(self._changes, day))
        found = self._lists.get(key)
        if found is None:
            kind = ActivityFlowsCorrected if corrects else ActivityFlowsRecorded
            found = self._lists[key] = self._rows.together(kind, self._recipients, day)
        return found


def _line(line: Line) -> dict[str, str]:
    return {
        "type": line.kind,
        "quantity": digits(line.quantity),
        "unit": line.unit,
        "tossd_modality": line.tossd_modality,
    }
