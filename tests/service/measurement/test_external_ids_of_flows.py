"""A foreign system writes flows by its own identities, as often as it likes."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from shared.db import Driver
from tests.mirroring import bring_back, make
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums, reporter_of
from tests.service.measurement.registering import actor, hear
from tests.service.measurement.registering import told as told_by
from tests.service.measurement.writing import (
    REPORTER,
    an_activity,
    days_of_experts,
    events_of_flows,
    faults,
    flow,
    given_to_kenya,
    recorded,
    told,
)
from tests.serving import Client

PATH = "/v1/flows/by-external-id/T%2F17"
ANY = {"If-Match": "*"}


async def put(client: Client, body: Any, version: int | None = None) -> dict[str, Any]:
    """Write what has to be right."""
    answer = await client.put(PATH, json=body, headers={"If-Match": f'"{version}"'} if version else {})
    assert answer.status_code == (200 if version else 201), answer.text
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
    return dict(answer.json())


async def test_what_is_said_anew_corrects_what_was_said_before(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    first = await put(client, flow(found, "10"))
    assert (first["external_id"], first["version"], first["corrects"]) == ("T/17", 1, None)
    second = await put(client, flow(found, "20"), 1)
    assert (second["external_id"], second["version"], second["corrects"]) == ("T/17", 2, first["id"])
    old = (await client.get(f"/v1/flows/{first['id']}")).json()
    assert (old["external_id"], old["corrected_by"], old["version"]) == ("T/17", second["id"], 2)
    assert await given_to_kenya(client) == [("GB", "20.00", 1)]
    [listed] = (await client.get("/v1/flows")).json()["items"]
    assert listed == second
    await check_sums(inside)


@pytest.mark.parametrize("more", [{}, {"lines": [days_of_experts()]}])
async def test_what_is_said_again_changes_nothing(client: Client, inside: Driver, more: dict[str, Any]) -> None:
    found = await an_activity(client)
    first = await put(client, flow(found, "10", **more))
    await told(inside)
    assert await put(client, flow(found, "10", **more), 1) == first
    assert await told(inside) == []


async def test_what_a_contribution_costs_is_said_anew_too(client: Client) -> None:
    found = await an_activity(client)
    cost = {"unit_cost": {"amount": "5", "currency": "USD"}, "valuation_method": "actual_cost"}
    await put(client, flow(found, None, lines=[days_of_experts()]))
    valued = await put(client, flow(found, None, lines=[days_of_experts(**cost)]), 1)
    assert (valued["version"], valued["lines"][0]["valuations"][0]["worth"]["amount"]) == (2, "60")


async def test_nobody_writes_over_what_he_has_not_seen(client: Client) -> None:
    found = await an_activity(client)
    await put(client, flow(found, "10"))
    assert (await client.put(PATH, json=flow(found, "20"))).status_code == 428
    await put(client, flow(found, "30"), 1)
    stale = await client.put(PATH, json=flow(found, "20"), headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert await given_to_kenya(client) == [("GB", "30.00", 1)]


async def test_the_identity_goes_with_corrections_of_others(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    first = await put(client, flow(found, "10", ref="A"))
    corrected = await recorded(client, flow(found, "11", ref="A", corrects=first["id"]))
    assert (corrected["external_id"], corrected["version"]) == ("T/17", 2)
    await imported(client, file(activity("GB-COH-1-A", transaction("12", ref="A"))))
    [imported_one] = (await client.get("/v1/flows")).json()["items"]
    assert (imported_one["external_id"], imported_one["version"]) == ("T/17", 3)
    assert (await put(client, flow(found, "13", ref="A"), 3))["corrects"] == imported_one["id"]
    assert await given_to_kenya(client) == [("GB", "13.00", 1)]
    await check_sums(inside)


async def test_events_of_flows_carry_the_identity_and_who_reports(client: Client, inside: Driver) -> None:
    def of_flows(found: list[dict[str, Any]]) -> list[tuple[str, str | None, str, str]]:
        return [
            (one["type"].split(".")[2], each.get("external_id"), one["data"]["reporter"], one["data"]["reporter_name"])
            for one in events_of_flows(found)
            for each in one["data"]["flows"]
        ]

    found = await an_activity(client)
    await told(inside)
    first = await put(client, flow(found, "10", ref="A"))
    assert of_flows(await told(inside)) == [("flows_recorded", "T/17", REPORTER, "Reporter")]
    await put(client, flow(found, "11", ref="A"), 1)
    assert of_flows(await told(inside)) == [("flows_corrected", "T/17", REPORTER, "Reporter")]
    await imported(client, file(activity("GB-COH-1-A", transaction("12", ref="A"))))
    assert of_flows(await told(inside)) == [("flows_corrected", "T/17", REPORTER, "Reporter")]
    [current] = (await client.get("/v1/flows")).json()["items"]
    await recorded(client, flow(found, "13", ref="A", corrects=current["id"]))
    assert of_flows(await told(inside)) == [("flows_corrected", "T/17", REPORTER, "Reporter")]
    [current] = (await client.get("/v1/flows")).json()["items"]
    await client.post(f"/v1/flows/{current['id']}/withdraw", json={"reason": "Twice"})
    assert of_flows(await told(inside)) == [("flows_withdrawn", "T/17", REPORTER, "Reporter")]
    await recorded(client, flow(found, "1"))
    assert of_flows(await told(inside)) == [("flows_recorded", None, REPORTER, "Reporter")]
    history = (await client.get("/v1/flows", params={"corrected": True, "withdrawn": True})).json()["items"]
    assert [one["external_id"] for one in history] == ["T/17"] * 4 + [None]
    assert history[0]["id"] == first["id"]


async def test_events_of_activities_carry_the_identity_and_who_reports(client: Client, inside: Driver) -> None:
    def identities(found: list[dict[str, Any]]) -> list[tuple[str | None, str]]:
        kinds = {"harambee.activity.recorded.v1", "harambee.activity.updated.v1"}
        return [(one["data"]["external_id"], one["data"]["reporter_name"]) for one in found if one["type"] in kinds]

    body = {"identifier": "GB-COH-1-A", "reporter": REPORTER, "reporter_name": "Reporter", "titles": {"en": "T"}}
    body |= {"dates": {"2": "2019-01-01"}}
    made = await client.put("/v1/activities/by-external-id/P%2F1", json=body)
    assert made.status_code == 201, made.text
    path = f"/v1/activities/{made.json()['id']}"
    await client.patch(path, json={"titles": {"en": "Other"}}, headers=ANY)
    await recorded(client, flow(made.json()["id"], parts=[{"code": "UG"}]))
    await client.put(f"{path}/cooperation", json={"value": "triangular", "reason": "So it is"}, headers=ANY)
    await imported(client, file(activity("GB-COH-1-A", transaction("12", ref="A"))))
    await client.delete(path, headers=ANY)
    assert identities(await told(inside)) == [("P/1", "Reporter")] * 6


async def test_an_identity_is_of_one_flow(client: Client) -> None:
    found = await an_activity(client)
    named = [flow(found, "1", external_id="one"), flow(found, "2", external_id="other")]
    one, _ = (await recorded(client, named))["items"]
    taken = await client.post("/v1/flows", json=[flow(found), flow(found, external_id="one")])
    assert (taken.status_code, faults(taken)) == (409, {("/1/external_id", "taken")})
    twice = await client.post("/v1/flows", json=[flow(found, external_id="new"), flow(found, external_id="new")])
    assert (twice.status_code, faults(twice)) == (422, {("/1/external_id", "twice")})
    corrected = await recorded(client, flow(found, "3", corrects=one["id"], external_id="uno"))
    assert corrected["external_id"] == "uno"
    again = await recorded(client, flow(found, "4", external_id="one"))
    assert again["external_id"] == "one"


async def test_what_was_withdrawn_is_recorded_anew(client: Client, inside: Driver) -> None:
    body = flow(await an_activity(client), "10")
    first = await make(client, "flows", body)
    path = f"/v1/flows/{first['id']}"
    gone = await client.post(f"{path}/withdraw", json={"reason": "Twice"})
    assert await given_to_kenya(client) == []
    back = (await bring_back(client, "flows", body, gone)).json()
    assert (back["id"] != first["id"], back["corrects"], back["withdrawn"]) == (True, None, None)
    assert (await client.get(path)).json() == gone.json()
    assert await given_to_kenya(client) == [("GB", "10.00", 1)]
    await client.post(f"/v1/flows/{back['id']}/withdraw", json={"reason": "Twice"})
    anew = await recorded(client, {**body, "external_id": "/x 7"})
    assert anew["version"] == back["version"] + 2
    await check_sums(inside)


async def test_an_identity_is_the_systems_own(client: Client, url: str) -> None:
    found = await an_activity(client)
    agency = uuid4()
    await hear(url, told_by(actor(agency, "GB", REPORTER)))
    headers = client.as_(reporter_of(str(agency)))
    theirs = await recorded(client, flow(found, "10", external_id="T/17"), headers=headers)
    mine = await put(client, flow(found, "20"))
    assert theirs["id"] != mine["id"]
    assert await given_to_kenya(client) == [("GB", "30.00", 2)]


async def test_faults_of_what_an_identity_is_given_to(client: Client) -> None:
    one, other = await an_activity(client), await an_activity(client, "GB-COH-1-B")
    first = await put(client, flow(one))
    moved = await client.put(PATH, json=flow(other, day="2999-01-01"), headers=ANY)
    assert (moved.status_code, faults(moved)) == (422, {("/activity", "other_activity"), ("/day", "in_future")})
    said = await client.put(PATH, json=flow(one, corrects=first["id"]), headers=ANY)
    assert (said.status_code, faults(said)) == (422, {("/corrects", "unknown_field")})
    for name in ("x" * 256, "%00"):
        bad = await client.put(f"/v1/flows/by-external-id/{name}", json=flow(one))
        assert (bad.status_code, {pointer for pointer, _ in faults(bad)}) == (422, {"/external_id"})


async def test_of_two_that_come_at_once_one_is_recorded(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    answers = await asyncio.gather(*(client.put(PATH, json=flow(found, "10")) for _ in range(6)))
    assert sorted({answer.status_code for answer in answers} - {503}) == [201, 428]
    assert await given_to_kenya(client) == [("GB", "10.00", 1)]
    await check_sums(inside)
