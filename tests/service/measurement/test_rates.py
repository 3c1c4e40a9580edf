import asyncio
import random
from typing import Any

import pytest

from services.measurement.ledger.recompute import conversion
from shared.auth import Grant, Kind, Principal, Role
from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.serving import NOBODY, Client, authorization, coordinator

CSV = {"Content-Type": "text/csv"}
TWO = file(
    activity(
        "GB-COH-1-A", transaction("100", currency="KES", ref="a"), transaction("50", currency="KES", day="2020-05-15")
    ),
    activity("GB-COH-1-B", transaction("10", currency="KES", kind="2"), transaction("7", ref="usd")),
)


def rate(**more: str) -> dict[str, str]:
    return {"currency": "KES", "date": "2020-03-10", "units_per_usd": "80", "source": "Central Bank of Kenya", **more}


async def converted(client: Client) -> list[dict[str, Any]]:
    """Wait until no conversion waits; give all."""
    while True:
        found = (await client.get("/v1/exchange-rates/conversions")).json()["items"]
        if all(one["status"] == "finished" for one in found):
            return found
        await asyncio.sleep(0.02)


async def conversions_of_flows(client: Client) -> list[tuple[str, str]]:
    items = (await client.get("/v1/flows", params={"limit": 1000})).json()["items"]
    return [(one["conversion"]["usd"], one["conversion"]["rate_date"]) for one in items]


async def recounted(inside: Driver) -> None:
    """Assert that totals are what the current flows sum to."""
    found = await inside.fetch(
        "SELECT transaction_type, sum(usd), sum(flows) FROM totals GROUP BY transaction_type ORDER BY transaction_type"
    )
    summed = await inside.fetch(
        "SELECT transaction_type, sum(usd), count(*) FROM flows WHERE corrected_by IS NULL GROUP BY 1 ORDER BY 1"
    )
    assert [tuple(row) for row in found] == [tuple(row) for row in summed]


async def test_a_nearer_rate_converts_its_flows_anew_and_totals_follow(client: Client, inside: Driver) -> None:
    await imported(client, TWO)
    before = await conversions_of_flows(client)
    await inside.execute("DELETE FROM outbox")
    answer = await client.post("/v1/exchange-rates", json=[rate()])
    assert (answer.status_code, answer.json()["changed"]) == (200, 1), answer.text
    assert [one["flows"] for one in await converted(client)] == [2]
    after = await conversions_of_flows(client)
    assert after[0] == ("1.25", "2020-03-10")
    assert after[2] == ("0.12", "2020-03-10")
    assert (after[1], after[3]) == (before[1], before[3])
    await recounted(inside)
    told = await inside.fetch("SELECT convert_from(attributes, 'UTF8') AS said FROM outbox")
    assert {"harambee.totals.changed.v1" in row["said"] for row in told} == {True}
    amounts = [one["value"]["amount"] for one in (await client.get("/v1/flows")).json()["items"]]
    assert amounts == ["100", "50", "10", "7"]


async def test_the_same_rates_again_change_nothing(client: Client) -> None:
    await client.post("/v1/exchange-rates", json=[rate()])
    again = await client.post("/v1/exchange-rates", json=[rate()])
    assert again.json() == {"rates": 1, "changed": 0, "conversion": None}
    listed = (
        await client.get(
            "/v1/exchange-rates", params={"currency": "KES", "date_from": "2020-03-10", "date_to": "2020-03-10"}
        )
    ).json()
    assert listed["items"] == [rate()]


async def test_a_corrected_rate_is_used_by_what_comes_later_too(client: Client, inside: Driver) -> None:
    await client.post("/v1/exchange-rates", content="Date,USD,KES\n2020-03-10,1.25,200\n", headers=CSV)
    await converted(client)
    await imported(client, TWO)
    assert (await conversions_of_flows(client))[0] == ("0.62", "2020-03-10")
    await client.post("/v1/exchange-rates", json=[rate(units_per_usd="50")])
    await converted(client)
    assert (await conversions_of_flows(client))[0] == ("2.00", "2020-03-10")
    await recounted(inside)


async def test_all_faults_are_said_at_once(client: Client) -> None:
    wrong = [rate(currency="KSH"), rate(units_per_usd="0", date="soon"), {"currency": "KES"}]
    answer = await client.post("/v1/exchange-rates", json=wrong)
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {
        "/0/currency",
        "/1/date",
        "/1/units_per_usd",
        "/2/date",
        "/2/units_per_usd",
        "/2/source",
    }
    table = await client.post("/v1/exchange-rates", content="Date,USD\nnever,1\n", headers=CSV)
    assert [fault["pointer"] for fault in table.json()["errors"]] == ["/2/1"]
    other = await client.post("/v1/exchange-rates", content=b"a", headers={"Content-Type": "text/plain"})
    assert other.status_code == 415


async def test_only_an_administrator_loads_rates(client: Client) -> None:
    reporter = Principal(
        id="r", kind=Kind.CLIENT, grants=(Grant(role=Role.COORDINATOR, country="KE", countries=("KE",)),)
    )
    for headers, status in ((NOBODY, 401), (authorization(reporter), 403)):
        assert (await client.post("/v1/exchange-rates", json=[rate()], headers=headers)).status_code == status


def deflator(year: int, index: str, provider: str = "GB") -> dict[str, Any]:
    return {"provider": provider, "year": year, "index": index, "source": "invented"}


async def test_totals_are_given_in_the_prices_of_one_year(client: Client) -> None:
    old, new = transaction("100", day="2015-06-15"), transaction("100", day="2020-06-15")
    foreign = activity("KE-COA-1-A", transaction("7", day="2020-06-15"), reporter="KE-COA-1")
    await imported(client, file(activity("GB-COH-1-A", old, new), foreign.replace('code="KE"', 'code="UG"')))
    loaded = await client.post("/v1/exchange-rates/deflators", json=[deflator(2015, "80"), deflator(2020, "100")])
    assert loaded.json() == {"deflators": 2, "changed": 2}
    asked = {"prices": "constant", "base_year": 2020, "year": [2015, 2020]}
    found = (await client.get("/v1/matrix", params=asked)).json()
    assert [(one["provider"], one["amount"], one["flows"]) for one in found["items"]] == [("GB", "225.00", 2)]
    method = found["method"]
    assert (method["prices"], method["base_year"], method["undeflated"]) == ("constant", 2020, 1)
    series = (await client.get("/v1/series", params={"country": "KE", "prices": "constant", "base_year": 2020})).json()
    assert [(one["year"], one["inflows"]) for one in series["items"]] == [(2020, "100.00"), (2015, "125.00")]
    current = (await client.get("/v1/matrix")).json()
    assert (current["method"]["base_year"], current["method"]["undeflated"]) == (None, 0)


async def test_flows_are_converted_in_batches_that_go_on_from_each_other(
    client: Client, inside: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "BATCH", 2)
    many = (transaction(str(100 + number), currency="KES", ref=str(number)) for number in range(5))
    await imported(client, file(activity("GB-COH-1-A", *many)))
    await client.post("/v1/exchange-rates", json=[rate()])
    [job] = await converted(client)
    assert (job["flows"], job["sources"]) == (5, ["Central Bank of Kenya"])
    assert job["created_at"] <= job["started_at"] <= job["finished_at"]
    assert {day for _, day in await conversions_of_flows(client)} == {"2020-03-10"}
    await recounted(inside)


@pytest.mark.parametrize("seed", range(3))
async def test_totals_are_the_sum_of_flows_after_any_rates(client: Client, inside: Driver, seed: int) -> None:
    chance = random.Random(seed)
    days = [f"2020-0{month}-15" for month in range(1, 10)]

    def some_rate() -> dict[str, str]:
        return rate(
            currency=chance.choice(["KES", "EUR"]),
            date=chance.choice(days),
            units_per_usd=str(chance.randint(1, 999)),
            source=chance.choice(["one bank", "another bank"]),
        )

    for number in range(4):
        transactions = (
            transaction(
                str(chance.randint(-500, 9999)),
                currency=chance.choice(["KES", "EUR", "USD"]),
                day=chance.choice(days),
                kind=chance.choice(["2", "3", "4"]),
                ref=str(one),
            )
            for one in range(chance.randint(1, 6))
        )
        await imported(client, file(activity(f"GB-COH-1-{chance.randint(1, 3)}", *transactions)))
        await client.post("/v1/exchange-rates", json=[some_rate() for _ in range(number + 1)])
    await converted(client)
    await recounted(inside)
    assert await inside.fetchval(NOT_AT_THE_LATEST) == 0


NOT_AT_THE_LATEST = """
SELECT count(*) FROM flows f WHERE rate_date IS DISTINCT FROM (
    SELECT max(date) FROM exchange_rates e WHERE e.currency = f.currency AND e.date <= f.value_date
) AND f.currency <> 'USD'
"""


async def test_totals_name_the_sources_of_their_rates(client: Client) -> None:
    shipped = (await client.get("/v1/matrix")).json()["method"]["rate_source"]
    await client.post("/v1/exchange-rates", json=[rate()])
    named = (await client.get("/v1/series")).json()["method"]["rate_source"]
    assert named == f"{shipped}; Central Bank of Kenya"


@pytest.mark.parametrize("totals", ["matrix", "series"])
async def test_prices_of_a_year_without_deflators_are_refused(client: Client, totals: str) -> None:
    asked = {"prices": "constant", "base_year": 2020}
    await client.post("/v1/exchange-rates/deflators", json=[deflator(2015, "80")])
    refused = await client.get(f"/v1/{totals}", params=asked)
    assert refused.status_code == 409
    assert "no deflator of 2020" in refused.json()["detail"]
    await client.post("/v1/exchange-rates/deflators", json=[deflator(2020, "80")])
    assert (await client.get(f"/v1/{totals}", params=asked)).status_code == 200


async def test_deflators_are_taken_as_a_table(client: Client) -> None:
    table = "provider,year,index,source\nGB,2015,80,OECD\n\nGB,2020,100,OECD\n"
    loaded = await client.post("/v1/exchange-rates/deflators", content=table, headers=CSV)
    assert loaded.json() == {"deflators": 2, "changed": 2}
    again = await client.post("/v1/exchange-rates/deflators", content=table, headers=CSV)
    assert again.json() == {"deflators": 2, "changed": 0}
    wrong = "provider,year,index,source\nGB,2015,80,OECD\n\nGB,never,-1,OECD\n"
    refused = await client.post("/v1/exchange-rates/deflators", content=wrong, headers=CSV)
    assert {fault["pointer"] for fault in refused.json()["errors"]} == {"/4/year", "/4/index"}


async def test_constant_prices_are_those_of_a_year(client: Client) -> None:
    answer = await client.get("/v1/matrix", params={"prices": "constant"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/base_year")


async def test_deflators_are_corrected_and_listed(client: Client) -> None:
    await client.post("/v1/exchange-rates/deflators", json=[deflator(2015, "80")])
    again = await client.post("/v1/exchange-rates/deflators", json=[deflator(2015, "81"), deflator(2016, "82")])
    assert again.json() == {"deflators": 2, "changed": 2}
    listed = (await client.get("/v1/exchange-rates/deflators", params={"provider": "GB"})).json()["items"]
    assert [(one["year"], one["index"]) for one in listed] == [(2015, "81"), (2016, "82")]
    wrong = await client.post("/v1/exchange-rates/deflators", json=[deflator(1, "0")])
    assert {fault["pointer"] for fault in wrong.json()["errors"]} == {"/0/year", "/0/index"}
    refused = await client.post("/v1/exchange-rates/deflators", json=[], headers=authorization(coordinator("KE")))
    assert refused.status_code == 403
