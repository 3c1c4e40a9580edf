from decimal import Decimal
from uuid import uuid4

from services.measurement import events
from shared.db import Driver
from shared.envelope import catalogue
from tests.service.measurement.mirroring import check_sums, reporter_of
from tests.service.measurement.writing import (
    an_activity,
    days_of_experts,
    faults,
    flow,
    given_to_kenya,
    recorded,
    told,
)
from tests.serving import NOBODY, Client, coordinator

PRICE = {"unit_cost": {"amount": "350.25", "currency": "USD"}, "valuation_method": "salary_scale"}


async def test_a_contribution_in_kind_needs_no_money_and_counts_for_none(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    await told(inside)
    one = await recorded(client, flow(found, None, lines=[days_of_experts("12.5", **PRICE)]))
    assert (one["value"], one["conversion"]) == (None, None)
    (line,) = one["lines"]
    assert (line["number"], line["quantity"], line["unit"], line["tossd_modality"]) == (1, "12.5", "person_day", "D011")
    (valuation,) = line["valuations"]
    assert (valuation["method"], valuation["valued_by"], valuation["reported"]) == ("salary_scale", "provider", True)
    assert Decimal(valuation["worth"]["amount"]) == Decimal("4378.125")
    assert valuation["conversion"]["usd"] == "4378.12"
    assert await given_to_kenya(client) == []
    assert "contributions in kind" in (await client.get("/v1/matrix")).json()["method"]["exclusions"]
    (event,) = await told(inside)
    state = catalogue(events.Event)[event["type"]].model_validate(event["data"])
    assert state.model_dump(mode="json", exclude_unset=True) == event["data"]
    (told_of,) = event["data"]["flows"]
    assert (told_of["amount"], told_of["lines"][0]["quantity"]) == (None, "12.5")
    await check_sums(inside)


async def test_contributions_and_money_of_one_flow_stand_side_by_side(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    lines = [days_of_experts(), {"type": "goods", "quantity": "40", "unit": "item", "description": {"en": "Pumps"}}]
    await recorded(client, [flow(found, "100", lines=lines), flow(found, "7")])
    assert await given_to_kenya(client) == [("GB", "107.00", 2)]
    (in_kind,) = (await client.get("/v1/flows?in_kind=true")).json()["items"]
    assert [line["tossd_modality"] for line in in_kind["lines"]] == ["D011", "J01"]
    (money,) = (await client.get("/v1/flows?in_kind=false")).json()["items"]
    assert (money["lines"], money["value"]["amount"]) == ([], "7")
    as_table = await client.get("/v1/flows?in_kind=true&format=csv")
    assert "person_day" in as_table.text
    await check_sums(inside)


async def test_a_flow_in_kind_is_withdrawn_and_corrected_without_a_trace_in_totals(
    client: Client, inside: Driver
) -> None:
    found = await an_activity(client)
    one = await recorded(client, flow(found, None, lines=[days_of_experts()]))
    two = await recorded(client, flow(found, "50", lines=[days_of_experts("3")], corrects=one["id"]))
    assert await given_to_kenya(client) == [("GB", "50.00", 1)]
    await told(inside)
    await client.post(f"/v1/flows/{two['id']}/withdraw", json={"reason": "No"})
    withdrawn = (await told(inside))[0]
    assert withdrawn["data"]["flows"][0]["lines"] == [
        {"type": "expert_time", "quantity": "3", "unit": "person_day", "tossd_modality": "D011"}
    ]
    await check_sums(inside)


async def test_both_sides_may_value_the_same_line_differently(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    one = await recorded(client, flow(found, None, lines=[days_of_experts("10", **PRICE)]))
    path = f"/v1/flows/{one['id']}/valuations"
    theirs = {
        "line": 1,
        "method": "market_price",
        "unit_cost": {"amount": "20000", "currency": "KES"},
        "valued_by": "recipient",
    }
    answer = await client.post(path, json=theirs, headers=client.as_(coordinator("KE")))
    assert answer.status_code == 201, answer.text
    outside = {**theirs, "valued_by": "third_party", "method": "ppp"}
    await client.post(path, json=outside, headers=client.as_(coordinator("BR")))
    (line,) = (await client.get(f"/v1/flows/{one['id']}")).json()["lines"]
    said = [(value["valued_by"], value["unit_cost"]["amount"], value["by"]) for value in line["valuations"]]
    assert said == [
        ("provider", "350.25", "admin"),
        ("recipient", "20000", "coordinator-KE"),
        ("third_party", "20000", "coordinator-BR"),
    ]
    assert line["valuations"][1]["worth"] == {"amount": "200000", "currency": "KES"}
    assert Decimal(line["valuations"][1]["conversion"]["usd"]) > 0
    assert await given_to_kenya(client) == []


async def test_nobody_speaks_for_a_side_that_is_not_theirs(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    one = await recorded(client, flow(found, None, lines=[days_of_experts()]))
    path = f"/v1/flows/{one['id']}/valuations"
    body = {
        "line": 1,
        "method": "other",
        "unit_cost": {"amount": "1", "currency": "USD"},
        "valued_by": "provider",
    }
    mine = uuid4()
    await inside.execute("INSERT INTO actors VALUES ($1, 1, 'GB', 'public', '{GB-COH-1}')", mine)
    assert (await client.post(path, json=body, headers=client.as_(coordinator("KE")))).status_code == 403
    assert (await client.post(path, json=body, headers=NOBODY)).status_code == 401
    assert (await client.post(path, json=body, headers=client.as_(reporter_of(str(mine))))).status_code == 201
    missing = await client.post(path, json={**body, "line": 7})
    assert faults(missing) == {("/line", "unknown_line")}
    assert (await client.post(f"/v1/flows/{uuid4()}/valuations", json=body)).status_code == 404
