"""Tables as XLSX workbooks, written with constant memory."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from shared.decimals import digits

MOST_LINES = 1_048_576
"""Lines of a sheet; what is more goes on in the next sheet, under the same titles."""

LONGEST_TEXT = 32_767
CUT = " … (cut: a cell of a workbook ends here; CSV and NDJSON have the whole text)"

EXACT_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; one that has more is written as text."""

FIRST_DAY = date(1900, 3, 1)
"""Days before it are written as text: spreadsheets believe that there was a 29 February 1900."""

CHUNK = 64 * 1024


async def written(
    table: AsyncIterator[Sequence[Any]], beside: Mapping[str, Iterable[Sequence[Any]]]
) -> AsyncGenerator[bytes, None]:
    """Give a workbook of a table: its titles, then the cells of each row.

    `beside` are further sheets by their names, each of rows that begin with the titles.
    """
    with tempfile.TemporaryFile() as file:
        # constant_memory keeps one row; strings_to_* off keeps text as text, so nothing is run.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        writer = _Writer(xlsxwriter.Workbook(file, options), await anext(table))
        async for cells in table:
            writer.add(cells)
        for name, lines in beside.items():
            titles, *rest = lines
            writer.begin(titles, name)
            for cells in rest:
                writer.add(cells)
        await asyncio.to_thread(writer.close)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


class _Writer:
    def __init__(self, book: Any, titles: Sequence[str]) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.begin(titles)

    def begin(self, titles: Sequence[str], name: str | None = None) -> None:
        self._titles = titles
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._titles) - 1, 14)  # a date is shown as ### where it does not fit
        self._sheet.write_row(0, 0, self._titles, self._bold)
        self._line = 0

    def add(self, cells: Sequence[Any]) -> None:
        self._line += 1
        if self._line == MOST_LINES:
            self.begin(self._titles)
            self._line = 1
        for column, value in enumerate(cells):
            self._write(self._line, column, value)

    def close(self) -> None:
        self._book.close()

    def _write(self, line: int, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(line, column, value)
        elif isinstance(value, int | float | Decimal) and _is_exact(value):
            self._sheet.write_number(line, column, value)
        elif isinstance(value, datetime) and value.date() >= FIRST_DAY:
            self._sheet.write_datetime(line, column, value.astimezone(UTC).replace(tzinfo=None), self._instant)
        elif isinstance(value, date) and not isinstance(value, datetime) and value >= FIRST_DAY:
            self._sheet.write_datetime(line, column, value, self._day)
        else:
            self._sheet.write_string(line, column, _text(value))


def _is_exact(number: float | Decimal) -> bool:
    if isinstance(number, float):
        return True
    whole, _, fraction = digits(Decimal(number)).lstrip("-").partition(".")
    return len((whole + fraction.rstrip("0")).lstrip("0")) <= EXACT_DIGITS


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return digits(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    if len(text) <= LONGEST_TEXT // 2:
        return text
    units = text.encode("utf-16-le")  # spreadsheets count in those
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - len(CUT))].decode("utf-16-le", "ignore") + CUT
