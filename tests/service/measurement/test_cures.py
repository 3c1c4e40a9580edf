"""A refusal for want of a grant says how to get it."""

from typing import Any
from uuid import uuid4

import pytest

from tests.service.measurement.files import activity, file, findings, imported
from tests.service.measurement.mirroring import reporter_of
from tests.service.measurement.registering import actor, hear, told
from tests.service.measurement.test_activities import body
from tests.service.measurement.writing import an_activity, days_of_experts, flow, recorded
from tests.serving import Client, coordinator

REF = "KE-COA-1071"


@pytest.mark.parametrize("registered", [False, True])
async def test_who_reports_for_nobody_learns_what_to_do(client: Client, url: str, registered: bool) -> None:
    known = uuid4()
    if registered:
        await hear(url, told(actor(known, "KE", REF)))
    uganda = client.as_(coordinator("UG"))
    refused = await client.post("/v1/activities", json=body(reporter=REF, identifier=f"{REF}-A"), headers=uganda)
    assert refused.status_code == 403
    detail = refused.json()["detail"]
    if registered:
        assert (
            f"{REF}: its grant is one for this actor, {known}, or as coordinator of KE; ask an administrator" in detail
        )
        assert "to grant it to coordinator-UG (POST /v1/grants)" in detail
    else:
        assert (
            f"{REF}: no actor has this identifier; register the organisation with it first (POST /v1/actors)" in detail
        )


async def test_each_write_for_others_says_what_to_do(client: Client) -> None:
    found = await an_activity(client)
    uganda, change = client.as_(coordinator("UG")), {"If-Match": "*"}
    answers: list[Any] = [
        await client.post("/v1/flows", json=flow(found), headers=uganda),
        await client.patch(f"/v1/activities/{found}", json={"status": "4"}, headers=uganda | change),
        await client.delete(f"/v1/activities/{found}", headers=uganda | change),
    ]
    assert [(one.status_code, "POST /v1/actors" in one.json()["detail"]) for one in answers] == [(403, True)] * 3


async def test_who_does_not_speak_for_a_side_learns_what_else_to_say(client: Client) -> None:
    one = await recorded(client, flow(await an_activity(client), lines=[days_of_experts()]))
    said = {
        "line": 1,
        "method": "ppp",
        "valued_by": "provider",
        "unit_cost": {"amount": "5", "currency": "USD"},
    }
    refused = await client.post(f"/v1/flows/{one['id']}/valuations", json=said, headers=client.as_(coordinator("UG")))
    assert refused.status_code == 403
    assert "valued_by: third_party" in refused.json()["detail"]
    assert "ask an administrator" in refused.json()["detail"]


async def test_an_import_says_what_to_do_about_others(client: Client) -> None:
    job = await imported(client, file(activity()), headers=client.as_(reporter_of(str(uuid4()))))
    rules = {one["rule"] for one in await findings(client, job)}
    assert "harambee-not-yours" in rules
