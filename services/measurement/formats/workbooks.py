"""Workbooks as rows of text: of the sheet that holds a table, or the one that is said."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.measurement.formats.archives import DAMAGE, open_zip
from services.measurement.formats.tables import HEAD, Line, Table, Unreadable, cell, filled, find_heading, table
from services.measurement.formats.unpacking import Unpackable
from services.measurement.rules.columns import Reading
from services.measurement.rules.findings import Finding

OLD = b"\xd0\xcf\x11\xe0"
"""How files of Excel before 2007 begin, and newer ones that have a password."""
NO_WORKBOOK = (*DAMAGE, InvalidFileException, LookupError, TypeError, AttributeError, SyntaxError)
"""What the reading of a workbook ends in that is none, or is damaged."""


def read_xlsx(file: BinaryIO, reading: Reading, largest: int) -> Table:
    """Read a workbook. Raises Unreadable."""
    beginning = file.read(len(OLD))
    file.seek(0)
    if beginning == OLD:
        detail = "It is of an older Excel (.xls), or has a password: save it as .xlsx without one"
        raise Unreadable("harambee-spreadsheet", 0, detail)
    sheets = _sheets(file, largest)
    heads = {
        name: filled(islice(_lines(sheet), HEAD))
        for name, sheet in sheets.items()
        if sheet.sheet_state == "visible" or name == reading.sheet
    }
    chosen = reading.sheet or _only(heads, reading)
    if chosen not in heads:
        raise Unreadable("harambee-sheets", 0, f"There is no sheet {chosen}; there is {', '.join(sheets)}")
    found = table(_lines(sheets[chosen]), reading)
    others = [name for name, head in heads.items() if head and name != chosen]
    left_out = [Finding("harambee-sheet", 0, "/", f"Sheet {name} is left out") for name in others]
    return found._replace(findings=[*left_out, *found.findings])


def _only(heads: dict[str, list[Line]], reading: Reading) -> str:
    """Choose the one sheet with a table, else the first that holds anything. Raises Unreadable."""
    tables = [name for name, head in heads.items() if head and not find_heading(head, reading)[1].missing]
    if len(tables) > 1:
        ways = " or ".join(f"sheet={name}" for name in tables)
        raise Unreadable("harambee-sheets", 0, f"There are {len(tables)} sheets with tables: say {ways}")
    return next(iter([*tables, *(name for name, head in heads.items() if head), *heads]), "")


def _sheets(file: BinaryIO, largest: int) -> dict[str, Any]:
    try:
        with open_zip(file) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > largest:
            raise Unreadable("harambee-size", 0, f"It expands to more than {largest} bytes")
        return {sheet.title: sheet for sheet in load_workbook(file, read_only=True, data_only=True).worksheets}
    except (*NO_WORKBOOK, Unpackable) as error:
        raise _damaged(0, error) from error


def _lines(sheet: Any) -> Iterator[Line]:
    number = 0
    try:
        sheet.reset_dimensions()  # some programs write sizes that are not true
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [cell(value) for value in row]
    except (*NO_WORKBOOK, Unpackable) as error:
        raise _damaged(number, error) from error


def _damaged(line: int, error: Exception) -> Unreadable:
    return Unreadable("harambee-spreadsheet", line, f"It is damaged: {error}")
