"""Walks the lists of a service: every form of each has to have the same entries as its pages."""

import csv
import io
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import httpx
import openpyxl
import orjson
import pytest

from shared.http import listing
from tests.serving import Client

AT_ONCE = 3
MOST_PARENTS = 8
NDJSON = "application/x-ndjson"

Parents = dict[str, str]
"""Paths of lists with a parameter, each with the path of the list that gives it: the field stands behind a #."""


async def list_paths(client: Client) -> set[str]:
    """Give the paths of all lists that a service has, as its description has them."""
    described = (await client.get("/openapi.json")).json()["paths"]
    found = set()
    for path, methods in described.items():
        answers = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if NDJSON in answers and "application/json" in answers and not path.endswith("/template"):
            found.add(path)
    return found


async def check_lists(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    parents: Parents,
    short: Collection[str] = (),
    filters: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> None:
    """Check every list of a service; all but the `short` ones have to be longer than two pieces of a stream.

    `parents` says where the parameter of a path comes from: {"/v1/actors/{actor_id}/history": "/v1/actors#id"};
    `filters` keep lists small.
    """
    monkeypatch.setattr(listing, "STREAMED_AT_ONCE", AT_ONCE)
    lengths: dict[str, int] = {}
    for path in await list_paths(client):
        lengths[path] = 0
        for address in await _addresses(client, path, parents):
            lengths[path] = max(lengths[path], await check_list(client, address, filters.get(path, {})))
    assert {path for path, length in lengths.items() if length <= 2 * AT_ONCE} <= set(short), lengths


async def _addresses(client: Client, path: str, parents: Parents) -> list[str]:
    if "{" not in path:
        return [path]
    parent, _, field = parents[path].partition("#")
    start, _, last = path.rpartition("{")
    rest = last.partition("}")[2]
    found = []
    for address in await _addresses(client, parent, parents):
        items = (await client.get(address, params={"limit": 1000})).json()["items"]
        begin = f"{address}/" if "{" in start else start
        found += [f"{begin}{item[field]}{rest}" for item in items[:MOST_PARENTS]]
    return found


async def check_list(client: httpx.AsyncClient, path: str, filters: Mapping[str, str], **headers: Any) -> int:
    """Check that all forms of a list have what its pages have; give how many entries it has."""
    items = await _pages(client, path, filters, **headers)
    lines = (await _whole(client, path, {**filters, "format": "ndjson"}, **headers)).splitlines()
    assert [orjson.loads(line) for line in lines] == items, path
    table = (await _whole(client, path, {**filters, "format": "csv", "bom": "true"}, **headers)).decode("utf-8")
    assert table.startswith("\ufeff")
    titles, *rows = csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline=""))
    assert len(rows) == len(items), path
    assert {len(row) for row in rows} <= {len(titles)}
    book = await _whole(client, path, {**filters, "format": "xlsx"}, **headers)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[1]] == titles
    assert sheet.max_row == len(items) + 1, path
    if "id" in titles:
        column = titles.index("id")
        assert [row[column] for row in rows] == [str(item["id"]) for item in items]
        assert [sheet.cell(line, column + 1).value for line in range(2, len(items) + 2)] == [i["id"] for i in items]
    return len(items)


async def _pages(
    client: httpx.AsyncClient, path: str, filters: Mapping[str, str], **headers: Any
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await client.get(path, params={**filters, "limit": 1000, **cursor}, **headers)
        assert answer.status_code == 200, (path, answer.text)
        found += answer.json()["items"]
        if not answer.json()["next"]:
            return found
        cursor = {"cursor": answer.json()["next"]}


async def _whole(client: httpx.AsyncClient, path: str, asked: Mapping[str, str], **headers: Any) -> bytes:
    answer = await client.get(path, params=dict(asked), **headers)
    assert answer.status_code == 200, (path, asked, answer.text)
    return answer.content
