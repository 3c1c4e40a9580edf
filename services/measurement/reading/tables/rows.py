"""CSV, XLSX and NDJSON as rows of our columns, one at a time, each with its line."""

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice
from operator import itemgetter
from typing import Any, BinaryIO, NamedTuple

from services.measurement.reading.archives.gzip_files import chunks
from services.measurement.reading.findings import Finding
from services.measurement.reading.tables.columns import COLUMNS, Heading, Reading, Row, folded, heading
from shared.tables import text
from shared.tables.lines import HEAD, NO_NOTES, NUMBER, Line, filled, split_at_heading
from shared.tables.workbooks import Sheet, Workbook

ESCAPE = "\\u"
LONGEST_QUOTE = 200
LONGEST_NUMBER = 100
"""Signs of a number in JSON that is written without its exponent."""
MOST_KEYS = 1000
RULES = {
    "encoding": "harambee-encoding",
    "row": "harambee-row",
    "workbook": "harambee-spreadsheet",
    "sheet": "harambee-sheets",
    "size": "harambee-size",
}
"""What it is that a table that cannot be read breaks."""


class Unreadable(Exception):  # noqa: N818 - it is said of the file
    """The table cannot be read, or not any further."""

    def __init__(self, rule: str, line: int, detail: str, path: str = "/") -> None:
        self.finding = Finding(rule, line, path, detail)
        super().__init__(detail)


class Table(NamedTuple):
    """A table: what is left out of it, of which more may show while it is read, and its rows.

    The rows may end in Unreadable, or in what is raised by the reading of any table.
    """

    findings: list[Finding]
    rows: Iterator[Row]


def read_csv(file: BinaryIO, reading: Reading, largest: int) -> Table:
    """Read a CSV file, plain or gzip. Raises Unreadable."""
    lines = text.read_csv(
        chunks(file, largest), _known(reading), encoding=reading.encoding, delimiter=reading.delimiter
    )
    return _table(lines, reading, may_have_notes=False)


def read_xlsx(file: BinaryIO, reading: Reading, largest: int) -> Table:
    """Read the sheet of a workbook that holds a table, or the one that is said. Raises Unreadable."""
    book = Workbook(file, largest)
    heads = {
        sheet: filled(islice(book.lines(sheet), HEAD))
        for sheet in book.sheets
        if sheet.visible or sheet.name == reading.sheet
    }
    chosen = next((sheet for sheet in heads if sheet.name == reading.sheet), None)
    if reading.sheet is None:
        chosen = _only(heads, reading)
    if chosen is None:
        names = ", ".join(sheet.name for sheet in book.sheets)
        detail = f"There is no sheet {reading.sheet}; there is {names}" if reading.sheet else "There is no sheet"
        raise Unreadable("harambee-sheets", 0, detail)
    found = _table(book.lines(chosen), reading, may_have_notes=True)
    others = [sheet.name for sheet, head in heads.items() if head and sheet is not chosen]
    found.findings[:0] = [Finding("harambee-sheet", 0, "/", f"Sheet {name} is left out") for name in others]
    return found


def _only(heads: Mapping[Sheet, list[Line]], reading: Reading) -> Sheet | None:
    """Choose the one sheet with a table, else the first that holds anything. Raises Unreadable."""
    found = [sheet for sheet, head in heads.items() if any(not heading(one[1], reading).missing for one in head)]
    if len(found) > 1:
        ways = " or ".join(f"sheet={sheet.name}" for sheet in found)
        raise Unreadable("harambee-sheets", 0, f"There are {len(found)} sheets with tables: say {ways}")
    return next(iter([*found, *(sheet for sheet, head in heads.items() if head), *heads]), None)


def read_ndjson(file: BinaryIO, reading: Reading, largest: int) -> Table:
    """Read lines that are JSON objects. Raises Unreadable."""
    found = Table([], iter(()))
    return found._replace(rows=_objects(text.lines_of(chunks(file, largest), "utf-8"), reading, found.findings))


class _Digits(str):
    """A number of JSON by its digits."""

    __slots__ = ()


def _objects(lines: Iterator[str], reading: Reading, findings: list[Finding]) -> Iterator[Row]:
    names: dict[str, str | None] = {}
    ours = {folded(theirs): own for theirs, own in reading.columns.items()}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        values: dict[str, str] = dict(reading.constants)
        notes: dict[str, int] = {}
        for key, value in _object(line, number).items():
            if key not in names:
                if len(names) == MOST_KEYS:
                    raise Unreadable("harambee-row", number, f"The file has more than {MOST_KEYS} keys")
                names[key] = _own(key, ours)
                if names[key] is None:
                    findings.append(Finding("harambee-column", number, f"/{key}", f"{key} is left out"))
            own = names[key]
            if own is None:
                continue
            values[own] = _cell(value)
            if type(value) is _Digits:
                notes[own] = NUMBER
        yield Row(number, **values, notes=notes or NO_NOTES)


def _own(key: str, ours: Mapping[str, str]) -> str | None:
    name = ours.get(folded(key), folded(key))
    return name if name in COLUMNS else None


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line, parse_float=_Digits, parse_int=_Digits, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Unreadable("harambee-row", number, f"It is no JSON: {error}") from error
    if not isinstance(found, dict) or any(isinstance(value, dict | list) for value in found.values()):
        raise Unreadable("harambee-row", number, "It is no JSON object of texts and numbers")
    if ESCAPE in line and not all(map(_is_text, found.values())):
        raise Unreadable("harambee-row", number, "It has a zero, or half of a pair of surrogates, in a text")
    return found


def _is_text(value: Any) -> bool:
    """Say whether a value that was escaped can be kept: no database takes zeros, no encoding half a pair."""
    return not isinstance(value, str) or not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value)


def _cell(value: Any) -> str:
    """Write a value of JSON as a cell."""
    if type(value) is _Digits:
        return _plain(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).strip()


def _plain(number: str) -> str:
    """Write a number without an exponent, and otherwise digit by digit as it is."""
    if len(number) > LONGEST_NUMBER or not ("e" in number or "E" in number):
        return str(number)
    small = abs(Decimal(number).adjusted()) <= LONGEST_NUMBER
    return f"{Decimal(number):f}" if small else str(number)


def _known(reading: Reading) -> Callable[[Sequence[str]], int]:
    return lambda cells: len(heading(cells, reading).places)


def _fit(reading: Reading) -> Callable[[Sequence[str]], int]:
    return lambda cells: -len(heading(cells, reading).missing)


def _table(lines: Iterator[Line], reading: Reading, *, may_have_notes: bool) -> Table:
    """Find the heading, and read what stands below it. Raises Unreadable."""
    above, header, below = split_at_heading(lines, _fit(reading))
    line, cells, _ = header or (1, (), NO_NOTES)
    found = heading(cells, reading)
    if found.missing or not header:
        lack = f"There is no {', '.join(found.missing)}; the file" if found.missing else "The file"
        raise Unreadable("harambee-columns", line, f"{lack} has {_quoted(cells) or 'nothing'}")
    findings = [Finding("harambee-heading", number, "/", f"{_quoted(cells)} is left out") for number, cells, _ in above]
    findings += [Finding("harambee-column", line, f"/{name}", f"{name} is left out") for name in found.unknown]
    width = len(cells)
    rows = _Rows(found, width, reading.constants, findings if may_have_notes else None)
    return Table(findings, rows.read(chain(below, lines)))


def _quoted(cells: Sequence[str]) -> str:
    return textwrap.shorten(", ".join(filter(None, map(str.strip, cells))), LONGEST_QUOTE)


class _Rows:
    """Reads the lines below a heading of so many columns; what stands right of it goes to `findings`.

    Where `findings` is None nothing may stand there: in text it tells of a delimiter that stands in a cell.
    """

    def __init__(
        self, found: Heading, width: int, constants: Mapping[str, str], findings: list[Finding] | None
    ) -> None:
        self._places = found.places
        self._width = width
        self._constants = constants
        self._findings = findings
        self._beside = 0

    def read(self, lines: Iterable[Line]) -> Iterator[Row]:
        """Give the rows that hold anything."""
        # Behind the cells of a row stand what all rows say, its line, its notes and an empty cell; each field of the
        # row is picked from its place there.
        width = self._width
        constants = list(self._constants.values())
        afterwards = {name: width + place for place, name in enumerate(self._constants)} | dict(self._places)
        afterwards |= {"line": -3, "notes": -2}
        pick = itemgetter(*(afterwards.get(name, -1) for name in Row.__struct_fields__))
        for line, cells, notes in lines:
            if not any(cells):
                continue
            if len(cells) > width and any(cells[width:]):
                self._leave_out(line, cells)
            whole = cells if len(cells) == width else [*cells[:width], *[""] * (width - len(cells))]
            named = self._named(notes) if notes else NO_NOTES
            yield Row(*pick([*map(str.strip, whole), *constants, line, named, ""]))
        if self._beside > 1 and self._findings is not None:
            first = self._findings[-1]
            more = f"{first.detail}, as is what stands there in {self._beside - 1} more rows"
            self._findings[-1] = first._replace(detail=more)

    def _named(self, notes: Mapping[int, int]) -> Mapping[str, int]:
        return {name: notes[place] for name, place in self._places.items() if place in notes}

    def _leave_out(self, line: int, cells: Sequence[str]) -> None:
        if self._findings is None:
            raise Unreadable("harambee-row", line, f"It has {len(cells)} cells, the heading {self._width}")
        self._beside += 1
        if self._beside == 1:
            detail = f"{_quoted(cells[self._width :])} is left out: it stands right of the heading"
            self._findings.append(Finding("harambee-column", line, "/", detail))
