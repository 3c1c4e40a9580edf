import csv
import io

import openpyxl
import pytest

from tests.service.registry.requests import assigned, registered
from tests.serving import Client

LISTS = ("actors", "focal-points", "countries", "regions", "codelists")


@pytest.fixture
async def filled(client: Client) -> Client:
    await assigned(client, (await registered(client)).json()["id"])
    return client


@pytest.mark.parametrize("name", LISTS)
async def test_every_form_of_a_list_has_the_same_rows(filled: Client, name: str) -> None:
    page = await filled.get(f"/v1/{name}", params={"limit": 1000})
    rows = len(page.json()["items"])
    assert rows > 0
    lines = (await filled.get(f"/v1/{name}", headers={"Accept": "application/x-ndjson"})).text.splitlines()
    table = list(csv.DictReader(io.StringIO((await filled.get(f"/v1/{name}", params={"format": "csv"})).text)))
    book = openpyxl.load_workbook(io.BytesIO((await filled.get(f"/v1/{name}", params={"format": "xlsx"})).content))
    assert (len(lines), len(table), book.active.max_row) == (rows, rows, rows + 1)


async def test_a_mandate_has_its_columns(filled: Client) -> None:
    [row] = csv.DictReader(io.StringIO((await filled.get("/v1/focal-points", params={"format": "csv"})).text))
    assert (row["mandate.from"], row["mandate.text.en"], row["country"]) == ("2017-05-04", "Coordinates", "KE")


@pytest.mark.parametrize("name", LISTS)
async def test_an_unknown_parameter_is_a_fault(client: Client, name: str) -> None:
    answer = await client.get(f"/v1/{name}", params={"colour": "red"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0] == {
        "pointer": "/colour",
        "code": "unknown_field",
        "detail": "There is no such field or parameter",
        "in": "query",
    }
