"""Delimited text: its encoding, its lines, and what parts its columns."""

import contextlib
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any

from shared.tables.lines import DELIMITERS, HEAD, NO_NOTES, Line, Unreadable

CHUNK = 64 * 1024
LARGEST_FIELD = 1 << 20
LONGEST_LINE = 4 << 20
"""Signs of one line of text."""
BOM = "\ufeff"
UTF_16 = "utf-16"
UTF_16_BOMS = (b"\xff\xfe", b"\xfe\xff")

_SEPARATOR = re.compile(r'"?sep=(.)"?\s*')
"""How spreadsheets write in the first line what parts the columns of all others."""

Known = Callable[[Sequence[str]], int]
"""Says how many columns of a heading are known."""


def read_csv(
    chunks: Iterator[bytes], known: Known, *, encoding: str | None = None, delimiter: str | None = None
) -> Iterator[Line]:
    """Give the rows of delimited text, each with the line it begins on.

    Where no delimiter is said, it is the one that the first line says (`sep=;`), else the one that gives most of the
    columns that are known. Raises Unreadable.
    """
    csv.field_size_limit(LARGEST_FIELD)
    text = lines_of(chunks, encoding)
    first = next(text, "")
    if said := _SEPARATOR.fullmatch(first):
        first = "\n"
    head = [first, *islice(text, HEAD)]
    sign = delimiter or (said[1] if said else _delimiter(head, known))
    return _numbered(csv.reader(chain(head, text), delimiter=sign, strict=True))


def _numbered(lines: Any) -> Iterator[Line]:
    """Give rows with the line they begin on; a quoted field may hold several lines."""
    begins = 1
    try:
        for cells in lines:
            yield begins, cells, NO_NOTES
            begins = lines.line_num + 1
    except csv.Error as error:
        said = str(error)
        if "new-line character" in said:
            said = "A carriage return stands in it without quotes"
        elif "end of data" in said or "expected after" in said:
            said = f"Its quotes do not end, or stand where none should: {said}"
        raise Unreadable("row", begins, said) from error


def _delimiter(head: Sequence[str], known: Known) -> str:
    return max(DELIMITERS, key=lambda sign: _most(csv.reader(head, delimiter=sign), known))


def _most(lines: Iterator[Sequence[str]], known: Known) -> tuple[int, int]:
    """Say how many columns are known in the line that has most of them, and how many the first has."""
    most = first = 0
    with contextlib.suppress(csv.Error):
        for cells in lines:
            most = max(most, known(cells))
            first = first or len(cells)
    return most, first


def lines_of(chunks: Iterator[bytes], encoding: str | None = None) -> Iterator[str]:
    """Give lines of text; UTF-8 where no other encoding is said, or shown by the first bytes. Raises Unreadable."""
    raw = _Stream(chunks)
    beginning = raw.peek(CHUNK)
    utf_16 = beginning[:2] in UTF_16_BOMS if encoding is None else encoding == UTF_16
    old = not utf_16 and b"\r" in beginning and b"\n" not in beginning  # as lines ended on Macintoshes
    stream = _Stream(chunk.replace(b"\r", b"\n") for chunk in iter(partial(raw.read, CHUNK), b"")) if old else raw
    source = io.BufferedReader(stream, CHUNK)
    # UTF-16 has lines only once it is decoded; the others are decoded by the line, so that a fault has its line.
    file: Any = io.TextIOWrapper(source, UTF_16, newline="") if utf_16 else source
    lines: Iterable[Any] = iter(partial(file.readline, LONGEST_LINE), "" if utf_16 else b"")
    number = 0
    try:
        for line in lines:
            number += 1
            if len(line) == LONGEST_LINE:
                raise Unreadable("size", number, f"The line is longer than {LONGEST_LINE} signs")
            said = line if utf_16 else line.decode(encoding or "utf-8").removeprefix(BOM if number == 1 else "")
            if "\0" in said:
                raise Unreadable("encoding", number, "It has a zero byte: say encoding=utf-16 if it is that")
            yield said
    except UnicodeDecodeError as error:
        raise _undecodable(error, number) from error


def _undecodable(error: UnicodeDecodeError, line: int) -> Unreadable:
    sign = error.object[error.start]
    detail = f"Byte 0x{sign:02X} is not {error.encoding}: say encoding=windows-1252, latin-1 or utf-16"
    return Unreadable("encoding", line, detail)


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
