"""Totals as files say how they were made, and what their codes stand for."""

import csv
import io
from typing import Any

import openpyxl
import pytest

from tests.service.measurement.files import activity, file, imported, transaction
from tests.serving import Client

TO_REGION = '<recipient-region code="298" vocabulary="1"/>'
FROM_BANK = '<provider-org ref="44000" type="40"><narrative>The World Bank</narrative></provider-org>'


@pytest.fixture
async def filled(client: Client) -> Client:
    typed = '<aid-type code="C01"/>'
    given = activity("GB-COH-1-A", transaction("10", inner=typed), transaction("20", currency="XXX", inner=typed))
    regional = activity("GB-COH-1-B", transaction("5", inner=FROM_BANK), inner=TO_REGION)
    await imported(client, file(given, regional))
    return client


async def body(client: Client, path: str, **asked: Any) -> bytes:
    answer = await client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize("path", ["/v1/matrix", "/v1/series"])
async def test_a_workbook_has_the_method_in_its_second_sheet(filled: Client, path: str) -> None:
    method = (await filled.get(path)).json()["method"]
    book = openpyxl.load_workbook(io.BytesIO(await body(filled, path, format="xlsx")))
    first, second = book.worksheets
    assert second.title == "method"
    said = list(second.iter_rows(values_only=True))
    assert said[0] == ("field", "value")
    fields = [name for name, _ in said[1:]]
    values = dict(said[1:])
    assert set(method) - set(fields) == {
        name for name, value in method.items() if value == [] or isinstance(value, dict)
    }
    assert (values["perspective"], values["converted"]) == ("provider", method["converted"])
    assert values["domestic.flows"] == method["domestic"]["flows"]
    assert [value for name, value in said if name == "exclusions"] == method["exclusions"]
    assert next(first.iter_rows(values_only=True))[0] in {"provider", "year"}


async def test_csv_begins_with_the_method_where_it_is_asked_for(filled: Client) -> None:
    plain = (await body(filled, "/v1/matrix", format="csv")).decode()
    said = (await body(filled, "/v1/matrix", format="csv", method="true", bom="true")).decode("utf-8-sig")
    lines = said.splitlines(keepends=True)
    comments = [line for line in lines if line.startswith("# ")]
    assert "".join(lines[len(comments) :]) == plain
    assert not plain.startswith("#")
    fields = dict(csv.reader(line[2:] for line in comments))
    assert (fields["perspective"], fields["prices"], fields["base_year"]) == ("provider", "current", "")


async def test_cells_have_names_beside_codes(filled: Client) -> None:
    rows = list(csv.DictReader(io.StringIO((await body(filled, "/v1/matrix", format="csv")).decode())))
    assert {(one["provider"], one["provider_name"], one["recipient"], one["recipient_name"]) for one in rows} == {
        ("GB", "United Kingdom", "KE", "Kenya"),
        ("XM-DAC-44000", "The World Bank", "298", "Africa, regional"),
    }


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("provider", {"GB": "United Kingdom", "XM-DAC-44000": "The World Bank"}),
        ("recipient", {"KE": "Kenya", "298": "Africa, regional"}),
        ("transaction_type", {"3": "Disbursement"}),
        ("aid_type", {"C01": "Project-type interventions", "": None}),
        ("cooperation", {"north_south": "North-South cooperation", "multilateral": "Multilateral cooperation"}),
    ],
)
async def test_points_say_what_their_keys_stand_for(filled: Client, by: str, names: dict[str, str | None]) -> None:
    points = (await filled.get("/v1/series", params={"by": by})).json()["items"]
    assert {one["key"]: one["key_name"] for one in points} == names
