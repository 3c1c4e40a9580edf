"""Real organisations: the publishers of IATI, and organisations as activities name them."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from services.registry.bulk.rules import usual_constituency
from shared.standards import countries
from tests.serving import Client

Row = dict[str, str]
TITLES = ("external_id", "names.en", "kind", "constituency", "country", "identifiers")


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def publisher(row: Row) -> Row:
    kind = row["publisher_organization_type"]
    return {
        "external_id": row["name"],
        "names.en": row["title"],
        "kind": kind,
        "constituency": usual_constituency(kind) or "",
        "country": row["publisher_country"],
        "identifiers": row["publisher_iati_id"],
    }


def observed(row: Row) -> Row:
    """Map an organisation that is named in activities; its country is that of the list its identifier is on."""
    country = row["ref"][:2] if row["ref"][:2] in countries() else ""
    names = {"names.en": row["name"], "kind": row["type"], "constituency": usual_constituency(row["type"]) or ""}
    return {"external_id": "", **names, "country": country, "identifiers": row["ref"]}


async def send(client: Client, rows: Iterable[Row]) -> dict[str, Any]:
    text = io.StringIO()
    table = csv.DictWriter(text, TITLES)
    table.writeheader()
    table.writerows(rows)
    params: dict[str, Any] = {"mode": "apply", "limit": 10_000}
    headers = {"Content-Type": "text/csv"}
    answer = await client.post("/v1/actors/bulk", params=params, content=text.getvalue().encode(), headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def reasons(answer: dict[str, Any]) -> Counter[str]:
    return Counter(f"{one['pointer']} {one['code']}" for one in answer["findings"])


async def test_the_publishers_of_iati(client: Client, shared_data: Path) -> None:
    rows = [publisher(row) for row in read(shared_data / "actors" / "iati-publishers.csv")]
    answer = await send(client, rows)
    assert answer["counts"] == {"rows": 2087, "new": 1915, "changed": 0, "unchanged": 0, "rejected": 172}
    assert reasons(answer) == {
        "/identifiers/0/scheme unknown_scheme": 72,  # US-GOV, KE-NGC, SE-0, nl-kvk: made up, or misspelt
        "/constituency missing": 39,  # of kind 90, which may be anything, and of no kind
        "/identifiers/0/value invalid_value": 29,  # RC/12/3456 and the like: a slash, or a space at an end
        "/kind missing": 28,
        "/country missing": 24,  # companies and the like that are of no country
        "/identifiers/0 no_scheme": 9,
        "/identifiers/0 twice": 2,
        "/identifiers/0/value string_too_short": 1,
        "/country unknown_country": 1,  # AN, the Netherlands Antilles until 2010
    }
    details = {one["detail"] for one in answer["findings"]}
    assert "KE-NGC is not on the org-id list" in details
    again = await send(client, rows)
    assert again["counts"] == {"rows": 2087, "new": 0, "changed": 0, "unchanged": 1915, "rejected": 172}
    found = await client.get("/v1/actors", params={"q": "agriculteurs francais", "limit": 5})
    assert [one["external_id"] for one in found.json()["items"]] == ["afdi-fr"]


async def test_organisations_as_activities_name_them(client: Client, shared_data: Path) -> None:
    rows = [observed(row) for row in read(shared_data / "actors" / "iati-orgs-observed-500.csv")]
    answer = await send(client, rows)
    # Three of the 500 say nothing at all.
    assert answer["counts"] == {"rows": 497, "new": 71, "changed": 0, "unchanged": 0, "rejected": 426}
    assert reasons(answer) == {
        "/constituency missing": 238,
        "/kind missing": 233,
        "/country missing": 86,
        "/identifiers/0 no_scheme": 78,  # a name or a number alone
        "/identifiers/0 twice": 63,  # the same organisation by several names
        "/identifiers/0/scheme unknown_scheme": 37,
        "/names too_short": 21,
        "/identifiers/0/value invalid_value": 1,
    }
