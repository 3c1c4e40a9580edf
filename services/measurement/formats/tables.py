"""CSV and NDJSON as rows of text, one at a time, each with its line; and what is a table in any form."""

import contextlib
import csv
import io
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice
from operator import itemgetter
from typing import Any, BinaryIO, NamedTuple

from services.measurement.formats.unpacking import CHUNK, chunks
from services.measurement.rules.columns import COLUMNS, Encoding, Heading, Reading, Row, heading
from services.measurement.rules.findings import Finding

DELIMITERS = (",", ";", "\t", "|")
LARGEST_FIELD = 1 << 20
ESCAPE = "\\u"
BOM = "\ufeff"
UTF_16_BOMS = (b"\xff\xfe", b"\xfe\xff")
HEAD = 20
"""In so many lines at the top the heading is looked for; titles may stand above it."""
LONGEST_QUOTE = 200

_SEPARATOR = re.compile(r'"?sep=(.)"?\s*')
"""How spreadsheets write in the first line what parts the columns of all others."""


class Unreadable(Exception):  # noqa: N818 - it is said of the file
    """The table cannot be read, or not any further."""

    def __init__(self, rule: str, line: int, detail: str, path: str = "/") -> None:
        self.finding = Finding(rule, line, path, detail)
        super().__init__(detail)


Line = tuple[int, Sequence[str]]
"""A row's line, and its cells."""


class Table(NamedTuple):
    """A table: what was found wrong with its heading, and its rows, which may end in Unreadable."""

    findings: list[Finding]
    rows: Iterator[Row]


def read_csv(file: BinaryIO, reading: Reading, largest: int) -> Table:
    """Read a CSV file, plain or gzip. Raises Unreadable."""
    csv.field_size_limit(LARGEST_FIELD)
    text = _lines(file, reading.encoding, largest)
    first = next(text, "")
    if said := _SEPARATOR.fullmatch(first):
        first = "\n"
    head = [first, *islice(text, HEAD)]
    delimiter = reading.delimiter or (said[1] if said else _delimiter(head, reading))
    return table(_numbered(csv.reader(chain(head, text), delimiter=delimiter, strict=True)), reading)


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
        said = {reading.columns.get(name) or name: cell(value) for name, value in found.items()}
        yield Row(number, **reading.constants | {name: text for name, text in said.items() if name in COLUMNS})


def table(lines: Iterator[Line], reading: Reading) -> Table:
    """Find the heading, and read what stands below it. Raises Unreadable."""
    head = filled(islice(lines, HEAD))
    place, found = find_heading(head, reading)
    if found.missing:
        line, header = head[place] if head else (1, ())
        detail = f"There is no {', '.join(found.missing)}; the file has {_quoted(header) or 'nothing'}"
        raise Unreadable("harambee-columns", line, detail)
    above, (line, header), below = head[:place], head[place], head[place + 1 :]
    findings = [Finding("harambee-heading", number, "/", f"{_quoted(cells)} is left out") for number, cells in above]
    findings += [Finding("harambee-column", line, f"/{name}", f"{name} is left out") for name in found.unknown]
    return Table(findings, _rows(chain(below, lines), found.places, len(header), reading.constants))


def filled(lines: Iterable[Line]) -> list[Line]:
    """Give the lines that hold anything."""
    return [line for line in lines if any(map(str.strip, line[1]))]


def find_heading(head: Sequence[Line], reading: Reading) -> tuple[int, Heading]:
    """Find the first line that has all columns which are needed; where there is none, the one that lacks fewest."""
    found = [heading(cells, reading) for _, cells in head] or [heading((), reading)]
    return min(enumerate(found), key=lambda one: len(one[1].missing))


def _quoted(cells: Sequence[str]) -> str:
    return textwrap.shorten(", ".join(filter(None, map(str.strip, cells))), LONGEST_QUOTE)


def _rows(lines: Iterable[Line], places: Mapping[str, int], width: int, constants: Mapping[str, str]) -> Iterator[Row]:
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


def _numbered(lines: Any) -> Iterator[Line]:
    """Give rows with the line they begin on; a quoted field may hold several lines."""
    begins = 1
    try:
        for cells in lines:
            yield begins, cells
            begins = lines.line_num + 1
    except csv.Error as error:
        said = str(error)
        detail = "A carriage return stands in it without quotes" if "new-line character" in said else said
        raise Unreadable("harambee-row", begins, detail) from error


def _delimiter(head: Sequence[str], reading: Reading) -> str:
    """Find the sign that parts the columns: the one that gives most of ours."""
    return max(DELIMITERS, key=lambda sign: _columns(csv.reader(head, delimiter=sign), reading))


def _columns(lines: Iterator[Sequence[str]], reading: Reading) -> int:
    """Say how many columns are known in the line that has most of them."""
    most = 0
    with contextlib.suppress(csv.Error):
        for cells in lines:
            most = max(most, len(heading(cells, reading).places))
    return most


def _lines(file: BinaryIO, encoding: Encoding | None, largest: int) -> Iterator[str]:
    """Give lines of text; UTF-8 where no other encoding is said, or shown by the first bytes."""
    raw = _Stream(chunks(file, largest))
    beginning = raw.peek(CHUNK)
    utf_16 = beginning[:2] in UTF_16_BOMS if encoding is None else encoding is Encoding.UTF_16
    old = not utf_16 and b"\r" in beginning and b"\n" not in beginning  # as lines ended on Macintoshes
    stream = _Stream(chunk.replace(b"\r", b"\n") for chunk in iter(lambda: raw.read(CHUNK), b"")) if old else raw
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


def cell(value: Any) -> str:
    """Write what a cell holds."""
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
