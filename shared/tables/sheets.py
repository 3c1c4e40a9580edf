"""The rows of a sheet: what its cells show, with merged cells in all their rows."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from enum import Enum, auto
from functools import cache, lru_cache
from typing import IO, Any, NamedTuple

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from shared.tables.lines import NO_NOTES, NUMBER, REPEATED, Line, Unreadable
from shared.tables.numbers import digits, percent
from shared.tables.xml import elements, text_of, unescaped

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""A sheet has no more."""
MOST_CELLS = 50_000_000
"""Cells of one sheet that are looked at, empty ones between others too."""
MOST_MERGED = 100_000
TAIL = 300
"""A merged cell is written in fewer bytes."""

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


class Format(Enum):
    """What the number of a cell is shown as."""

    NUMBER = auto()
    DATE = auto()
    PERCENT = auto()


class Book(NamedTuple):
    """What all sheets of a workbook have in common: shared texts, formats of styles, the day that dates begin on."""

    texts: Sequence[str]
    formats: Sequence[Format]
    epoch_1904: bool


class Merged(NamedTuple):
    """A column of a merged range, and its first and last row."""

    first: int
    last: int
    place: int


def merged_ranges(chunks: Iterable[bytes]) -> list[Merged]:
    """Find the ranges of a sheet that are merged over rows; they are said behind the rows. Raises Unreadable."""
    found: set[Merged] = set()
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        rest = text[-TAIL:]
        if b"mergeCell" not in text:
            continue
        for left, top, _, bottom in _MERGED.findall(text):
            if int(bottom) > int(top):
                found.add(Merged(int(top), int(bottom), _place(left.decode())))
        if len(found) > MOST_MERGED:
            raise Unreadable("size", 0, f"It has more than {MOST_MERGED} merged cells")
    return sorted(found)


class SheetReader:
    """Reads one sheet from its first row to its last."""

    def __init__(self, book: Book, merged: Sequence[Merged]) -> None:
        self._book = book
        self._merged = merged
        self._firsts = [one.first for one in merged]
        self._open: list[tuple[Merged, str, int]] = []
        self._begun = 0

    def lines(self, content: IO[bytes]) -> Iterator[Line]:
        """Give the rows that hold anything. Raises Unreadable, LxmlError and what else comes of damage."""
        number = looked_at = 0
        for row in elements(content, "row"):
            number = int(row.get("r", 0)) or number + 1
            if number > MOST_ROWS:
                raise Unreadable("size", number, f"A sheet has no more than {MOST_ROWS} rows")
            cells, notes = self._cells(row)
            if self._merged:
                self._repeat(number, cells, notes)
            looked_at += len(cells) + len(row)
            if looked_at > MOST_CELLS:
                raise Unreadable("size", number, f"It has more than {MOST_CELLS} cells")
            if cells:
                yield number, cells, notes or NO_NOTES

    def _cells(self, row: Any) -> tuple[list[str], dict[int, int]]:
        cells: list[str] = []
        notes: dict[int, int] = {}
        place = -1
        for cell in row:
            reference = cell.get("r")
            place = _place(reference.rstrip("0123456789")) if reference else place + 1
            text, is_number = self._read(cell)
            if not text:
                continue
            missing = place - len(cells)
            if missing >= 0:
                cells += [""] * missing
                cells.append(text)
            else:
                cells[place] = text
            if is_number:
                notes[place] = NUMBER
        return cells, notes

    def _read(self, cell: Any) -> tuple[str, bool]:
        """Give the text of a cell, and whether it is a number."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(unescaped(text_of(child)) for child in cell), False
        value = next((child.text for child in cell if child.tag.endswith("}v")), None)
        if not value:
            return "", False
        if kind == "n":
            return self._number(value, cell.get("s"))
        return self._text(kind, value), False

    def _text(self, kind: str, value: str) -> str:
        match kind:
            case "s":
                return self._book.texts[int(value)]
            case "b":
                return "true" if value == "1" else "false"
            case "d":
                return value.removesuffix("Z").removesuffix(".000").removesuffix("T00:00:00")
        return unescaped(value)

    def _number(self, value: str, style: str | None) -> tuple[str, bool]:
        formats = self._book.formats
        shown = formats[int(style)] if style and int(style) < len(formats) else Format.NUMBER
        if shown is Format.DATE and (moment := _moment(value, epoch_1904=self._book.epoch_1904)):
            return moment, False
        text = percent(value) if shown is Format.PERCENT else digits(value)
        return (value, False) if text is None else (text, True)

    def _repeat(self, number: int, cells: list[str], notes: dict[int, int]) -> None:
        """Fill in what merged cells say that began above, and begin those of this row."""
        self._open = [one for one in self._open if one[0].last >= number]
        for merged, text, note in self._open:
            place = merged.place
            if place >= len(cells):
                cells += [""] * (place + 1 - len(cells))
            if not cells[place]:
                cells[place] = text
                notes[place] = note
        end = bisect_right(self._firsts, number)
        for merged in self._merged[self._begun : end]:
            if merged.first == number and merged.place < len(cells) and cells[merged.place]:
                note = notes.get(merged.place, 0) | REPEATED
                self._open.append((merged, cells[merged.place], note))
        self._begun = end


@cache
def _places() -> dict[str, int]:
    return {}


def _place(letters: str) -> int:
    """Give the place of a column, from 0: `A`, `B`, … `XFD`."""
    known = _places()
    place = known.get(letters)
    if place is None:
        place = 0
        for letter in letters:
            place = place * 26 + ord(letter) - 64
        place -= 1
        if not (letters.isascii() and letters.isalpha() and letters.isupper() and place < MOST_COLUMNS):
            raise ValueError(f"there is no column {letters[:10]!r}")
        known[letters] = place
    return place


@lru_cache(maxsize=10_000)
def _moment(value: str, *, epoch_1904: bool) -> str | None:
    """Write a date, or a moment, None where the number is none."""
    try:
        found = from_excel(float(value), MAC_EPOCH if epoch_1904 else WINDOWS_EPOCH)
    except (ValueError, OverflowError):
        return None
    if isinstance(found, datetime):
        moment = found.replace(microsecond=0)
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat()
    return found.isoformat() if isinstance(found, time) else None
