"""Tables: CSV with any of the usual delimiters, and the first sheet of an XLSX workbook."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml.etree import LxmlError
from openpyxl.utils.exceptions import InvalidFileException

from services.registry.formats import cells
from services.registry.formats.reading import File, Unreadable, unreadable
from services.registry.rules.bulk import Row
from shared.errors import Fault
from shared.http.forms import meant

DELIMITERS = ",;\t"
LONGEST_CELL = 1 << 20
LARGEST_UNPACKED = 512 << 20
"""Bytes of a workbook without its packing."""

HEAD_BYTES = 1024
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, LxmlError, ParseError),
    *(AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError),
)
"""What comes of a workbook that somebody has written wrong; the reader checks nothing by itself."""

Line = tuple[int, Sequence[str]]
"""Where a row begins, and its cells."""


def read_csv(file: File) -> Iterator[Row]:
    """Read CSV with a header."""
    return _table(_csv_lines(_decoded(file)), file)


def read_xlsx(file: File) -> Iterator[Row]:
    """Read the first sheet of a workbook; its first row is the header."""
    _check_workbook(file)
    return _table(_xlsx_lines(file), file)


def _table(lines: Iterator[Line], file: File) -> Iterator[Row]:
    _, header = next(lines, (1, ()))
    titles = [title.strip() for title in header]
    while titles and not titles[-1]:
        titles.pop()
    cells.check_columns(titles, file.columns, file.ignored)
    number = 0
    for line, found in lines:
        if not cells.is_empty(found):
            number += 1
            yield _row(number, line, titles, found, file)


def _row(number: int, line: int, titles: Sequence[str], found: Sequence[str], file: File) -> Row:
    if len(found) < len(titles) or not cells.is_empty(found[len(titles) :]):
        detail = f"It has {len(found)} cells and the header {len(titles)}; a delimiter inside a text needs quotes"
        return Row(number, line, {}, [Fault("", "ragged", detail)])
    wanted = {title: cell for title, cell in zip(titles, found, strict=False) if title not in file.ignored}
    said, faults = cells.fields(wanted)
    return Row(number, line, said, faults)


def _decoded(file: File) -> str:
    raw = file.path.read_bytes()
    if raw.startswith(UTF_16) and file.encoding != "utf-16":
        raise unreadable("encoding", "It is UTF-16; say ?encoding=utf-16, or save it as UTF-8")
    try:
        return raw.decode("utf-8-sig" if file.encoding == "utf-8" else file.encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        detail = f"Line {line} is not {file.encoding}: byte 0x{raw[error.start]:02X}. "
        detail += "Older spreadsheets write Windows-1252 or Latin-1: say ?encoding=windows-1252 or ?encoding=latin-1"
        raise unreadable("encoding", f"{detail}, or save it as UTF-8") from None


def _csv_lines(text: str) -> Iterator[Line]:
    header = text.partition("\n")[0]
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=header.count), strict=True)
    line = 1
    try:
        for found in reader:
            yield line, [meant(cell) for cell in found]
            line = reader.line_num + 1
    except csv.Error as error:
        detail = f"The row that begins in line {line} cannot be read: {error}. Is a quotation mark missing?"
        raise unreadable("quotes", detail) from None


def _check_workbook(file: File) -> None:
    """Refuse what is no workbook, or would become too large, before it is unpacked."""
    try:
        with zipfile.ZipFile(file.path) as packed:
            if sum(member.file_size for member in packed.infolist()) > LARGEST_UNPACKED:
                raise unreadable("too_large", f"Unpacked it is larger than {LARGEST_UNPACKED} bytes")
            for member in packed.infolist():
                with packed.open(member) as content:
                    if b"<!DOCTYPE" in content.read(HEAD_BYTES):
                        raise unreadable("doctype", "A workbook has no document type declaration")
    except DAMAGED as error:
        raise _damaged(error) from None


def _xlsx_lines(file: File) -> Iterator[Line]:
    try:
        with file.path.open("rb") as content:
            sheet = openpyxl.load_workbook(content, read_only=True, data_only=True).worksheets[0]
            sheet.reset_dimensions()  # programs write them wrong
            width = 0
            for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
                found = [_text(value) for value in row]
                width = width or len(found)
                yield line, found + [""] * (width - len(found))
    except DAMAGED as error:
        raise _damaged(error) from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _damaged(error: Exception) -> Unreadable:
    return unreadable("workbook", f"It is no XLSX workbook, or a damaged one: {error}")
