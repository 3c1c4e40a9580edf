import random
from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from services.measurement import events
from shared.db import Driver
from shared.envelope import catalogue
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums, confirmations, give, given, reporter_of, take, taken
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


async def test_a_flow_is_recorded_shown_told_and_counted(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    await told(inside)
    answer = await client.post("/v1/flows", json=flow(found, "1000", ref="T-1", description="First"))
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert answer.headers["location"] == f"/v1/flows/{body['id']}"
    assert (body["provider"]["code"], body["recipient"]["code"]) == ("GB", "KE")
    assert (body["value"]["amount"], body["conversion"]["usd"], body["cooperation"]) == (
        "1000",
        "1000.00",
        "north_south",
    )
    assert (body["ref"], body["aid_type"], body["lines"], body["withdrawn"]) == ("T-1", "", [], None)
    assert (await client.get(answer.headers["location"])).json() == body
    assert await given_to_kenya(client) == [("GB", "1000.00", 1)]
    recorded_event, *totals = await told(inside)
    assert recorded_event["type"] == "harambee.activity.flows_recorded.v1"
    assert (recorded_event["subject"], recorded_event["country"]) == (f"activities/{found}", "KE")
    assert [one["id"] for one in recorded_event["data"]["flows"]] == [body["id"]]
    assert {one["data"]["id"]: one["data"]["inflow"] for one in totals} == {"GB-2020": "0", "KE-2020": "1000.00"}
    state = catalogue(events.Event)[recorded_event["type"]].model_validate(recorded_event["data"])
    assert state.model_dump(mode="json", exclude_unset=True) == recorded_event["data"]
    await check_sums(inside)


async def test_a_list_is_recorded_as_a_whole_in_its_order(client: Client, inside: Driver) -> None:
    one, other = await an_activity(client), await an_activity(client, "GB-COH-1-B")
    bodies = [flow((one, other)[place % 2], str(place), ref=f"T-{place}") for place in range(1, 301)]
    answer = await recorded(client, bodies)
    assert [item["ref"] for item in answer["items"]] == [body["ref"] for body in bodies]
    assert [item["usd"] for item in answer["items"][:2]] == ["1.00", "2.00"]
    assert await given_to_kenya(client) == [("GB", "45150.00", 300)]
    await check_sums(inside)


async def test_a_long_list_may_be_larger_than_other_bodies(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    answer = await recorded(client, [flow(found, "1", description="x" * 400) for _ in range(10_000)])
    assert len(answer["items"]) == 10_000
    assert await given_to_kenya(client) == [("GB", "10000.00", 10_000)]
    refused = await client.post("/v1/flows", json=[flow(found, "1")] * 10_001)
    assert (refused.status_code, faults(refused)) == (422, {("", "too_long")})


async def test_all_faults_of_a_list_are_said_at_once(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    bad: list[dict[str, Any]] = [
        flow(found, day="2999-01-01"),
        flow(str(uuid4())),
        flow(found, None),
        flow(found, parts=[{"code": "KE", "weight": "60"}, {"code": "UG", "weight": "39.9"}]),
        flow(found, parts=[{"code": "KE"}, {"code": "KE"}]),
        flow(found, provider={"kind": "10"}),
        flow(found, None, lines=[days_of_experts(unit_cost={"amount": "5", "currency": "USD"})]),
        flow(found, None, lines=[{"type": "goods", "quantity": "1", "unit": "person_day"}]),
        flow(found, corrects=str(uuid4())),
    ]
    answer = await client.post("/v1/flows", json=[flow(found), *bad])
    assert answer.status_code == 422
    assert faults(answer) == {
        ("/1/day", "in_future"),
        ("/2/activity", "unknown_activity"),
        ("/3/value", "required"),
        ("/4/parts", "not_whole"),
        ("/5/parts/0/weight", "required"),
        ("/5/parts/1/weight", "required"),
        ("/5/parts/1/code", "twice"),
        ("/6/provider/ref", "required"),
        ("/7/lines/0/valuation_method", "required"),
        ("/8/lines/0/unit", "unknown_unit"),
        ("/9/corrects", "unknown_flow"),
    }
    details = {one["pointer"]: one["detail"] for one in answer.json()["errors"]}
    assert details["/4/parts"] == "They add up to 99.9, not to 100"
    assert details["/8/lines/0/unit"] == "goods is counted in item, kilogram, tonne, litre, not in person_day"
    assert await given_to_kenya(client) == []


async def test_faults_of_form_are_found_in_every_flow(client: Client) -> None:
    found = await an_activity(client)
    answer = await client.post(
        "/v1/flows",
        json=[
            flow(found, transaction_type="99"),
            flow(found, "much"),
            flow(found, value={"amount": "1", "currency": "KSH"}),
            flow(found, parts=[{"code": "Kenya"}]),
            flow(found, None, lines=[days_of_experts("0"), {"type": "expert_time"}]),
            flow(found, colour="red"),
        ],
    )
    assert answer.status_code == 422
    assert faults(answer) == {
        ("/0/transaction_type", "unknown_transaction_type"),
        ("/1/value/amount", "decimal_parsing"),
        ("/2/value/currency", "unknown_currency"),
        ("/3/parts/0/code", "unknown_place"),
        ("/4/lines/0/quantity", "greater_than"),
        ("/4/lines/1/quantity", "missing"),
        ("/4/lines/1/unit", "missing"),
        ("/5/colour", "unknown_field"),
    }
    assert faults(await client.post("/v1/flows", json=flow(found, transaction_type="99"))) == {
        ("/transaction_type", "unknown_transaction_type")
    }


async def test_a_flow_is_corrected_by_a_later_one(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    first = await recorded(client, flow(found, "1000"))
    second = await recorded(client, flow(found, "700", corrects=first["id"], day="2021-01-05"))
    assert (second["corrects"], (await client.get(f"/v1/flows/{first['id']}")).json()["corrected_by"]) == (
        first["id"],
        second["id"],
    )
    assert await given_to_kenya(client) == [("GB", "700.00", 1)]
    again = await client.post("/v1/flows", json=flow(found, "5", corrects=first["id"]))
    assert (again.status_code, faults(again)) == (409, {("/corrects", "corrected")})
    assert second["id"] in again.text
    other = await an_activity(client, "GB-COH-1-B")
    elsewhere = await client.post("/v1/flows", json=flow(other, "5", corrects=second["id"]))
    assert (elsewhere.status_code, faults(elsewhere)) == (422, {("/activity", "other_activity")})
    twice = await client.post("/v1/flows", json=[flow(found, "5", corrects=second["id"]) for _ in range(2)])
    assert faults(twice) == {("/1/corrects", "twice")}
    await check_sums(inside)


async def test_a_negative_amount_takes_back(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    await recorded(client, [flow(found, "1000"), flow(found, "-250.50")])
    assert await given_to_kenya(client) == [("GB", "749.50", 2)]
    await check_sums(inside)


async def test_a_withdrawn_flow_stays_readable_and_counts_no_more(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    one = await recorded(client, flow(found, "1000"))
    await told(inside)
    answer = await client.post(f"/v1/flows/{one['id']}/withdraw", json={"reason": "Entered by mistake"})
    assert answer.status_code == 200, answer.text
    said = answer.json()["withdrawn"]
    assert (said["by"], said["reason"]) == ("admin", "Entered by mistake")
    assert (await client.get("/v1/flows")).json()["items"] == []
    assert [item["id"] for item in (await client.get("/v1/flows?withdrawn=true")).json()["items"]] == [one["id"]]
    assert await given_to_kenya(client) == []
    event, *totals = await told(inside)
    assert (event["type"], event["subject"], event["sequence"]) == (
        "harambee.activity.flows_withdrawn.v1",
        f"activities/{found}",
        "1",
    )
    assert (
        catalogue(events.Event)[event["type"]].model_validate(event["data"]).model_dump(mode="json", exclude_unset=True)
        == event["data"]
    )
    assert {one["data"]["id"]: one["data"]["outflow"] for one in totals} == {"GB-2020": "0.00", "KE-2020": "0"}
    again = await client.post(f"/v1/flows/{one['id']}/withdraw", json={"reason": "Again"})
    assert (again.status_code, faults(again)) == (409, {("", "withdrawn")})
    corrects = await client.post("/v1/flows", json=flow(found, "1", corrects=one["id"]))
    assert (corrects.status_code, faults(corrects)) == (409, {("/corrects", "withdrawn")})
    await check_sums(inside)


async def test_a_withdrawn_flow_stays_so_when_its_activity_comes_in_again(client: Client, inside: Driver) -> None:
    both = [transaction("10", ref="A"), transaction("20", ref="B")]
    found = await an_activity(client)
    await imported(client, file(activity("GB-COH-1-A", *both)))
    items = (await client.get(f"/v1/flows?activity={found}")).json()["items"]
    (first,) = [item for item in items if item["ref"] == "A"]
    await client.post(f"/v1/flows/{first['id']}/withdraw", json={"reason": "Twice"})
    await imported(client, file(activity("GB-COH-1-A", *both, transaction("40", ref="C"))))
    assert await given_to_kenya(client) == [("GB", "60.00", 2)]
    await imported(client, file(activity("GB-COH-1-A", transaction("15", ref="A"), *both[1:])))
    assert await given_to_kenya(client) == [("GB", "75.00", 3)]
    await check_sums(inside)


async def test_withdrawing_one_report_of_a_pair_lets_the_other_count_again(client: Client, inside: Driver) -> None:
    await give(client, inside, given())
    await take(client, inside, taken(kind="3"))
    (pair,) = await confirmations(client)
    assert await given_to_kenya(client) == [("GB", "1000.00", 1)]
    mine = pair["provider_report"]["flow"]
    assert (await client.post(f"/v1/flows/{mine}/withdraw", json={"reason": "Not ours"})).status_code == 200
    assert [one["status"] for one in await confirmations(client)] == ["dissolved"]
    assert await given_to_kenya(client) == [("GB", "1000.00", 1)]
    await check_sums(inside)


async def test_only_who_reports_for_the_organisation_writes(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    mine, other = uuid4(), uuid4()
    await inside.executemany(
        "INSERT INTO actors (id, version, country, constituency, identifiers) VALUES ($1, 1, $2, 'public', $3)",
        [(mine, "GB", ["GB-COH-1"]), (other, "KE", ["KE-COA-1"])],
    )
    one = await recorded(client, flow(found), headers=client.as_(reporter_of(str(mine))))
    await recorded(client, flow(found), headers=client.as_(coordinator("GB")))
    for who, status in ((reporter_of(str(other)), 403), (coordinator("KE"), 403)):
        headers = client.as_(who)
        assert (await client.post("/v1/flows", json=flow(found), headers=headers)).status_code == status
        path = f"/v1/flows/{one['id']}/withdraw"
        assert (await client.post(path, json={"reason": "x"}, headers=headers)).status_code == status
    assert (await client.post("/v1/flows", json=flow(found), headers=NOBODY)).status_code == 401
    assert await given_to_kenya(client) == [("GB", "200.00", 2)]


async def test_the_same_idempotency_key_records_once(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    headers = {"Idempotency-Key": "payment-17"}
    first, second = [await recorded(client, flow(found), headers=headers) for _ in range(2)]
    assert first == second
    assert await given_to_kenya(client) == [("GB", "100.00", 1)]


async def test_a_flow_may_name_other_parties_and_places_than_its_activity(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    parts = [{"code": "KE", "weight": "62.5"}, {"code": "UG", "weight": "37.5"}]
    body = flow(found, "10.01", parts=parts, provider={"ref": "BR-CNPJ-1", "name": "ABC"}, recipient={"name": "Moi"})
    one = await recorded(client, body)
    assert (one["provider"], one["cooperation"]) == (
        {"code": "BR", "ref": "BR-CNPJ-1", "name": "ABC", "known": False},
        "south_south",
    )
    assert [(part["code"], part["usd"]) for part in one["parts"]] == [("KE", "6.26"), ("UG", "3.75")]
    reached = (await client.get("/v1/activities?country=UG")).json()["items"]
    assert [item["id"] for item in reached] == [found]
    await check_sums(inside)


async def test_two_reports_by_hand_and_an_import_hold_each_other_off(client: Client, inside: Driver) -> None:
    found = await an_activity(client)
    async with inside.transaction():
        await inside.execute("SELECT pg_advisory_xact_lock(hashtext('reporters'), d) FROM generate_series(0, 255) d")
        answer = await client.post("/v1/flows", json=flow(found))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    await recorded(client, flow(found))


@pytest.mark.parametrize("seed", range(3))
async def test_totals_equal_the_sum_of_current_flows_after_any_sequence(
    client: Client, inside: Driver, seed: int
) -> None:
    chosen = random.Random(seed)
    found = [await an_activity(client), await an_activity(client, "GB-COH-1-B")]
    current: dict[str, str] = {}
    for _ in range(25):
        act = chosen.choice(["record", "record", "correct", "withdraw"]) if current else "record"
        old = chosen.choice(sorted(current)) if current else ""
        if act == "withdraw":
            path = f"/v1/flows/{old}/withdraw"
            assert (await client.post(path, json={"reason": "x"})).status_code == 200
            del current[old]
            continue
        where = current.pop(old) if act == "correct" else chosen.choice(found)
        corrects = {"corrects": old} if act == "correct" else {}
        body = flow(where, any_amount(chosen), day=f"20{chosen.randint(10, 23)}-05-05", **corrects)
        body["lines"] = [days_of_experts()] if "value" not in body else []
        current[(await recorded(client, body))["id"]] = where
        await check_sums(inside)
    shown = (await client.get("/v1/flows?limit=1000")).json()["items"]
    assert {one["id"] for one in shown} == current.keys()
    balances = {
        row[0]: row[1] for row in await inside.fetch("SELECT year, inflow_usd FROM balances WHERE country = 'KE'")
    }
    sums: Counter[int] = Counter()
    for one in shown:
        sums[int(one["day"][:4])] += Decimal(one["conversion"]["usd"]) if one["conversion"] else Decimal(0)
    assert {year: usd for year, usd in balances.items() if usd} == {year: usd for year, usd in sums.items() if usd}


def any_amount(chosen: random.Random) -> str | None:
    return None if chosen.random() < 0.2 else str(Decimal(chosen.randint(-10_000, 1_000_000)).scaleb(-2))
