"""What is told of an activity's flows: together, after the activity, and each flow once."""

from collections import Counter
from typing import Any

import pytest

from services.measurement.imports import apply
from services.measurement.ledger.store import event_rows
from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.writing import an_activity, events_of_flows, flow, recorded, told
from tests.serving import Client

ANY = {"If-Match": "*"}


def of_activity(found: list[dict[str, Any]], activity_id: str) -> list[tuple[str, str, int]]:
    """Give the events of an activity in order: their type, sequence, and how many flows each has."""
    return [
        (one["type"].split(".")[2], one["sequence"], len(one["data"].get("flows", [])))
        for one in found
        if one["subject"] == f"activities/{activity_id}"
    ]


def named(events: list[dict[str, Any]]) -> list[str]:
    """Give the ids of the flows that events tell of."""
    return [one["id"] for event in events for one in event["data"]["flows"]]


async def of_api(client: Client, **filters: Any) -> list[str]:
    """Give the ids of flows as the API shows them."""
    found, cursor = [], None
    while True:
        asked = {"limit": 1000, **filters, **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/v1/flows", params=asked)).json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found


async def test_flows_to_different_countries_are_told_of_apart(client: Client, inside: Driver) -> None:
    def to(code: str, ref: str) -> str:
        return transaction("10", ref=ref, inner=f'<recipient-country code="{code}"/>')

    transactions = [to("KE", "1"), to("UG", "2"), to("KE", "3"), to("RW", "4"), to("UG", "5")]
    await imported(client, file(activity("GB-COH-1-A", *transactions)))
    found = await told(inside)
    first, *flows = [one for one in found if one["subject"].startswith("activities/")]
    assert (first["type"], first.get("country")) == ("harambee.activity.recorded.v1", None)
    assert [(one["country"], one["data"]["recipients"], len(one["data"]["flows"])) for one in flows] == [
        ("KE", ["KE"], 2),
        ("UG", ["UG"], 2),
        ("RW", ["RW"], 1),
    ]
    by_country = {one["country"]: set(named([one])) for one in flows}
    for country, ids in by_country.items():
        assert ids == set(await of_api(client, country=country))


async def test_many_flows_are_told_of_two_hundred_at_once(client: Client, inside: Driver) -> None:
    here = await an_activity(client, inner='<recipient-country code="KE" percentage="100"/>')
    await told(inside)
    made = await recorded(client, [flow(here, str(place)) for place in range(1, 451)])
    ids = [one["id"] for one in made["items"]]
    found = await told(inside)
    assert of_activity(found, here)[-3:] == [
        ("flows_recorded", "1", 200),
        ("flows_recorded", "1", 200),
        ("flows_recorded", "1", 50),
    ]
    assert named(events_of_flows(found)) == ids
    mixed = [flow(here, "1", corrects=one) if place % 2 else flow(here, "2") for place, one in enumerate(ids[:10])]
    made = await recorded(client, mixed)
    found = events_of_flows(await told(inside))
    assert [(kind, many) for kind, _, many in of_activity(found, here)] == [
        ("flows_recorded", 5),
        ("flows_corrected", 5),
    ]
    assert sorted(named(found)) == sorted(one["id"] for one in made["items"])
    corrected = {one["id"]: one["corrects"] for one in found[1]["data"]["flows"]}
    assert corrected == {
        one["id"]: body["corrects"] for one, body in zip(made["items"], mixed, strict=True) if "corrects" in body
    }
    assert (await client.delete(f"/v1/activities/{here}", headers=ANY)).is_success
    found = await told(inside)
    assert [kind for kind, *_ in of_activity(found, here)] == ["updated", *["flows_withdrawn"] * 3]
    assert {sequence for _, sequence, _ in of_activity(found, here)} == {"2"}
    gone = await of_api(client, withdrawn=True)
    assert len(gone) == 455
    assert sorted(named(events_of_flows(found))) == sorted(gone)


async def test_an_import_tells_of_each_flow_once_after_its_activity(
    client: Client, inside: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "MOST_FLOWS", 30)  # so many are written at once
    places = ("KE", "UG")

    def whole(amount: str, count: int) -> bytes:
        def one(identifier: str) -> str:
            inner = [f'<recipient-country code="{places[number % 2]}"/>' for number in range(count)]
            return activity(identifier, *(transaction(amount, ref=str(n), inner=inner[n]) for n in range(count)))

        return file(one("GB-COH-1-A"), one("GB-COH-1-B"))

    await imported(client, whole("10", 100))
    found = await told(inside)
    activities = [one["data"]["id"] for one in found if one["type"] == "harambee.activity.recorded.v1"]
    for one in activities:
        assert of_activity(found, one)[0] == ("recorded", "1", 0)
        assert {(kind, sequence) for kind, sequence, _ in of_activity(found, one)[1:]} == {("flows_recorded", "1")}
    flows = events_of_flows(found)
    assert Counter(named(flows)) == Counter(await of_api(client))
    assert len(flows) > 4, "more than one piece of each activity"

    await imported(client, whole("11", 99), query={"missing": "withdraw"})
    found = await told(inside)
    for one in activities:
        kinds = [kind for kind, *_ in of_activity(found, one)]
        assert kinds[0] == "updated"
        assert set(kinds[1:]) == {"flows_corrected", "flows_withdrawn"}
        assert {sequence for _, sequence, _ in of_activity(found, one)} == {"2"}
    flows = events_of_flows(found)
    assert Counter(named(flows)) == Counter(await of_api(client, withdrawn=True))


async def test_an_import_that_withdraws_reads_the_memberships_once(
    client: Client, inside: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [activity(f"GB-COH-1-{name}", transaction("1", ref="1"), transaction("2", ref="2")) for name in "AB"]
    await imported(client, file(*both))
    await told(inside)
    read = 0
    read_spells = event_rows.read_spells

    async def counted(*asked: Any) -> Any:
        nonlocal read
        read += 1
        return await read_spells(*asked)

    monkeypatch.setattr(event_rows, "read_spells", counted)
    await imported(client, file(activity("GB-COH-1-A", transaction("1", ref="1"))), query={"missing": "withdraw"})
    assert len(events_of_flows(await told(inside))) == 2
    assert read == 1
    [one] = (await client.get("/v1/activities")).json()["items"]
    assert (await client.delete(f"/v1/activities/{one['id']}", headers=ANY)).is_success
    assert read == 2
