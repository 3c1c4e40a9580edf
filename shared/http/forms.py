"""The forms of a list: JSON, NDJSON, CSV, XLSX; each streamed with constant memory."""

import asyncio
import csv
import io
import tempfile
import types
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin

import orjson
import xlsxwriter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from shared.standards import LANGUAGES

MEDIA = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A spreadsheet would run these as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 64 * 1024


def negotiate(accept: str) -> str | None:
    """Find the best form for an `Accept` header, JSON where everything is welcome; None where none fits."""
    offers = []
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((float(one[2:]) for one in parameters if one.startswith("q=") and _is_number(one[2:])), 1.0)
        forms = [form for form, offered in MEDIA.items() if _matches(media, offered)]
        if forms and quality > 0:
            offers.append((quality, forms[0]))
    return max(offers, key=lambda offer: offer[0])[1] if offers else None


def _matches(asked: str, offered: str) -> bool:
    return asked in {offered, "*/*", f"{offered.partition('/')[0]}/*"} or (
        asked == "application/ndjson" and offered == MEDIA["ndjson"]
    )


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def stream(form: str, schema: type[BaseModel], rows: AsyncIterator[Any], name: str) -> StreamingResponse:
    """Answer with all rows as a file called `name`."""
    body = {"ndjson": _ndjson, "csv": _csv, "xlsx": _xlsx}[form](schema, rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Vary": "Accept"}
    return StreamingResponse(body, 200, headers, MEDIA[form] + ("; charset=utf-8" if form == "csv" else ""))


async def _ndjson(_: type[BaseModel], rows: AsyncIterator[BaseModel]) -> AsyncIterator[bytes]:
    buffer = bytearray()
    async for row in rows:
        buffer += row.model_dump_json(by_alias=True).encode() + b"\n"
        if len(buffer) > CHUNK:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)


async def _csv(schema: type[BaseModel], rows: AsyncIterator[BaseModel]) -> AsyncIterator[bytes]:
    titles = list(columns(schema))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(titles)
    async for row in rows:
        cells = flattened(row)
        writer.writerow([inert(cells.get(title)) for title in titles])
        if text.tell() > CHUNK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


async def _xlsx(schema: type[BaseModel], rows: AsyncIterator[BaseModel]) -> AsyncIterator[bytes]:
    titles = list(columns(schema))
    with tempfile.TemporaryFile() as file:
        # constant_memory keeps one row; strings_to_* off keeps text as text, so nothing is run.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(file, options)
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, titles, book.add_format({"bold": True}))
        line = 0
        async for row in rows:
            line += 1
            cells = flattened(row)
            for column, title in enumerate(titles):
                _write(sheet, line, column, cells.get(title))
        await asyncio.to_thread(book.close)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _write(sheet: Any, line: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, column, value)
    elif value is not None:
        sheet.write_string(line, column, str(value))


def inert(value: Any) -> Any:
    """Make a cell of text harmless: one that a spreadsheet would run as a formula gets a leading apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.lstrip("'").startswith(FORMULA) else value


def meant(cell: str) -> str:
    """Take back what `inert` has done, so that what was given can be sent again."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def columns(schema: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Name the columns of a schema: nested fields with dots, a text in several languages as one column each."""
    for name, field in schema.model_fields.items():
        title = f"{prefix}{field.serialization_alias or field.alias or name}"
        kind = _without_none(field.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from columns(kind, f"{title}.")
        elif _in_languages(kind):
            yield from (f"{title}.{language}" for language in LANGUAGES)
        else:
            yield title


def _in_languages(kind: Any) -> bool:
    """Say whether it is a text by language, and not an object of whatever fields."""
    return get_origin(kind) is dict and get_args(kind)[1] is not Any


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in {Union, types.UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _without_none(kinds[0]) if len(kinds) == 1 else annotation
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def flattened(row: BaseModel, prefix: str = "") -> dict[str, Any]:
    """Give a row's cells by column: lists of simple values joined by semicolons, other objects and lists as JSON."""
    cells: dict[str, Any] = {}
    for name, field in type(row).model_fields.items():
        title = f"{prefix}{field.serialization_alias or field.alias or name}"
        value = getattr(row, name)
        if isinstance(value, BaseModel):
            cells |= flattened(value, f"{title}.")
        elif isinstance(value, dict) and _in_languages(_without_none(field.annotation)):
            cells |= {f"{title}.{language}": text for language, text in value.items()}
        else:
            cells[title] = _cell(value)
    return cells


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    if isinstance(value, list | tuple):
        if any(isinstance(one, BaseModel) for one in value):
            return f"[{','.join(one.model_dump_json(by_alias=True) for one in value)}]"
        return ";".join(str(_cell(one)) for one in value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | Decimal) else str(value)
