"""Rates that are too old convert nothing, and rates that ship are brought up to date."""

from typing import Any

from services.measurement.app import create_service
from services.measurement.facts.rates.commands import rates as loading
from services.measurement.facts.rates.rules.money import IMF
from shared.auth import service_principal
from shared.db import Driver
from shared.service import runtime
from shared.unit_of_work import unit_of_work
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.test_rates import converted, rate, recounted
from tests.serving import NOBODY, Client, settings

RATES, SOURCES = "/v1/exchange-rates", "/v1/exchange-rates/sources"
UNCONVERTED = {"finding_rule": "harambee-rate"}
ZIMBABWE = "SELECT units_per_usd FROM exchange_rates WHERE currency = 'ZWL' ORDER BY date DESC LIMIT 1"


async def items(client: Client, path: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, params={"limit": 1000, **asked})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_a_rate_that_is_too_old_converts_nothing_and_totals_say_so(client: Client, inside: Driver) -> None:
    days = ("2024-03-31", "2024-07-30")
    of_zimbabwe = [transaction("100", currency="ZWL", day=day) for day in days]
    gold = transaction("7", currency="XAU", ref="gold")
    found = await imported(client, file(activity("GB-COH-1-A", *of_zimbabwe, gold, transaction("5", ref="usd"))))
    rows = await items(client, f"/v1/imports/{found['id']}/findings", rule="harambee-rate")
    assert [one["severity"] for one in rows] == ["warning", "warning"]
    shown = await items(client, "/v1/flows", **UNCONVERTED)
    assert {(one["value"]["currency"], one["conversion"]) for one in shown} == {("ZWL", None), ("XAU", None)}
    for address in ("/v1/matrix", "/v1/matrix?recipient=KE&year=2024&year=2020", "/v1/series"):
        method = (await client.get(address)).json()["method"]
        assert (method["converted"], method["unconverted"], method["greatest_age"]) == (2, 2, 92)
        assert method["unconverted_sums"] == [
            {"currency": "XAU", "stale": False, "flows": 1, "amount": "7"},
            {"currency": "ZWL", "stale": True, "flows": 1, "amount": "100"},
        ]


async def test_the_age_of_a_source_can_be_set_and_flows_follow(client: Client, inside: Driver) -> None:
    amount = str(await inside.fetchval(ZIMBABWE))
    await imported(client, file(activity("GB-COH-1-A", transaction(amount, currency="ZWL", day="2024-07-30"))))
    assert len(await items(client, "/v1/flows", **UNCONVERTED)) == 1
    source = (await items(client, RATES, currency="ZWL"))[-1]["source"]
    for age, usd in ((200, "1"), (92, None), (400, "1")):
        answer = await client.post(SOURCES, json={"source": source, "greatest_age": age})
        assert answer.status_code == 200, answer.text
        await converted(client)
        (shown,) = await items(client, "/v1/flows")
        assert (shown["conversion"] and float(shown["conversion"]["usd"])) == (usd and float(usd))
        assert (await client.get("/v1/matrix")).json()["method"]["unconverted"] == (0 if usd else 1)
        assert {one["source"]: one["greatest_age"] for one in await items(client, SOURCES)}[source] == age
    assert await items(client, "/v1/flows", **UNCONVERTED) == []
    await recounted(inside)
    refused = await client.post(SOURCES, json={"source": source, "greatest_age": 1}, headers=NOBODY)
    assert refused.status_code == 401


async def test_rates_that_ship_are_brought_up_to_date_and_those_of_an_operator_stay(
    client: Client, inside: Driver, url: str
) -> None:
    await imported(client, file(activity("GB-COH-1-A", transaction("100", currency="KES"))))
    await client.post(RATES, json=[rate(date="2020-02-29")])
    await converted(client)
    await inside.execute("UPDATE exchange_rates SET units_per_usd = 1 WHERE currency = 'KES' AND date = '2020-01-31'")
    await inside.execute("INSERT INTO exchange_rates VALUES ('NLG', '2010-01-31', 1.79, $1)", IMF)
    await inside.execute("UPDATE shipped_rates SET digest = 'older'")
    service = create_service(settings(url))
    async with runtime(service) as shared:
        for _ in range(2):
            async with unit_of_work(shared.resources, service_principal("measurement")) as uow:
                await loading.load_shipped(uow)
    held = {one["date"]: one["units_per_usd"] for one in await items(client, RATES, currency="KES")}
    assert float(held["2020-01-31"]) > 90
    assert held["2020-02-29"] == "80"
    assert await items(client, RATES, currency="NLG", date_from="2003-01-01") == []
    jobs = await converted(client)
    assert {"KES", "NLG"} <= set(jobs[0]["currencies"])


async def test_a_move_by_a_factor_over_three_has_to_be_accepted(client: Client) -> None:
    answer = await client.post(RATES, json=[rate(units_per_usd="1000")])
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/KES/2020-03-10", "leap")]
    both = [rate(units_per_usd="101"), rate(date="2020-03-11", units_per_usd="10")]
    assert [one["pointer"] for one in (await client.post(RATES, json=both)).json()["errors"]] == ["/KES/2020-03-11"]
    taken = await client.post(RATES, json=both, params={"leaps": "accept"})
    assert (taken.status_code, taken.json()["changed"]) == (200, 2)


async def test_dollars_are_converted_whatever_the_newest_rate_and_stay_as_they_are(
    client: Client, inside: Driver
) -> None:
    await inside.execute("DELETE FROM exchange_rates WHERE date > '2019-06-30'")
    both = [transaction("100", day="2020-03-15"), transaction("7", currency="PAB", ref="balboa", day="2020-03-15")]
    await imported(client, file(activity("GB-COH-1-A", *both)))
    assert (await client.get("/v1/matrix")).json()["method"]["unconverted"] == 0
    before = [one["conversion"] for one in await items(client, "/v1/flows")]
    assert [(one["usd"], one["rate"], one["rate_date"]) for one in before] == [
        ("100.00", "1", "2020-03-15"),
        ("7.00", "1", "2020-03-15"),
    ]
    await inside.execute(
        "UPDATE flows SET usd = NULL, rate = NULL, rate_date = NULL, rate_source = NULL WHERE ref = ''"
    )
    for currency in ("USD", "PAB"):
        await client.post(RATES, json=[rate(currency=currency, units_per_usd="1", date="2020-03-01")])
    await converted(client)
    assert [one["conversion"] for one in await items(client, "/v1/flows")] == before
