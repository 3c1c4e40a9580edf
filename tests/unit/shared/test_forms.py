import csv
import io
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import openpyxl
from pydantic import BaseModel

from shared.http import forms


class Value(BaseModel):
    amount: Decimal
    currency: str


class Row(BaseModel):
    names: dict[str, str]
    value: Value | None
    topics: list[int]
    note: str | None
    state: dict[str, Any] = {}


ROWS = [
    Row(
        names={"en": "=1+1", "sw": "Mradi"},
        value=Value(amount=Decimal("-1.50"), currency="KES"),
        topics=[1, 3],
        note="+",
        state={"en": 1, "of": [2]},
    ),
    Row(names={"fr": 'Un « projet », "cité"\nen deux lignes'}, value=None, topics=[], note=None),
]


async def rows() -> AsyncIterator[Row]:
    for row in ROWS:
        yield row


async def body(form: str) -> bytes:
    return b"".join([bytes(chunk) async for chunk in forms.stream(form, Row, rows(), "rows").body_iterator])


async def test_ndjson_has_a_row_a_line() -> None:
    lines = (await body("ndjson")).decode().splitlines()
    assert [Row.model_validate_json(line) for line in lines] == ROWS


async def test_csv_flattens_and_makes_formulas_inert() -> None:
    first, second = csv.DictReader(io.StringIO((await body("csv")).decode(), newline=""))
    assert first["names.en"] == "'=1+1"
    assert first["names.sw"] == "Mradi"
    assert first["value.amount"] == "-1.50"
    assert first["note"] == "'+"
    assert first["topics"] == "1;3"
    assert (first["state"], second["state"]) == ('{"en":1,"of":[2]}', "{}")
    assert second["names.fr"] == 'Un « projet », "cité"\nen deux lignes'
    assert second["value.currency"] == ""


async def test_xlsx_keeps_numbers_as_numbers_and_formulas_as_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(await body("xlsx"))).active
    titles, first, second = sheet.iter_rows(values_only=True)
    cells = dict(zip(titles, first, strict=True))
    assert cells["names.en"] == "=1+1"
    assert sheet.cell(2, titles.index("names.en") + 1).data_type == "s"
    assert cells["value.amount"] == -1.5
    assert second[titles.index("value.amount")] is None
