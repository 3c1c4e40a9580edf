"""Tables of flows: CSV, XLSX and NDJSON, with the oddities that such files have."""

import asyncio
import csv
import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from shared.db import Driver
from tests.service.measurement.files import activity, file, findings, imported, transaction
from tests.serving import Client

CSV = {"Content-Type": "text/csv"}
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
NDJSON = {"Content-Type": "application/x-ndjson"}
ROW = {
    "reporter_ref": "KE-COA-1",
    "activity_identifier": "KE-COA-1-A",
    "recipient_countries": "UG",
    "transaction_type": "3",
    "date": "2020-03-15",
    "amount": "1234.50",
    "currency": "USD",
}


def row(**more: str) -> dict[str, str]:
    return {**ROW, **more}


def table(*rows: Mapping[str, str], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for one in rows for name in one)), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def workbook(*rows: Sequence[Any]) -> bytes:
    book = Workbook()
    for one in rows:
        book.active.append(one)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


async def sent(client: Client, body: str | bytes, headers: dict[str, str] = CSV, **asked: str) -> dict[str, Any]:
    found = body.encode() if isinstance(body, str) else body
    return await imported(client, found, headers=headers, query=asked)


async def flows(client: Client) -> list[dict[str, Any]]:
    return (await client.get("/v1/flows", params={"limit": 1000})).json()["items"]


async def amounts(client: Client) -> list[str]:
    return [flow["value"]["amount"] for flow in await flows(client)]


async def asked_about(client: Client, job: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(one["rule"], one["line"], one["path"]) for one in await findings(client, job)]


async def test_a_table_becomes_activities_flows_and_totals(client: Client) -> None:
    rows = row(activity_title="Training"), row(amount="-34.5", date="2021-01-01", description="Taken back")
    job = await sent(client, table(*rows, row(activity_identifier="KE-COA-1-B", recipient_countries="UG:60;RW:40")))
    assert (job["status"], job["counts"]["new"], job["counts"]["flows_new"]) == ("finished", 2, 3)
    assert await findings(client, job) == []
    first, second, third = await flows(client)
    assert (first["value"]["amount"], second["description"], third["parts"][1]["code"]) == (
        "1234.50",
        "Taken back",
        "RW",
    )
    assert third["parts"][0]["usd"] == "740.70"
    assert (first["provider"]["code"], first["cooperation"]) == ("KE", "south_south")
    matrix = (await client.get("/v1/matrix", params={"year": 2020})).json()["items"]
    assert [(one["recipient"], one["amount"]) for one in matrix] == [("RW", "493.80"), ("UG", "1975.20")]


async def test_the_same_table_again_changes_nothing(client: Client) -> None:
    body = table(row(), row(amount="5"))
    await sent(client, body)
    again = await sent(client, body)
    assert (again["counts"]["unchanged"], again["counts"]["flows_unchanged"], again["counts"]["changed"]) == (1, 2, 0)


async def test_the_template_can_be_sent_as_it_is(client: Client) -> None:
    for form, headers in (("csv", CSV), ("xlsx", XLSX), ("ndjson", NDJSON)):
        template = await client.get("/v1/imports/template", params={"format": form})
        assert template.status_code == 200
        job = await sent(client, template.content, headers)
        assert (job["status"], await findings(client, job)) == ("finished", [])
    assert await amounts(client) == ["125000.50"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
async def test_columns_may_be_parted_by_any_usual_sign(client: Client, delimiter: str) -> None:
    await sent(client, table(row(description="a, b; c\td|e"), delimiter=delimiter))
    assert [flow["description"] for flow in await flows(client)] == ["a, b; c\td|e"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
async def test_encodings_that_say_what_they_are_are_read(client: Client, encoding: str) -> None:
    await sent(client, table(row(description="Évaluation à Lomé")).encode(encoding))
    assert [flow["description"] for flow in await flows(client)] == ["Évaluation à Lomé"]


async def test_an_encoding_that_does_not_is_asked_about(client: Client) -> None:
    body = table(row(), row(description="Évaluation")).encode("latin-1")
    job = await sent(client, body)
    assert job["status"] == "failed"
    assert [one["rule"] for one in await findings(client, job)] == ["harambee-encoding"]
    assert "encoding=" in (await findings(client, job))[0]["detail"]
    await sent(client, body, encoding="latin-1")
    assert (await flows(client))[1]["description"] == "Évaluation"


async def test_a_quoted_field_may_hold_lines(client: Client) -> None:
    job = await sent(client, table(row(description='first "line"\nsecond'), row(date="never")))
    assert await asked_about(client, job) == [("harambee-date", 4, "/date")]
    await sent(client, table(row(description='first "line"\nsecond')))
    assert [flow["description"] for flow in await flows(client)] == ['first "line"\nsecond']


@pytest.mark.parametrize(
    ("written", "read"), [("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("1 234,56", "1234.56")]
)
async def test_numbers_that_can_only_mean_one_thing_are_read(client: Client, written: str, read: str) -> None:
    await sent(client, table(row(amount=written)))
    assert await amounts(client) == [read]


async def test_numbers_and_dates_that_may_mean_two_things_are_asked_about(client: Client) -> None:
    body = table(row(amount="1.234", date="03/04/2020"), row(activity_identifier="KE-COA-1-B", amount="12"))
    job = await sent(client, body)
    assert sorted(await asked_about(client, job)) == [
        ("harambee-ambiguous", 2, "/amount"),
        ("harambee-ambiguous", 2, "/date"),
    ]
    assert (job["counts"]["flows_rejected"], await amounts(client)) == (1, ["12"])
    await sent(client, body, decimals=",", dates="dmy")
    assert sorted((flow["day"], flow["value"]["amount"]) for flow in await flows(client)) == [
        ("2020-03-15", "12"),
        ("2020-04-03", "1234"),
    ]


async def test_a_mapping_is_remembered(client: Client) -> None:
    mapping = {
        "columns": {
            "Activité": "activity_identifier",
            "Pays": "recipient_countries",
            "Montant": "amount",
            "Jour": "date",
        },
        "constants": {"reporter_ref": "KE-COA-1", "transaction_type": "3", "currency": "USD"},
        "decimals": ",",
        "dates": "dmy",
    }
    kept = await client.put("/v1/imports/mappings/treasury", json=mapping)
    assert (kept.status_code, kept.json()["columns"]) == (201, mapping["columns"])
    body = "Activité;Pays;Montant;Jour;Remarque\nKE-COA-1-A;UG;1.234;03/04/2020;bien\n"
    failed = await sent(client, body)
    assert await asked_about(client, failed) == [("harambee-columns", 1, "/")]
    job = await sent(client, body, mapping="treasury")
    assert await asked_about(client, job) == [("harambee-column", 1, "/Remarque")]
    assert [(flow["day"], flow["value"]["amount"]) for flow in await flows(client)] == [("2020-04-03", "1234")]
    assert (await client.put("/v1/imports/mappings/treasury", json=mapping)).status_code == 428
    changed = await client.put("/v1/imports/mappings/treasury", json={"dates": "mdy"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    await client.put("/v1/imports/mappings/default", json=mapping)
    assert (await sent(client, body))["status"] == "finished"
    assert [one["name"] for one in (await client.get("/v1/imports/mappings")).json()["items"]] == [
        "treasury",
        "default",
    ]
    gone = await client.delete("/v1/imports/mappings/default", headers={"If-Match": '"1"'})
    assert (gone.status_code, (await client.get("/v1/imports/mappings/default")).status_code) == (200, 404)


async def test_of_several_that_remember_a_mapping_at_once_one_is_heard(client: Client) -> None:
    path = "/v1/imports/mappings/treasury"

    async def answers(headers: dict[str, str]) -> list[int]:
        orders = ["dmy", "mdy"] * 3
        answers = await asyncio.gather(*(client.put(path, json={"dates": one}, headers=headers) for one in orders))
        return [answer.status_code for answer in answers]

    first = await answers({})
    assert (first.count(201), set(first) - {201, 409, 428}) == (1, set())
    second = await answers({"If-Match": '"1"'})
    assert (second.count(200), set(second) - {200, 412}) == (1, set())


async def test_a_mapping_to_columns_that_are_none_is_refused(client: Client) -> None:
    answer = await client.put("/v1/imports/mappings/m", json={"columns": {"A": "amont"}, "constants": {"b": "c"}})
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/columns", "/constants"]


async def test_a_mapping_that_is_not_there_is_said(client: Client) -> None:
    answer = await client.post("/v1/imports", params={"mapping": "nobody"}, content=b"a", headers=CSV)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/mapping")


async def test_a_workbook_is_read_with_its_numbers_and_dates(client: Client) -> None:
    names = list(ROW)
    values = ["KE-COA-1", "KE-COA-1-A", "UG", 3, date(2020, 3, 15), 0.1 + 0.2, "USD"]
    job = await sent(client, workbook(names, values, []), XLSX)
    assert await findings(client, job) == []
    assert [(flow["day"], flow["value"]["amount"]) for flow in await flows(client)] == [("2020-03-15", "0.3")]


async def test_an_archive_of_files_says_what_each_of_them_says(client: Client, inside: Driver) -> None:
    xml = file(activity("GB-COH-1-A", transaction("70")), activity("GB-COH-1-B", transaction("7", kind="4")))
    files = [
        ("deep/down/activities.xml", xml, {"Content-Type": "application/xml"}),
        ("table.csv", table(ROW).encode(), CSV),
        ("book.xlsx", workbook(list(ROW), list(row(activity_identifier="KE-COA-1-B").values())), XLSX),
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body, _ in files:
            archive.writestr(name, body)
    job = await sent(client, packed.getvalue(), {"Content-Type": "application/zip"})
    assert (job["status"], job["counts"]["new"], job["counts"]["flows_new"]) == ("finished", 4, 4)
    told = await inside.fetchval("SELECT max(seq) FROM outbox")
    for _, body, headers in files:
        alone = (await sent(client, body, headers))["counts"]
        assert (alone["new"], alone["changed"], alone["flows_new"], alone["flows_corrected"]) == (0, 0, 0, 0)
        assert alone["unchanged"] == alone["activities"] > 0
    later = await inside.fetch("SELECT attributes FROM outbox WHERE seq > $1", told)
    assert {json.loads(one[0])["type"] for one in later} == {"harambee.import.finished.v1"}


async def test_a_fault_in_one_file_of_an_archive_leaves_nothing_of_the_others(client: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("table.csv", table(ROW))
        archive.writestr("broken.xml", "<iati-activities version='2.03'>")
    job = await sent(client, packed.getvalue(), {"Content-Type": "application/zip"})
    (found,) = await findings(client, job)
    assert (job["status"], found["rule"], found["path"]) == ("failed", "harambee-well-formed", "broken.xml: /")
    assert await flows(client) == []


async def test_lines_of_json_are_read_without_losing_a_digit(client: Client) -> None:
    body = json.dumps(row()).replace('"1234.50"', "12345678901234.5678")
    job = await sent(client, f"{body}\n\n", NDJSON)
    assert (job["status"], await amounts(client)) == ("finished", ["12345678901234.5678"])


@pytest.mark.parametrize(
    ("body", "headers", "rule"),
    [
        (table(ROW).encode("utf-16-le"), CSV, "harambee-encoding"),
        (table(row(activity_title="a\0b")), CSV, "harambee-encoding"),
        (json.dumps(row(activity_title="a\0b")), NDJSON, "harambee-row"),
        (json.dumps(row(activity_title="a\ud800b")), NDJSON, "harambee-row"),
    ],
)
async def test_a_text_that_no_database_takes_is_a_finding(
    client: Client, body: str | bytes, headers: dict[str, str], rule: str
) -> None:
    job = await sent(client, body, headers)
    (found,) = await findings(client, job)
    assert (job["status"], found["rule"], found["severity"]) == ("failed", rule, "critical")


async def test_letters_that_json_escapes_are_read(client: Client) -> None:
    await sent(client, json.dumps(row(activity_title="Água 🌍")), NDJSON)
    (found,) = (await client.get("/v1/activities")).json()["items"]
    assert list(found["titles"].values()) == ["Água 🌍"]


async def test_a_table_may_be_gzip(client: Client) -> None:
    await sent(client, gzip.compress(table(row()).encode()), {"Content-Type": "application/gzip"})
    await sent(client, gzip.compress(json.dumps(row()).encode()), {"Content-Type": "application/gzip"})
    assert len(await amounts(client)) == 1


@pytest.mark.parametrize(
    ("body", "headers", "rule"),
    [
        (b"", CSV, "harambee-columns"),
        (b"a,b\n1,2\n", CSV, "harambee-columns"),
        (table(row()).encode() + b'x,"never ends\n', CSV, "harambee-row"),
        (table(row()).encode() + b"1,2,3,4,5,6,7,8\n", CSV, "harambee-row"),
        (b"PK\x03\x04 no workbook", XLSX, "harambee-spreadsheet"),
        (b"<html>", XLSX, "harambee-spreadsheet"),
        (b'{"a": ', NDJSON, "harambee-row"),
        (b"[1, 2]", NDJSON, "harambee-row"),
        (b"[" * 100_000, NDJSON, "harambee-row"),
        (table(row()).encode()[:40], CSV, "harambee-columns"),
    ],
)
async def test_a_table_that_is_none_leaves_its_finding_and_nothing_else(
    client: Client, body: bytes, headers: dict[str, str], rule: str
) -> None:
    job = await sent(client, body, headers)
    assert job["status"] == "failed"
    assert [one["rule"] for one in await findings(client, job)] == [rule]
    assert await flows(client) == []


async def test_a_heading_alone_is_an_empty_table(client: Client) -> None:
    job = await sent(client, ",".join(ROW) + "\n")
    assert (job["status"], [one["rule"] for one in await findings(client, job)]) == ("finished", ["harambee-empty"])


async def test_every_fault_of_a_row_is_found_with_its_column(client: Client) -> None:
    bad = row(transaction_type="D", date="2020-02-30", amount="many", currency="QQQ", recipient_countries="KX:60;UG:30")
    job = await sent(client, table(bad))
    assert {path for _, _, path in await asked_about(client, job)} >= {
        "/transaction_type",
        "/date",
        "/amount",
        "/currency",
        "/recipient_countries",
    }
    assert {line for _, line, _ in await asked_about(client, job)} == {2}


async def test_rows_of_one_activity_must_not_contradict_each_other(client: Client) -> None:
    job = await sent(client, table(row(activity_title="One"), row(activity_title="Two")))
    assert await asked_about(client, job) == [("harambee-contradiction", 3, "/activity_title")]


async def test_a_spreadsheet_formula_stays_text(client: Client) -> None:
    await sent(client, table(row(description="=1+1")))
    assert [flow["description"] for flow in await flows(client)] == ["=1+1"]
    sheet = await client.get("/v1/flows", params={"format": "xlsx"})
    cells = [cell for line in load_workbook(io.BytesIO(sheet.content)).active.iter_rows() for cell in line]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


async def test_a_real_table_of_south_south_transactions_is_taken(client: Client, shared_data: Path) -> None:
    text = (shared_data / "fixtures" / "csv" / "ssc-transactions-300.csv").read_text("utf8")
    columns = {
        "activity_id": "activity_identifier",
        "reporting_org_ref": "reporter_ref",
        "reporting_org": "reporter_name",
        "title": "activity_title",
        "transaction_date": "date",
        "value": "amount",
    }
    await client.put("/v1/imports/mappings/default", json={"columns": columns})
    job = await sent(client, text)
    found = await findings(client, job)
    # Checked by hand: no country named, six parts of 13.33, and a single country with 76 %.
    assert {one["rule"] for one in found} == {"3.7.1", "3.1.2", "3.1.4"}
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (job["counts"]["flows_new"], len({row["activity_id"] for row in rows})) == (len(rows), job["counts"]["new"])
    assert sum(map(Decimal, await amounts(client))) == sum(Decimal(row["value"]) for row in rows)
