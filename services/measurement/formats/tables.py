"""CSV, XLSX and NDJSON as rows of text, one at a time, each with its line."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from operator import itemgetter
from typing import Any, BinaryIO, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.measurement.formats.archives import DAMAGE, open_zip
from services.measurement.formats.unpacking import CHUNK, Unpackable, chunks
from services.measurement.rules.columns import COLUMNS, Encoding, Reading, Row, heading
from services.measurement.rules.findings import Finding

DELIMITERS = (",", ";", "\t", "|")
LARGEST_FIELD = 1 << 20
ESCAPE = "\\u"
BOM = "\ufeff"
UTF_16_BOMS = (b"\xff\xfe", b"\xfe\xff")
NO_WORKBOOK = (*DAMAGE, InvalidFileException, LookupError, TypeError, AttributeError, SyntaxError)
"""What the reading of a workbook ends in that is none, or is damaged."""


class Unreadable(Exception):  # noqa: N818 - it is said of the file
    """The table cannot be read, or not any further."""

    def __init__(self, rule: str, line: int, detail: str, path: str = "/") -> None:
        self.finding = Finding(rule, line, path, detail)
        super().__init__(detail)


class Table(NamedTuple):
    """A table: what was found wrong with its heading, and its rows, which may end in Unreadable."""

    findings: list[Finding]
    rows: Iterator[Row]


def read_csv(file: BinaryIO, reading: Reading, largest: int) -> Table:
    """Read a CSV file, plain or gzip. Raises Unreadable."""
    csv.field_size_limit(LARGEST_FIELD)
    text = _lines(file, reading.encoding, largest)
    first = next(text, "")
    delimiter = reading.delimiter or _delimiter(first, reading)
    lines = csv.reader(chain([first], text), delimiter=delimiter, strict=True)
    return _table(_numbered(lines), reading)


def read_xlsx(file: BinaryIO, reading: Reading, largest: int) -> Table:
    """Read the first sheet of a workbook. Raises Unreadable."""
    return _table(_cells(file, largest), reading)


def _cells(file: BinaryIO, largest: int) -> Iterator[tuple[int, Sequence[str]]]:
    number = 0
    try:
        with open_zip(file) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > largest:
            raise Unreadable("harambee-size", 0, f"It expands to more than {largest} bytes")
        sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # some programs write sizes that are not true
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_cell(value) for value in row]
    except (*NO_WORKBOOK, Unpackable) as error:
        raise Unreadable("harambee-spreadsheet", number, f"It is damaged: {error}") from error


def read_ndjson(file: BinaryIO, reading: Reading, largest: int) -> Table:
    """Read lines that are JSON objects. Raises Unreadable."""
    return Table([], _objects(_lines(file, Encoding.UTF_8, largest), reading))


def _objects(lines: Iterator[str], reading: Reading) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line, parse_float=str, parse_int=str)
        except (ValueError, RecursionError) as error:
            raise Unreadable("harambee-row", number, f"It is no JSON: {error}") from error
        if not isinstance(found, dict) or any(isinstance(value, dict | list) for value in found.values()):
            raise Unreadable("harambee-row", number, "It is no JSON object of texts and numbers")
        if ESCAPE in line and not all(map(_is_text, found.values())):
            raise Unreadable("harambee-row", number, "It has a zero, or half of a pair of surrogates, in a text")
        said = {reading.columns.get(name) or name: _cell(value) for name, value in found.items()}
        yield Row(number, **reading.constants | {name: text for name, text in said.items() if name in COLUMNS})


def _table(lines: Iterator[tuple[int, Sequence[str]]], reading: Reading) -> Table:
    line, header = next(lines, (1, ()))
    found = heading(header, reading)
    if found.missing:
        detail = f"There is no {', '.join(found.missing)}; the file has {', '.join(filter(None, header)) or 'nothing'}"
        raise Unreadable("harambee-columns", line, detail)
    findings = [Finding("harambee-column", line, f"/{name}", f"{name} is left out") for name in found.unknown]
    return Table(findings, _rows(lines, found.places, len(header), reading.constants))


def _rows(
    lines: Iterator[tuple[int, Sequence[str]]], places: Mapping[str, int], width: int, constants: Mapping[str, str]
) -> Iterator[Row]:
    # Behind the cells of a row stand what all rows say and an empty cell; each column is picked from its place there.
    behind = [*constants.values(), ""]
    afterwards = {name: width + place for place, name in enumerate(constants)} | dict(places)
    pick = itemgetter(*(afterwards.get(name, -1) for name in COLUMNS))
    for line, cells in lines:
        if not any(cells):
            continue
        if len(cells) > width and any(cells[width:]):
            raise Unreadable("harambee-row", line, f"It has {len(cells)} cells, the heading {width}")
        said = [*map(str.strip, cells[:width]), *[""] * (width - len(cells)), *behind]
        yield Row._make((line, *pick(said)))


def _numbered(lines: Any) -> Iterator[tuple[int, Sequence[str]]]:
    """Give rows with the line they begin on; a quoted field may hold several lines."""
    begins = 1
    try:
        for cells in lines:
            yield begins, cells
            begins = lines.line_num + 1
    except csv.Error as error:
        raise Unreadable("harambee-row", begins, str(error)) from error


def _delimiter(first: str, reading: Reading) -> str:
    """Find the sign that parts the columns: the one that gives most of ours."""
    counted = {sign: len(heading(next(csv.reader([first], delimiter=sign)), reading).places) for sign in DELIMITERS}
    return max(counted, key=counted.__getitem__)


def _lines(file: BinaryIO, encoding: Encoding | None, largest: int) -> Iterator[str]:
    """Give lines of text; UTF-8 where no other encoding is said, or shown by the first bytes."""
    stream = _Stream(chunks(file, largest))
    utf_16 = stream.peek(2) in UTF_16_BOMS if encoding is None else encoding is Encoding.UTF_16
    source = io.BufferedReader(stream, CHUNK)
    # UTF-16 has lines only once it is decoded; the others are decoded by the line, so that a fault has its line.
    lines: Iterable[Any] = io.TextIOWrapper(source, "utf-16", newline="") if utf_16 else source
    number = 0
    try:
        for line in lines:
            number += 1
            said = line if utf_16 else line.decode(encoding or "utf-8").removeprefix(BOM if number == 1 else "")
            if "\0" in said:
                raise Unreadable("harambee-encoding", number, "It has a zero byte: say encoding=utf-16 if it is that")
            yield said
    except UnicodeDecodeError as error:
        raise _undecodable(error, number) from error


def _undecodable(error: UnicodeDecodeError, line: int) -> Unreadable:
    sign = error.object[error.start]
    detail = f"Byte 0x{sign:02x} is not {error.encoding}: say encoding=windows-1252, latin-1 or utf-16"
    return Unreadable("harambee-encoding", line, detail)


def _is_text(value: Any) -> bool:
    """Say whether a value that was escaped can be kept: no database takes zeros, no encoding half a pair."""
    return not isinstance(value, str) or not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.10f}".rstrip("0").rstrip(".")
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value)


class _Stream(io.RawIOBase):
    """Bytes of chunks, as a file."""

    def __init__(self, found: Iterator[bytes]) -> None:
        self._found = found
        self._rest = b""

    def peek(self, size: int) -> bytes:
        """Give the first bytes and keep them."""
        while len(self._rest) < size and (chunk := next(self._found, b"")):
            self._rest += chunk
        return self._rest[:size]

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer."""
        chunk = self._rest or next(self._found, b"")
        size = min(len(buffer), len(chunk))
        buffer[:size] = chunk[:size]
        self._rest = chunk[size:]
        return size
