"""The forms of a list: JSON, NDJSON, CSV, XLSX; each streamed with constant memory."""

import asyncio
import codecs
import csv
import io
import types
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

import orjson
from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.requests import Request
from starlette.types import Send

from shared.decimals import digits
from shared.http import workbooks
from shared.http.negotiation import best_media
from shared.http.spool import Spool
from shared.standards import LANGUAGES

MEDIA = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMS = {**{media: form for form, media in MEDIA.items()}, "application/ndjson": "ndjson"}
# A spreadsheet would run these as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 64 * 1024

IN_A_ROW = 50
"""Rows that are written before other requests have their turn."""

_SIMPLE = (bool, int, float, Decimal, date)
_WRITTEN_OUT = (Decimal, date)

Bom = Annotated[
    bool, Query(description="begin CSV with a byte order mark, by which spreadsheets know that it is UTF-8")
]


def negotiate(request: Request) -> str | None:
    """Find the best form for the `Accept` header, JSON where everything is welcome; None where none fits."""
    media = best_media(request, list(FORMS))
    return FORMS[media] if media else None


class _Stream(StreamingResponse):
    """A streamed answer that begins when its first bytes are there: what fails before is a problem, and no 200.

    What fails later breaks the connection off without the last chunk, so that nobody takes a part for the whole.
    """

    def __init__(self, body: AsyncGenerator[bytes, None], headers: dict[str, str], media_type: str) -> None:
        super().__init__(body, 200, headers, media_type)
        self._body = body

    async def stream_response(self, send: Send) -> None:
        async with aclosing(self._body):
            self.body_iterator = _after(await anext(self._body, b""), self._body)
            await super().stream_response(send)


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


def stream(
    form: str,
    schema: type[BaseModel],
    rows: AsyncIterator[Any],
    name: str,
    *,
    bom: bool = False,
    beside: Mapping[str, BaseModel] | None = None,
    comments: bool = False,
) -> StreamingResponse:
    """Answer with all rows as a file called `name`; `bom` puts a byte order mark before CSV.

    `beside` is what is said of the whole: further sheets of a workbook by their names, and with `comments` lines before
    the titles of CSV, which begin with a number sign.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Vary": "Accept"}
    if form == "ndjson":
        return _Stream(_ndjson(rows), headers, MEDIA[form])
    table = _table(schema, rows)
    if form == "csv":
        before = [line for model in (beside or {}).values() for line in _facts(model)] if comments else []
        body = _csv(table, codecs.BOM_UTF8 if bom else b"", before)
        return _Stream(body, headers, f"{MEDIA[form]}; charset=utf-8")
    sheets = {title: [("field", "value"), *_facts(model)] for title, model in (beside or {}).items()}
    return _Stream(workbooks.written(table, sheets), headers, MEDIA[form])


def _facts(model: BaseModel) -> Iterator[tuple[str, Any]]:
    """Give the fields of a model with their values, one pair for each value of a list."""
    for name, value in model:
        if isinstance(value, list):
            yield from ((name, _cell(one)) for one in value)
        else:
            yield from flattened(value, f"{name}.").items() if isinstance(value, BaseModel) else [(name, _cell(value))]


async def _ndjson(rows: AsyncIterator[BaseModel]) -> AsyncGenerator[bytes, None]:
    buffer = bytearray()
    async for row in rows:
        buffer += row.model_dump_json(by_alias=True).encode() + b"\n"
        if len(buffer) > CHUNK:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)


async def _csv(
    table: AsyncIterator[Sequence[Any]], mark: bytes, comments: Iterable[tuple[str, Any]]
) -> AsyncGenerator[bytes, None]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([f"# {name}", _written(value)] for name, value in comments)
    async for cells in table:
        writer.writerow([_written(cell) for cell in cells])
        if text.tell() > CHUNK:
            yield mark + text.getvalue().encode()
            mark = b""
            text.seek(0)
            text.truncate()
    yield mark + text.getvalue().encode()


def _written(cell: Any) -> Any:
    if isinstance(cell, str):
        return escape_formula(cell)
    return _text(cell) if isinstance(cell, _WRITTEN_OUT) else cell


def _iso(moment: date) -> str:
    return moment.isoformat().replace("+00:00", "Z")


async def _table(schema: type[BaseModel], rows: AsyncIterator[BaseModel]) -> AsyncIterator[Sequence[Any]]:
    """Give the titles of a table's columns, then the cells of each row.

    Which languages occur is known only after the last row: where a schema has texts by language, rows wait in a file.
    """
    if not any(_is_keyed(kind) for kind in _kinds(schema)):
        titles = list(columns(schema))
        yield titles
        async for row in rows:
            cells = flattened(row)
            yield [cells.get(title) for title in titles]
        return
    with Spool() as spool:
        async for row in rows:
            spool.add(flattened(row))
        titles = list(columns(schema, found=spool.titles))
        yield titles
        for place, cells in enumerate(spool):
            if place % IN_A_ROW == 0:
                await asyncio.sleep(0)
            yield [cells.get(title) for title in titles]


def escape_formula(value: Any) -> Any:
    """Make a cell of text harmless: one that a spreadsheet would run as a formula gets a leading apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.lstrip("'").startswith(FORMULA) else value


def unescape_formula(cell: str) -> str:
    """Take back what `escape_formula` has done, so that what was given can be sent again."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def columns(schema: type[BaseModel], prefix: str = "", found: Iterable[str] = ()) -> Iterator[str]:
    """Name the columns of a schema: nested fields with dots, a text in several languages as one column each.

    `found` are titles of cells that occur: of languages beside the platform's, and of objects with whatever keys.
    """
    for title, kind in _fields(schema, prefix):
        if not _is_keyed(kind):
            yield title
            continue
        known = [f"{title}.{language}" for language in LANGUAGES] if _is_text(get_args(kind)[1]) else []
        others = {one for one in found if one.startswith(f"{title}.")} - set(known)
        yield from (*known, *sorted(others))


def _kinds(schema: type[BaseModel]) -> Iterator[Any]:
    return (kind for _, kind in _fields(schema, ""))


def _fields(schema: type[BaseModel], prefix: str) -> Iterator[tuple[str, Any]]:
    """Give the fields of a schema, those of nested ones in their place, by their titles with their types."""
    for name, field in schema.model_fields.items():
        title = f"{prefix}{field.serialization_alias or field.alias or name}"
        kind = _bare(field.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _fields(kind, f"{title}.")
        else:
            yield title, kind


def _is_keyed(kind: Any) -> bool:
    """Say whether each key has a column: of texts by language, dates by type; not of an object of whatever fields."""
    return get_origin(kind) is dict and get_args(kind)[1] is not Any


def _is_text(kind: Any) -> bool:
    return _bare(kind) is str


def _bare(annotation: Any) -> Any:
    """Give a type without None beside it, and without what is annotated."""
    if get_origin(annotation) in {Union, types.UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _bare(kinds[0]) if len(kinds) == 1 else annotation
    return _bare(get_args(annotation)[0]) if get_origin(annotation) is Annotated else annotation


def flattened(row: BaseModel, prefix: str = "") -> dict[str, Any]:
    """Give a row's cells by column: lists of simple values joined by semicolons, other objects and lists as JSON."""
    cells: dict[str, Any] = {}
    for name, alias, is_keyed in _layout(type(row)):
        title = f"{prefix}{alias}"
        value = getattr(row, name)
        if value is None or isinstance(value, _SIMPLE):
            cells[title] = value
        elif isinstance(value, BaseModel):
            cells |= flattened(value, f"{title}.")
        elif is_keyed and isinstance(value, dict):
            cells |= {f"{title}.{key}": _cell(one) for key, one in value.items()}
        else:
            cells[title] = _cell(value)
    return cells


@cache
def _layout(schema: type[BaseModel]) -> Sequence[tuple[str, str, bool]]:
    """Give the fields of a schema with their titles, and whether each of their keys has a column."""
    return [
        (name, field.serialization_alias or field.alias or name, _is_keyed(_bare(field.annotation)))
        for name, field in schema.model_fields.items()
    ]


def _cell(value: Any) -> Any:
    if isinstance(value, BaseModel | dict):
        return _json(value)
    if isinstance(value, list | tuple):
        if any(isinstance(one, BaseModel | dict) for one in value):
            return f"[{','.join(map(_json, value))}]"
        return ";".join(_text(_cell(one)) for one in value)
    return value if value is None or isinstance(value, _SIMPLE) else str(value)


def _json(value: Any) -> str:
    if isinstance(value, BaseModel):
        return value.model_dump_json(by_alias=True)
    return orjson.dumps(value, default=_plain).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return digits(value)
    return _iso(value) if isinstance(value, date) else str(value)
