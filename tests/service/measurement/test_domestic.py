"""Money that never crosses a border is no South-South cooperation."""

import asyncio
from typing import Any
from uuid import uuid4

from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums
from tests.service.measurement.registering import actor, hear, told
from tests.serving import Client

KENYAN = "KE-COA-1"
HALF_ABROAD = (
    '<recipient-country code="KE" percentage="50"/><recipient-country code="UG" percentage="50"/>'
    '<collaboration-type code="1"/>'
)
ABROAD = '<recipient-country code="UG"/>'


async def sums(client: Client, **filters: Any) -> list[tuple[str, str, str]]:
    answer = await client.get("/v1/matrix", params=filters)
    assert answer.status_code == 200, answer.text
    return [(one["provider"], one["recipient"], one["amount"]) for one in answer.json()["items"]]


async def series(client: Client, **filters: Any) -> list[tuple[int, str, str, str]]:
    answer = await client.get("/v1/series", params=filters)
    assert answer.status_code == 200, answer.text
    return [(one["year"], one["inflows"], one["outflows"], one["domestic"]) for one in answer.json()["items"]]


async def the_activity(client: Client, identifier: str) -> dict[str, Any]:
    [found] = (await client.get("/v1/activities", params={"identifier": identifier})).json()["items"]
    return dict(found)


async def test_money_spent_at_home_is_shown_apart(client: Client, inside: Driver) -> None:
    home = activity("KE-COA-1-A", transaction("100", kind="4"), reporter=KENYAN)
    abroad = activity("KE-COA-1-B", transaction("30"), reporter=KENYAN, inner=ABROAD)
    await imported(client, file(home, abroad))
    assert (await the_activity(client, "KE-COA-1-A"))["cooperation"] == "domestic"
    assert (await the_activity(client, "KE-COA-1-B"))["cooperation"] == "south_south"
    assert await sums(client, cooperation="south_south") == [("KE", "UG", "30.00")]
    assert await sums(client, cooperation="domestic") == [("KE", "KE", "100.00")]
    assert await series(client) == [(2020, "30.00", "30.00", "100.00")]
    assert await series(client, country="KE") == [(2020, "0.00", "30.00", "100.00")]
    assert await series(client, country="UG") == [(2020, "30.00", "0.00", "0.00")]
    assert await series(client, cooperation="south_south") == [(2020, "30.00", "30.00", "0.00")]
    assert await series(client, cooperation="domestic") == [(2020, "0.00", "0.00", "100.00")]
    method = (await client.get("/v1/matrix")).json()["method"]
    assert (method["domestic"]["flows"], float(method["domestic"]["usd"])) == (1, 100)
    assert await inside.fetch("SELECT country FROM balances WHERE (inflow_usd, outflow_usd) <> (0, 0)") == [
        ("KE",),
        ("UG",),
    ]
    await check_sums(inside)


async def test_the_part_that_stays_at_home_is_domestic(client: Client, inside: Driver) -> None:
    await imported(client, file(activity("KE-COA-1-A", transaction("100"), reporter=KENYAN, inner=HALF_ABROAD)))
    assert await sums(client, cooperation="south_south") == [("KE", "UG", "50.00")]
    assert await sums(client, cooperation="domestic") == [("KE", "KE", "50.00")]
    for kind in ("south_south", "domestic"):
        [found] = (await client.get("/v1/flows", params={"cooperation": kind})).json()["items"]
        assert found["cooperation"] == "south_south"
        assert [(part["code"], part["cooperation"]) for part in found["parts"]] == [
            ("KE", "domestic"),
            ("UG", "south_south"),
        ]
    await check_sums(inside)
    answer = await client.post(f"/v1/flows/{found['id']}/withdraw", json={"reason": "Twice"})
    assert answer.status_code == 200, answer.text
    assert await sums(client) == []
    await check_sums(inside)


async def test_no_hand_makes_domestic_money_south_south(client: Client, inside: Driver) -> None:
    mixed = activity("KE-COA-1-B", transaction("20"), reporter=KENYAN, inner=HALF_ABROAD)
    await imported(client, file(activity("KE-COA-1-A", transaction("100"), reporter=KENYAN), mixed))
    for identifier in ("KE-COA-1-A", "KE-COA-1-B"):
        path = f"/v1/activities/{(await the_activity(client, identifier))['id']}/cooperation"
        said = {"value": "south_south", "reason": "We say so"}
        answer = await client.put(path, json=said, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
    assert answer.json()["cooperation"] == "south_south"
    assert (await the_activity(client, "KE-COA-1-A"))["cooperation"] == "domestic"
    assert await sums(client, cooperation="south_south") == [("KE", "UG", "10.00")]
    assert await sums(client, cooperation="domestic") == [("KE", "KE", "110.00")]
    answer = await client.put(path, json={**said, "value": "triangular"}, headers={"If-Match": "*"})
    assert await sums(client, cooperation="triangular") == [("KE", "KE", "10.00"), ("KE", "UG", "10.00")]
    await check_sums(inside)


async def test_triangular_cooperation_within_one_country_is_domestic(client: Client, inside: Driver) -> None:
    said = '<collaboration-type code="8"/>'
    german = '<participating-org ref="XM-DAC-5-1" role="2" type="10"/>'
    await imported(
        client,
        file(
            activity("KE-COA-1-A", transaction("100"), reporter=KENYAN, inner=f"{said}"),
            activity("KE-COA-1-B", transaction("7"), reporter=KENYAN, inner=f"{german}{said}"),
        ),
    )
    assert await sums(client, cooperation="triangular") == [("KE", "KE", "7.00")]
    assert await sums(client, cooperation="domestic") == [("KE", "KE", "100.00")]
    assert (await the_activity(client, "KE-COA-1-A"))["cooperation"] == "domestic"
    assert (await the_activity(client, "KE-COA-1-B"))["cooperation"] == "triangular"
    await check_sums(inside)


async def test_flows_follow_when_their_provider_proves_to_be_at_home(client: Client, url: str, inside: Driver) -> None:
    named = '<provider-org ref="ZZ-FUND-1"><narrative>Fund</narrative></provider-org>'
    await imported(client, file(activity("KE-COA-1-A", transaction("100", inner=named), reporter=KENYAN)))
    fund = uuid4()
    await hear(url, told(actor(fund, "UG", "ZZ-FUND-1"), 1))
    while await sums(client, cooperation="south_south") != [("UG", "KE", "100.00")]:
        await asyncio.sleep(0.02)
    await hear(url, told(actor(fund, "KE", "ZZ-FUND-1"), 2))
    while await sums(client, cooperation="domestic") != [("KE", "KE", "100.00")]:
        await asyncio.sleep(0.02)
    assert await sums(client, cooperation="south_south") == []
    await check_sums(inside)
