"""How flows of an activity are put into events: small enough, alike in what is filtered by, complete and in order."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.measurement.events import LARGEST_FLOWS, MOST_FLOWS, ActivityFlowsCorrected, ActivityFlowsRecorded
from services.measurement.facts.organisations.rules.parties import Party
from services.measurement.ledger.rules.attribution import Sides
from services.measurement.ledger.store import event_rows
from services.measurement.ledger.store.event_rows import EventRowBuilder, FlowEventRows, FlowsInCommon, divided
from services.measurement.ledger.store.flows import written
from services.measurement.reading.records import Flow, Line, TransactionTerms
from services.measurement.reading.source import NOBODY
from shared.memberships import Memberships, Spell
from shared.spells import Days

START = date(2020, 1, 1)
ACTIVITY = {"id": str(uuid4()), "identifier": "GB-COH-1-A", "reporter": "GB-COH-1", "reporter_name": 'The "first"'}
MEMBERSHIPS = Memberships(
    [
        Spell("KE", "EAC", None, None),
        Spell("ML", "ECOWAS", None, START + timedelta(10)),
        Spell("ML", "AES", START + timedelta(8), None),
    ]
)
RECIPIENTS = (("KE",), ("ML",), ("KE", "ML"), ("ML", "KE"), ("298",), ("",))
KINDS = {one.type: one for one in (ActivityFlowsRecorded, ActivityFlowsCorrected)}


class Added(NamedTuple):
    """A flow on its way into an event: its recipients, day, type and size, and whether it corrects another."""

    recipients: tuple[str, ...]
    day: date
    transaction_type: str
    lines: int
    corrects: UUID | None


ADDED = st.builds(
    Added,
    st.sampled_from(RECIPIENTS),
    st.integers(0, 14).map(lambda days: START + timedelta(days)),
    st.sampled_from(["3", "4"]),
    st.integers(0, 8),
    st.one_of(st.none(), st.uuids()),
)
LINE = Line("expert_time", Decimal("12.5"), "person_day", {}, "D011")


def common(rows: FlowEventRows, recipients: Sequence[str], transaction_type: str) -> FlowsInCommon:
    weights = tuple((code, Decimal(1)) for code in recipients)
    terms = TransactionTerms("USD", NOBODY, NOBODY, weights, "", "C01", "10", "110", "", ())
    return FlowsInCommon(rows, terms, transaction_type, Sides(Party("GB"), "north_south"))


def told(flows: Sequence[Added], sequence: int = 3) -> tuple[list[str], list[dict[str, Any]], list[bytes]]:
    """Put flows into events; give their ids, the events as they come outside, and the data of each as it is sent."""
    rows = FlowEventRows(EventRowBuilder("measurement", datetime(2026, 5, 1, tzinfo=UTC), MEMBERSHIPS), ACTIVITY)
    commons = {key: common(rows, *key) for key in {(one.recipients, one.transaction_type) for one in flows}}
    ids = []
    for one in flows:
        flow = Flow(0, "", one.transaction_type, one.day, Decimal("10.50"), one.day, "", 0, b"", (LINE,) * one.lines)
        ids.append(str(uuid4()))
        own = written(ids[-1], flow)
        commons[one.recipients, one.transaction_type].add(own, flow, "10.50", one.corrects, None)
    made = list(rows.take_rows(sequence))
    assert list(rows.take_rows(sequence)) == []
    assert {(topic, key) for topic, key, *_ in made} <= {("harambee.measurement", f"activities/{ACTIVITY['id']}")}
    events = [orjson.loads(attributes) | {"data": orjson.loads(data)} for *_, attributes, data in made]
    return ids, events, [data for *_, data in made]


@given(st.lists(ADDED, max_size=120))
def test_flows_of_one_event_are_alike_few_and_in_order(flows: list[Added]) -> None:
    most, largest = 7, 2_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_rows, "MOST_FLOWS", most)
        patch.setattr(event_rows, "LARGEST_FLOWS", largest)
        ids, events, bodies = told(flows)
    added = dict(zip(ids, flows, strict=True))
    found: defaultdict[tuple[str, tuple[str, ...], str], list[str]] = defaultdict(list)
    for event, body in zip(events, bodies, strict=True):
        data = KINDS[event["type"]].model_validate(event["data"])
        assert data.model_dump(mode="json", exclude_unset=True) == event["data"]
        assert ACTIVITY.items() <= event["data"].items()
        assert (event["subject"], event["sequence"]) == (f"activities/{ACTIVITY['id']}", "3")
        here = [one["id"] for one in event["data"]["flows"]]
        assert 1 <= len(here) <= most
        assert len(body) <= largest or len(here) == 1
        recipients = tuple(event["data"]["recipients"])
        for one in event["data"]["flows"]:
            flow = added[one["id"]]
            assert (flow.recipients, flow.transaction_type, str(flow.day)) == (
                recipients,
                one["transaction_type"],
                one["day"],
            )
            assert one.get("corrects") == (str(flow.corrects) if flow.corrects else None)
            assert event.get("regions", "") == ",".join(MEMBERSHIPS.bodies(recipients, Days(flow.day, flow.day)))
        assert event.get("country") == (recipients[0] if recipients in {("KE",), ("ML",)} else None)
        found[event["type"], recipients, event.get("regions", "")] += here
    places = {one: place for place, one in enumerate(ids)}
    assert sorted(one for here in found.values() for one in here) == sorted(ids), "nothing lost, nothing twice"
    for here in found.values():
        assert here == sorted(here, key=places.__getitem__)
    assert len(events) <= len(found) + sum(map(len, bodies)) // (largest // 2) + len(flows) // most


@given(st.lists(st.integers(1, 60), min_size=1, max_size=60), st.integers(1, 100))
def test_events_are_as_full_as_they_may_be(sizes: list[int], room: int) -> None:
    flows = [bytes(size) for size in sizes]
    parts = [list(part) for part in divided(flows, room)]
    assert [flow for part in parts for flow in part] == flows
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        assert len(b",".join(part)) <= room or len(part) == 1
        if following is not None:
            assert len(part) == MOST_FLOWS or len(b",".join([*part, following[0]])) > room


def test_many_flows_and_large_ones_keep_to_the_limits_that_are_promised() -> None:
    small = Added(("KE",), START, "3", 0, None)
    ids, events, _ = told([small] * 450)
    assert [len(event["data"]["flows"]) for event in events] == [200, 200, 50]
    assert [one["id"] for event in events for one in event["data"]["flows"]] == ids
    ids, events, bodies = told([small._replace(lines=1000)] * 8)
    assert len(events) > 1
    assert max(map(len, bodies)) <= LARGEST_FLOWS
    assert [one["id"] for event in events for one in event["data"]["flows"]] == ids


def test_a_flow_that_is_larger_than_an_event_of_several_goes_alone() -> None:
    small = Added(("KE",), START, "3", 0, None)
    _, events, bodies = told([small, small._replace(lines=5000), small])
    assert [len(event["data"]["flows"]) for event in events] == [1, 1, 1]
    assert [len(body) > LARGEST_FLOWS for body in bodies] == [False, True, False]
