"""The cases that were found come out right through the API; others are in tests of what they are about."""

from pathlib import Path
from typing import Any

import pytest

from tests.service.measurement.files import findings, imported
from tests.serving import Client

MEDIA = {
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
}
COMMA, POINT = {"decimals": ","}, {"decimals": "."}
FRENCH = {
    "columns": {"Activité": "activity_identifier", "Pays": "recipient_countries", "Date": "date", "Montant": "amount"},
    "constants": {"reporter_ref": "KE-COA-1052", "transaction_type": "3", "currency": "KES"},
    "decimals": ",",
    "dates": "dmy",
}


async def taken(client: Client, path: Path, query: dict[str, Any]) -> dict[str, Any]:
    """Import a case, and give its import."""
    media = {"headers": {"Content-Type": MEDIA[path.suffix]}}
    return await imported(client, path.read_bytes(), query=query, **media)


async def flows(client: Client) -> list[dict[str, Any]]:
    return (await client.get("/v1/flows", params={"limit": 1000})).json()["items"]


async def amounts(client: Client) -> list[tuple[str, str]]:
    return [(one["value"]["amount"], one["value"]["currency"]) for one in await flows(client)]


async def test_tables(client: Client, shared_data: Path) -> None:
    cases: list[tuple[str, dict[str, Any], list[tuple[str, str]], set[str]]] = [
        ("02-cents.csv", {}, [("1234567.89", "KES")], set()),
        ("02-cents.xlsx", {}, [("98765432.1", "KES"), ("123456789012.35", "KES")], set()),
        ("03-json-numbers.ndjson", {}, [("12.345", "TND")], set()),
        ("03-numeric-cells.xlsx", COMMA, [("12.345", "TND")], set()),
        ("03-numeric-cells-b.xlsx", COMMA, [("1250.5", "TND")], set()),
        ("04-grouping-against-decimals.csv", POINT, [], {"/amount"}),
        ("04-grouping-against-decimals.csv", {}, [("1250000", "KES")], set()),
        ("13-merged.xlsx", {}, [("1000", "KES"), ("2000", "KES")], set()),
        ("14-note-right.xlsx", {}, [("1000", "KES")], {"/"}),
        ("15-strict.xlsx", {}, [("100", "KES")], set()),
        ("16-typo-key.ndjson", {}, [("100", "USD")], {"/recepient_percentages", "/value_dat"}),
        ("21-percent-cell.xlsx", {}, [("1000", "KES")], set()),
    ]
    held: list[tuple[str, str]] = []
    for name, query, expected, places in cases:
        job = await taken(client, shared_data / "cases" / name, query)
        said = {one["path"] for one in await findings(client, job) if one["rule"] != "1.14.8"}
        assert (name, job["status"], said) == (name, "finished", places)
        now = await amounts(client)
        new = list(now)
        for one in held:
            new.remove(one)
        assert (name, sorted(new)) == (name, sorted(expected))
        held = now
    shares = {tuple((part["code"], part["weight"]) for part in one["parts"]) for one in await flows(client)}
    assert shares == {(("UG", "100"),)}


async def test_a_decomposed_heading_is_read_by_a_mapping(client: Client, shared_data: Path) -> None:
    made = await client.put("/v1/imports/mappings/ministry", json=FRENCH, headers={"If-None-Match": "*"})
    assert made.status_code == 201, made.text
    job = await taken(client, shared_data / "cases" / "12-nfd-heading.csv", {"mapping": "ministry"})
    assert (job["status"], await findings(client, job)) == ("finished", [])
    assert await amounts(client) == [("1250000.50", "KES")]


async def test_currencies_of_their_day(client: Client, shared_data: Path) -> None:
    await taken(client, shared_data / "cases" / "06-currencies.xml", {})
    found = {one["value"]["currency"]: one["conversion"] for one in await flows(client)}
    # By the fixed rates of the euro's predecessors and its rate of the day.
    assert (found["ITL"]["usd"], found["DEM"]["usd"]) == ("493.53", "433575.52")
    # A million of each; by redenominations where its successor has the series.
    about = {"NGN": 670, "ETB": 8_000, "UYU": 23_700, "HRK": 147_000, "ZMK": 195, "GHC": 110, "MZM": 43.5}
    about |= {"STD": 45, "MRO": 2_820, "SLL": 97.5, "SDD": 4_580, "BYR": 65}
    assert {code: float(found[code]["usd"]) for code in about} == pytest.approx(about, rel=0.02)
    assert found.keys() == {"ITL", "DEM", *about}


async def test_narratives_and_organisations(client: Client, shared_data: Path) -> None:
    await taken(client, shared_data / "cases" / "10-narratives.xml", {})
    (activity,) = (await client.get("/v1/activities")).json()["items"]
    (flow,) = await flows(client)
    assert (activity["titles"], flow["description"]) == ({"en": "Rural water"}, "Second tranche")
    assert flow["provider"]["name"] == "Ministry of Odd Affairs"
    await taken(client, shared_data / "cases" / "11-org-lists.xml", {})
    codes = {one["provider"]["ref"]: one["provider"]["code"] for one in await flows(client)}
    assert codes.pop("") == "name:ministryofoddaffairs"
    assert codes == {
        "BE-BCE_KBO-0550758080": "BE",
        "CA-CRA_ACR-119219814RR0001": "CA",
        "US-DC_CR-123": "US",
        "CA_BC-BRC_CBR-7": "CA",
        "44000": "XM-DAC-44000",
        "XM-DAC-44000": "XM-DAC-44000",
    }


async def test_a_changed_identifier(client: Client, shared_data: Path) -> None:
    for number in (1, 2):
        await taken(client, shared_data / "cases" / f"05-org-changed-{number}.xml", {})
    assert await amounts(client) == [("1000", "USD")]


async def test_the_same_otherwise_written_and_twice_and_nothing(client: Client, shared_data: Path) -> None:
    first = await taken(client, shared_data / "cases" / "19-retyped-1.xml", {})
    second = await taken(client, shared_data / "cases" / "19-retyped-2.xml", {})
    assert (first["counts"]["flows_new"], second["counts"]["flows_unchanged"]) == (1, 1)
    await taken(client, shared_data / "cases" / "18-twice-and-nothing.xml", {})
    items = (await client.get("/v1/flows", params={"reporter": "FJ-COA-1"})).json()["items"]
    assert [[(part["code"], part["weight"]) for part in one["parts"]] for one in items] == [[("UG", "100")]] * 2
