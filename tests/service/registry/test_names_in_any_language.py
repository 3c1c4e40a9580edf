"""Names in languages beside the platform's six go in as a table and come out as one that goes in again."""

import csv
import io

import openpyxl
import pytest

from shared.http import forms
from tests.serving import Client

AMHARIC = "names.am,kind,constituency,country,external_id\nየፕላን ሚኒስቴር,10,public,TO,am-1\n"


async def sent(client: Client, content: bytes, form: str) -> dict[str, int]:
    headers = {"Content-Type": forms.MEDIA[form]}
    answer = await client.post("/v1/actors/bulk", params={"mode": "apply"}, content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    counts: dict[str, int] = answer.json()["counts"]
    return counts


@pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson"])
async def test_an_amharic_name_is_exported_and_read_back(client: Client, form: str) -> None:
    assert (await sent(client, AMHARIC.encode(), "csv"))["new"] == 1
    exported = (await client.get("/v1/actors", params={"format": form, "bom": "true"})).content
    if form == "csv":
        [row] = csv.DictReader(io.StringIO(exported.decode("utf-8-sig"), newline=""))
        assert (row["names.am"], row["names.en"]) == ("የፕላን ሚኒስቴር", "")
    if form == "xlsx":
        titles, cells = openpyxl.load_workbook(io.BytesIO(exported)).active.iter_rows(values_only=True)
        assert cells[titles.index("names.am")] == "የፕላን ሚኒስቴር"
    counts = await sent(client, exported, form)
    assert (counts["unchanged"], counts["rejected"], counts["changed"]) == (1, 0, 0)
    [actor] = (await client.get("/v1/actors")).json()["items"]
    assert actor["names"] == {"am": "የፕላን ሚኒስቴር"}


async def test_a_template_is_marked_for_spreadsheets_where_it_is_asked_for(client: Client) -> None:
    marked = (await client.get("/v1/actors/bulk/template", params={"bom": "true"})).content
    assert marked.startswith(b"\xef\xbb\xbf")
    assert (await client.get("/v1/actors/bulk/template")).content == marked[3:]
