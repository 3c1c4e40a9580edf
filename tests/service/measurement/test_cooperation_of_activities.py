"""An activity and its flows are of one kind of cooperation."""

from typing import Any

import pytest

from shared.db import Driver
from tests.service.measurement.attribution import check_attribution
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.writing import flow, recorded, told
from tests.serving import Client

MINISTRY = "KE-COA-1"
FROM_EU = '<provider-org ref="XM-DAC-918-3" type="40"><narrative>EU</narrative></provider-org>'
EU_FUNDS = '<participating-org ref="XM-DAC-918-3" type="40" role="1"><narrative>EU</narrative></participating-org>'
IN_UGANDA, AT_HOME = (f'<recipient-country code="{code}"/>' for code in ("UG", "KE"))


def of_ministry(*transactions: str, inner: str = IN_UGANDA) -> bytes:
    return file(activity(f"{MINISTRY}-A", *transactions, reporter=MINISTRY, inner=inner))


async def the_activity(client: Client) -> dict[str, Any]:
    [found] = (await client.get("/v1/activities")).json()["items"]
    return dict(found)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (of_ministry(transaction("9", kind="1", inner=FROM_EU)), "multilateral"),
        (of_ministry(inner=EU_FUNDS + IN_UGANDA), "multilateral"),
        (of_ministry(inner=EU_FUNDS + AT_HOME), "multilateral"),
        (of_ministry(transaction("9", kind="1", inner=FROM_EU), transaction("8"), inner=AT_HOME), "multilateral"),
        (of_ministry(transaction("9", kind="1", inner=FROM_EU), transaction("8")), "south_south"),
        (of_ministry(transaction("8"), inner=EU_FUNDS + IN_UGANDA), "south_south"),
        (of_ministry(), "south_south"),
        (of_ministry(inner=AT_HOME), "domestic"),
    ],
)
async def test_the_kind_is_that_of_the_flows_else_of_who_funds(
    client: Client, inside: Driver, body: bytes, kind: str
) -> None:
    await imported(client, body)
    found = await the_activity(client)
    assert found["cooperation"] == kind
    of_flows = {one["cooperation"] for one in (await client.get("/v1/flows")).json()["items"]}
    assert not of_flows or kind in of_flows
    await check_attribution(inside)


async def test_the_kind_follows_flows_that_come_and_go(client: Client, inside: Driver) -> None:
    await imported(client, of_ministry(inner=EU_FUNDS + IN_UGANDA))
    before = await the_activity(client)
    await told(inside)
    given = await recorded(client, flow(before["id"], "5"))
    after = await the_activity(client)
    assert (before["cooperation"], after["cooperation"]) == ("multilateral", "south_south")
    assert after["version"] == before["version"] + 1
    updates = [one for one in await told(inside) if one["type"] == "harambee.activity.updated.v1"]
    assert [one["data"]["cooperation"] for one in updates] == ["south_south"]
    await client.post(f"/v1/flows/{given['id']}/withdraw", json={"reason": "Never paid"})
    assert (await the_activity(client))["cooperation"] == "multilateral"
    await check_attribution(inside)


async def test_what_a_later_file_leaves_out_counts_on(client: Client, inside: Driver) -> None:
    paid, received = transaction("8"), transaction("9", kind="1", inner=FROM_EU)
    await imported(client, of_ministry(paid, received))
    await imported(client, of_ministry(received))
    assert (await the_activity(client))["cooperation"] == "south_south"
    await imported(
        client, of_ministry(received, transaction("1", kind="1", inner=FROM_EU)), query={"missing": "withdraw"}
    )
    assert (await the_activity(client))["cooperation"] == "multilateral"
    await check_attribution(inside)
