"""Amounts are digits wherever they come out: PostgreSQL's driver gives whole ten-thousands with an exponent."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest

from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.writing import an_activity, days_of_experts, events_of_flows, flow, recorded, told
from tests.serving import Client

MILLION, MANY = "1250000", "20000"
ANY = {"If-Match": "*"}


def exponents(said: Any) -> list[str]:
    """Find texts that are numbers with an exponent."""
    if isinstance(said, dict):
        return [found for one in said.values() for found in exponents(one)]
    if isinstance(said, list):
        return [found for one in said for found in exponents(one)]
    return [said] if isinstance(said, str) and "E+" in said else []


async def test_amounts_are_digits_in_answers_events_and_exports(client: Client, inside: Driver) -> None:
    where = await an_activity(client)
    made = await recorded(client, flow(where, "1.25E+6", lines=[days_of_experts("2E+4")]))
    assert (made["value"]["amount"], made["conversion"]["usd"]) == (MILLION, f"{MILLION}.00")
    await imported(client, file(activity("GB-COH-1-B", transaction(MILLION))))
    page = (await client.get("/v1/flows")).json()
    assert [one["value"]["amount"] for one in page["items"]] == [MILLION, MILLION]
    lines = (await client.get("/v1/flows", params={"format": "ndjson"})).text.splitlines()
    assert [json.loads(line) for line in lines] == page["items"]
    table = csv.DictReader(io.StringIO((await client.get("/v1/flows", params={"format": "csv"})).text))
    assert [row["value.amount"] for row in table] == [MILLION, MILLION]
    book = openpyxl.load_workbook(io.BytesIO((await client.get("/v1/flows", params={"format": "xlsx"})).content))
    titles = [cell.value for cell in book.active[1]]
    assert book.active.cell(2, titles.index("value.amount") + 1).value == 1250000
    assert book.active.cell(2, titles.index("day") + 1).is_date
    for path in ("/v1/flows", "/v1/matrix", "/v1/series", "/v1/activities"):
        assert exponents((await client.get(path)).json()) == []

    await recorded(client, flow(where, "3E+4", corrects=made["id"]))
    for one in (await client.get("/v1/activities")).json()["items"]:
        assert (await client.delete(f"/v1/activities/{one['id']}", headers=ANY)).is_success
    events = events_of_flows(await told(inside))
    flows = [one for event in events for one in event["data"]["flows"]]
    assert {one["amount"] for one in flows} == {MILLION, "30000"}
    assert {one["type"].split(".")[2] for one in events} == {"flows_recorded", "flows_corrected", "flows_withdrawn"}
    assert {line["quantity"] for one in flows for line in one.get("lines", [])} == {MANY}
    assert exponents(events) == []


@pytest.mark.parametrize("said", ["1250000", "1.25E+6"])
async def test_observations_are_digits(client: Client, inside: Driver, said: str) -> None:
    body = {"titles": {"en": "Trained"}, "measure": "unit", "unit": "people", "baseline": {"value": "2E+4"}}
    made = (await client.post("/v1/indicators", json={**body, "country": "KE"})).json()
    assert made["baseline"]["value"] == MANY
    path = f"/v1/indicators/{made['id']}/observations"
    period = {"from": "2025-01-01", "to": "2025-12-31"}
    kept = await client.post(path, json={"period": period, "actual": said})
    assert kept.json()["actual"] == MILLION
    assert [one["actual"] for one in (await client.get(path)).json()["items"]] == [MILLION]
    assert exponents(await told(inside)) == []


async def test_rates_are_digits(client: Client) -> None:
    rate = {"currency": "KES", "date": "2031-01-01", "units_per_usd": "1.25E+6", "source": "a test"}
    await client.post("/v1/exchange-rates", json=[rate])
    asked = {"currency": "KES", "date_from": "2031-01-01"}
    [kept] = (await client.get("/v1/exchange-rates", params=asked)).json()["items"]
    assert kept["units_per_usd"] == MILLION
