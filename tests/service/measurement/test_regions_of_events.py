"""Events are about the regional bodies to which their countries belonged on the days that they tell of."""

from typing import Any

import pytest

from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import GIVEN, paired
from tests.service.measurement.test_regions_of_totals import know
from tests.service.measurement.writing import events_of_flows, flow, recorded, told
from tests.serving import Client

IN_2020, IN_2026 = "2020-05-01", "2025-06-01"
TO_MALI = '<recipient-country code="ML"/>'


def period(start: str, end: str = "") -> str:
    ends = f'<activity-date type="4" iso-date="{end}"/>' if end else ""
    return f'<activity-date type="2" iso-date="{start}"/>{ends}{TO_MALI}'


def about(found: list[dict[str, Any]], kind: str, thing: str = "") -> list[str]:
    """Give the regions of the events of a type, in order."""
    return [
        one.get("regions", "")
        for one in found
        if one["type"] == f"harambee.{kind}.v1" and one["subject"].endswith(thing)
    ]


async def test_a_flow_is_about_the_members_of_its_day(client: Client, url: str, inside: Driver) -> None:
    await know(url)
    long = activity(
        "GB-COH-1-A", transaction("10", day=IN_2020), transaction("20", day=IN_2026), inner=period("2019-01-01")
    )
    await imported(client, file(long))
    found = await told(inside)
    days = {flow["day"]: one["regions"] for one in events_of_flows(found) for flow in one["data"]["flows"]}
    assert days == {IN_2020: "ECOWAS", IN_2026: "AES"}
    assert about(found, "activity.recorded") == ["AES,ECOWAS"]
    assert about(found, "totals.changed", "ML-2020") == ["ECOWAS"]
    assert about(found, "totals.changed", "ML-2025") == ["AES,ECOWAS"]
    [old] = (await client.get("/v1/flows", params={"year": 2020})).json()["items"]
    corrected = await recorded(client, flow(old["activity"], "30", day=IN_2020, corrects=old["id"]))
    assert about(await told(inside), "activity.flows_corrected") == ["ECOWAS"]
    body, version = {"reason": "Never paid"}, {"If-Match": f'"{corrected["version"]}"'}
    gone = await client.post(f"/v1/flows/{corrected['id']}/withdraw", json=body, headers=version)
    assert gone.status_code == 200, gone.text
    assert about(await told(inside), "activity.flows_withdrawn") == ["ECOWAS"]


@pytest.mark.parametrize(
    ("inner", "regions"),
    [
        (period("2016-01-01", "2018-12-31"), "ECOWAS"),
        (period("2025-01-29"), "AES"),
        (period("2016-01-01"), "AES,ECOWAS"),
    ],
)
async def test_an_activity_is_about_the_members_of_its_time(
    client: Client, url: str, inside: Driver, inner: str, regions: str
) -> None:
    await know(url)
    await imported(client, file(activity(inner=inner)))
    assert about(await told(inside), "activity.recorded") == [regions]
    [one] = (await client.get("/v1/activities")).json()["items"]
    path, version = f"/v1/activities/{one['id']}", {"If-Match": f'"{one["version"]}"'}
    answer = await client.patch(path, json={"titles": {"en": "Other"}}, headers=version)
    assert answer.status_code == 200, answer.text
    assert about(await told(inside), "activity.updated") == [regions]
    await imported(client, file(activity("GB-COH-1-B", inner=inner)), query={"missing": "withdraw"})
    assert about(await told(inside), "activity.updated", one["id"]) == [regions]


async def test_a_pair_is_about_the_members_of_the_days_of_both_reports(
    client: Client, url: str, inside: Driver
) -> None:
    await know(url)
    receiver = '<receiver-org ref="ML-COA-1"/>'
    provider = f'<provider-org ref="GB-GOV-1" provider-activity-id="{GIVEN}"/>'
    given = activity(
        GIVEN, transaction("100", day="2025-01-20", inner=receiver), reporter="GB-GOV-1", inner=period("2025-01-01")
    )
    taken = activity(
        "ML-COA-1-Y",
        transaction("100", day="2025-01-30", kind="1", inner=provider),
        reporter="ML-COA-1",
        inner=period("2025-01-01"),
    )
    await paired(client, inside, file(given))
    await paired(client, inside, file(taken))
    assert about(await told(inside), "confirmation.matched") == ["AES,ECOWAS"]


async def test_an_observation_is_about_the_members_of_its_period(client: Client, url: str, inside: Driver) -> None:
    await know(url)
    result = (
        '<result type="1"><title><narrative>Wells</narrative></title><indicator measure="1"><title><narrative>Dug'
        '</narrative></title><period><period-start iso-date="2019-01-01"/><period-end iso-date="2019-12-31"/>'
        '<actual value="5"/></period></indicator></result>'
    )
    await imported(client, file(activity(inner=period("2016-01-01") + '<sector code="31120"/>' + result)))
    found = await told(inside)
    assert about(found, "observation.recorded") == ["ECOWAS"]
    assert about(found, "indicator.defined") == ["AES"]
