from typing import Any

import pytest

from shared.db import Driver
from tests.mirroring import bring_back, make, named
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums
from tests.service.measurement.writing import an_activity, faults, flow, given_to_kenya, recorded, told
from tests.serving import NOBODY, Client, coordinator


def body(**more: Any) -> dict[str, Any]:
    return {
        "identifier": "BR-CNPJ-1-A",
        "reporter": "BR-CNPJ-1",
        "titles": {"en": "Vaccines", "pt": "Vacinas"},
        "status": "2",
        "aid_type": "D01",
        "dates": {"2": "2019-04-01"},
        "recipients": [{"code": "KE", "percentage": "62.5"}, {"code": "UG", "percentage": "37.5"}],
        "sectors": [{"code": "12250"}],
        "sdgs": ["3.b", "3"],
        **more,
    }


async def posted(client: Client, **more: Any) -> dict[str, Any]:
    answer = await client.post("/v1/activities", json=body(**more))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def by_version(found: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{found["version"]}"'}


async def test_an_activity_is_recorded_and_takes_flows(client: Client, inside: Driver) -> None:
    found = await posted(client)
    assert (found["cooperation"], found["details"]["sdgs"], found["version"]) == ("south_south", ["3", "3.b"], 1)
    (event,) = await told(inside)
    assert (event["type"], event["data"]["recipients"]) == ("harambee.activity.recorded.v1", ["KE", "UG"])
    one = await recorded(client, flow(found["id"], "80"))
    assert (one["provider"]["code"], one["aid_type"]) == ("BR", "D01")
    assert [(part["code"], part["usd"]) for part in one["parts"]] == [("KE", "50.00"), ("UG", "30.00")]
    again = await client.post("/v1/activities", json=body())
    assert (again.status_code, faults(again)) == (409, {("/identifier", "taken")})


async def test_all_faults_of_an_activity_are_said_at_once(client: Client) -> None:
    answer = await client.post(
        "/v1/activities",
        json=body(
            recipients=[{"code": "KE", "percentage": "60"}, {"code": "UG", "percentage": "39.99"}],
            sectors=[{"code": "12250"}, {"code": "1", "vocabulary": "7"}, {"code": "3", "vocabulary": "7"}],
            dates={"4": "2019-01-01"},
            participants=[{"role": "pivotal", "ref": "BR-1", "valid_from": "2020-01-02", "valid_to": "2020-01-01"}],
        ),
    )
    assert answer.status_code == 422
    assert faults(answer) == {
        ("/recipients", "not_whole"),
        ("/sectors/1/percentage", "required"),
        ("/sectors/2/percentage", "required"),
        ("/dates", "required"),
        ("/participants/0/valid_to", "period"),
        ("/participants", "incomplete"),
    }
    assert "no beneficiary and no facilitating" in answer.text


async def test_three_corners_make_it_triangular(client: Client, inside: Driver) -> None:
    roles = {"beneficiary": "KE-COA-1", "pivotal": "BR-CNPJ-1", "facilitating": "JP-CN-1"}
    people = [{"role": role, "ref": ref, "valid_from": "2020-01-01"} for role, ref in roles.items()]
    found = await posted(client)
    await recorded(client, flow(found["id"], "80"))
    path = f"/v1/activities/{found['id']}"
    changed = await client.patch(path, json={"participants": people}, headers=by_version(found))
    assert changed.status_code == 200, changed.text
    assert (changed.json()["cooperation"], changed.json()["version"]) == ("triangular", 2)
    assert changed.json()["participants"][0]["valid_from"] == "2020-01-01"
    assert await given_to_kenya(client, cooperation="triangular") == [("BR", "50.00", 1)]
    assert await given_to_kenya(client, cooperation="south_south") == []
    stale = await client.patch(path, json={"status": "4"}, headers=by_version(found))
    assert stale.status_code == 412
    assert (await client.patch(path, json={"status": "4"})).status_code == 428
    await check_sums(inside)


async def test_a_foreign_system_writes_by_its_own_identity(client: Client) -> None:
    path = "/v1/activities/by-external-id/AMP%2F17"
    first = await client.put(path, json=body())
    assert (first.status_code, first.json()["external_id"]) == (201, "AMP/17")
    same = await client.put(path, json=body(), headers={"If-Match": '"1"'})
    assert (same.status_code, same.headers["etag"], same.json()) == (200, '"1"', first.json())
    second = await client.put(path, json=body(status="4"), headers={"If-Match": "*"})
    assert (second.status_code, second.json()["id"], second.json()["status"]) == (200, first.json()["id"], "4")
    assert (await client.put(path, json=body())).status_code == 428
    moved = await client.put(path, json=body(identifier="BR-CNPJ-1-B"), headers={"If-Match": "*"})
    assert (moved.status_code, faults(moved)) == (409, {("/identifier", "fixed")})


async def test_an_imported_activity_is_changed_and_keeps_what_was_not_named(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    await recorded(client, flow(found, "10"))
    path = f"/v1/activities/{found}"
    changed = await client.patch(path, json={"titles": {"fr": "Puits"}}, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text
    assert changed.json()["titles"] == {"en": "Title", "fr": "Puits"}
    assert [share["code"] for share in changed.json()["recipients"]] == ["KE"]
    assert await given_to_kenya(client) == [("GB", "10.00", 1)]
    await check_sums(inside)


async def test_a_withdrawn_activity_takes_its_flows_along_and_comes_back_by_a_new_report(
    client: Client, inside: Driver
) -> None:
    payments = [transaction("10", ref="A"), transaction("20", ref="B")]
    found = await an_activity(client)
    await imported(client, file(activity("GB-COH-1-A", *payments)))
    path = f"/v1/activities/{found}"
    gone = await client.delete(path, headers={"If-Match": "*"})
    assert (gone.status_code, gone.json()["withdrawn_by"]) == (200, "admin")
    assert await given_to_kenya(client) == []
    assert (await client.get("/v1/activities")).json()["items"] == []
    assert [one["id"] for one in (await client.get("/v1/activities?withdrawn=true")).json()["items"]] == [found]
    refused = await client.post("/v1/flows", json=flow(found))
    assert (refused.status_code, faults(refused)) == (409, {("/activity", "withdrawn")})
    again = await client.delete(path, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()) == (200, gone.json())
    await check_sums(inside)
    await imported(client, file(activity("GB-COH-1-A", *payments, transaction("40", ref="C"))))
    assert (await client.get(path)).json()["withdrawn_at"] is None
    assert await given_to_kenya(client) == [("GB", "70.00", 3)]
    await check_sums(inside)


async def test_a_withdrawn_activity_comes_back_by_its_external_id(client: Client, inside: Driver) -> None:
    made = await make(client, "activities", body())
    sent = flow(made["id"], "80", external_id="F-1")
    await recorded(client, sent)
    path = f"/v1/activities/{made['id']}"
    gone = await client.delete(path, headers={"If-Match": "*"})
    refused = await client.patch(path, json={"status": "4"}, headers={"If-Match": "*"})
    assert named(refused) == (409, made["id"], "/x 7", gone.headers["etag"])
    flow_path, any_version = "/v1/flows/by-external-id/F-1", {"If-Match": "*"}
    without = await client.put(flow_path, json=sent, headers=any_version)
    assert faults(without) == {("/activity", "withdrawn")}
    assert "a PUT of it by its external_id brings it back" in without.text
    back = (await bring_back(client, "activities", body(), gone)).json()
    assert (back["id"], back["withdrawn_at"], back["withdrawn_by"]) == (made["id"], None, None)
    assert await given_to_kenya(client) == []
    assert (await client.put(flow_path, json=sent, headers=any_version)).status_code == 200
    assert await given_to_kenya(client) == [("BR", "50.00", 1)]
    await check_sums(inside)


async def test_flows_from_a_file_come_back_with_the_file_after_their_activity(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    reported = file(activity("GB-COH-1-A", transaction("10", ref="A")))
    await imported(client, reported)
    path, any_version = f"/v1/activities/{found}", {"If-Match": "*"}
    assert (await client.patch(path, json={"external_id": "A"}, headers=any_version)).status_code == 200
    await client.delete(path, headers=any_version)
    sent = body(identifier="GB-COH-1-A", reporter="GB-COH-1", recipients=[{"code": "KE"}])
    back = await client.put("/v1/activities/by-external-id/A", json=sent, headers=any_version)
    assert (back.status_code, back.json()["id"]) == (200, found)
    assert await given_to_kenya(client) == []
    await imported(client, reported)
    assert await given_to_kenya(client) == [("GB", "10.00", 1)]
    await check_sums(inside)


@pytest.mark.parametrize("later", ["import", "flow"])
async def test_cooperation_that_was_set_outlives_the_next_report(client: Client, inside: Driver, later: str) -> None:
    found = await an_activity(client)
    await imported(client, file(activity("GB-COH-1-A", transaction("10", ref="A"))))
    path = f"/v1/activities/{found}/cooperation"
    await told(inside)
    answer = await client.put(path, json={"value": "triangular", "reason": "Brazil trains"}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    said = answer.json()["cooperation_set"]
    assert (answer.json()["cooperation"], said["value"], said["by"]) == ("triangular", "triangular", "admin")
    assert [one["type"] for one in await told(inside)] == ["harambee.activity.updated.v1"]
    assert await given_to_kenya(client, cooperation="triangular") == [("GB", "10.00", 1)]
    await check_sums(inside)
    if later == "import":
        await imported(client, file(activity("GB-COH-1-A", transaction("10", ref="A"), transaction("5", ref="B"))))
    else:
        await recorded(client, flow(found, "5"))
    assert await given_to_kenya(client, cooperation="triangular") == [("GB", "15.00", 2)]
    assert (await client.get(f"/v1/activities/{found}")).json()["cooperation_set"] == said
    back = await client.put(path, json={"value": None, "reason": "No more"}, headers={"If-Match": "*"})
    assert (back.json()["cooperation"], back.json()["cooperation_set"]) == ("north_south", None)
    assert await given_to_kenya(client, cooperation="north_south") == [("GB", "15.00", 2)]
    missing = await client.put(path, json={"value": "triangular"}, headers={"If-Match": "*"})
    assert faults(missing) == {("/reason", "missing")}
    await check_sums(inside)


async def test_who_does_not_report_for_the_organisation_changes_nothing(client: Client) -> None:
    found = await an_activity(client)
    path = f"/v1/activities/{found}"
    for who, status in ((NOBODY, 401), (client.as_(coordinator("KE")), 403)):
        headers = {**who, "If-Match": "*"}
        assert (await client.post("/v1/activities", json=body(), headers=who)).status_code == status
        assert (await client.patch(path, json={"status": "4"}, headers=headers)).status_code == status
        assert (await client.delete(path, headers=headers)).status_code == status
        set_ = await client.put(f"{path}/cooperation", json={"value": None, "reason": "x"}, headers=headers)
        assert set_.status_code == status
