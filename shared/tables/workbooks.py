"""XLSX workbooks, transitional and strict Open XML, as a stream of rows with what their cells show.

Own code over lxml in the place of a library; docs/decisions/0012 says why.
"""

import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from posixpath import dirname, join, normpath
from typing import Any, BinaryIO, NamedTuple

from lxml.etree import LxmlError
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from shared.tables.lines import Line, Unreadable
from shared.tables.packed import DAMAGE, Unpackable, open_zip
from shared.tables.sheets import Book, Format, SheetReader, merged_ranges
from shared.tables.xml import elements, local, text_of, unescaped

OLD = b"\xd0\xcf\x11\xe0"
"""How files of Excel before 2007 begin, and newer ones that have a password."""
WORKBOOK = "xl/workbook.xml"
CONTENT_TYPES = "[Content_Types].xml"
MOST_TEXTS = 4_000_000
VISIBLE = "visible"
CHUNK = 64 * 1024
DATES_OF_EAST_ASIA = frozenset([*range(27, 37), *range(50, 59)])
"""Built-in formats that show a date in a calendar of East Asia."""
NO_WORKBOOK = (*DAMAGE, Unpackable, LxmlError, LookupError, TypeError)
"""What the reading of a workbook ends in that is none, or is damaged."""


class Sheet(NamedTuple):
    """A sheet: its name, whether it is shown, and the part of the archive that holds it."""

    name: str
    visible: bool
    part: str


class Workbook:
    """A workbook that is open; its shared texts are held in memory, its rows are not."""

    def __init__(self, file: BinaryIO, largest: int) -> None:
        """Open it. Raises Unreadable, also where it expands to more than `largest` bytes."""
        beginning = file.read(len(OLD))
        file.seek(0)
        if beginning == OLD:
            detail = "It is of an older Excel (.xls), or has a password: save it as .xlsx without one"
            raise Unreadable("workbook", 0, detail)
        try:
            self._zip = open_zip(file)
            _check(self._zip, largest)
            self._open()
        except NO_WORKBOOK as error:
            raise _damaged(0, error) from error

    def lines(self, sheet: Sheet) -> Iterator[Line]:
        """Give the rows of a sheet that hold anything. Raises Unreadable."""
        line = 0
        try:
            with self._zip.open(sheet.part) as content:
                merged = merged_ranges(iter(partial(content.read, CHUNK), b""))
            with self._zip.open(sheet.part) as content:
                for one in SheetReader(self._book, merged).lines(content):
                    line = one[0]
                    yield one
        except NO_WORKBOOK as error:
            raise _damaged(line, error) from error

    def _open(self) -> None:
        parts = self._related("", "_rels/.rels")
        main = next((target for kind, target in parts.values() if kind == "officeDocument"), WORKBOOK)
        if main.endswith(".bin"):
            raise Unreadable("workbook", 0, "It is a binary workbook (.xlsb): save it as .xlsx")
        targets = self._related(dirname(main), f"{dirname(main)}/_rels/{main.rpartition('/')[2]}.rels")
        epoch_1904 = False
        self.sheets: list[Sheet] = []
        with self._zip.open(main) as content:
            for element in elements(content, "workbookPr", "sheet"):
                if local(element) == "workbookPr":
                    epoch_1904 = element.get("date1904") in {"1", "true"}
                    continue
                kind, target = targets.get(_relation(element), ("", ""))
                if kind == "worksheet":
                    name, state = element.get("name", ""), element.get("state", VISIBLE)
                    self.sheets.append(Sheet(name, state == VISIBLE, target))
        by_kind = dict(targets.values())
        self._book = Book(self._texts(by_kind.get("sharedStrings")), self._formats(by_kind.get("styles")), epoch_1904)

    def _related(self, folder: str, part: str) -> Mapping[str, tuple[str, str]]:
        """Give the parts that a part is related to, by id: the last word of the relation's type, and the target."""
        if part not in self._zip.namelist():
            return {}
        with self._zip.open(part) as content:
            return {
                one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], _target(folder, one.get("Target", "")))
                for one in elements(content, "Relationship")
            }

    def _texts(self, part: str | None) -> list[str]:
        if part is None or part not in self._zip.namelist():
            return []
        found = []
        with self._zip.open(part) as content:
            for element in elements(content, "si"):
                found.append(unescaped(text_of(element)))
                if len(found) > MOST_TEXTS:
                    raise Unreadable("size", 0, f"It has more than {MOST_TEXTS} texts")
        return found

    def _formats(self, part: str | None) -> list[Format]:
        """Say of each style what its cells show."""
        if part is None or part not in self._zip.namelist():
            return []
        own: dict[int, str] = {}
        found: list[Format] = []
        with self._zip.open(part) as content:
            for element in elements(content, "numFmt", "cellXfs"):
                if local(element) == "numFmt":
                    own[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
                else:
                    found += [_format(int(one.get("numFmtId", "0")), own) for one in element if local(one) == "xf"]
        return found


def _check(archive: zipfile.ZipFile, largest: int) -> None:
    names = archive.namelist()
    if CONTENT_TYPES not in names:
        found = "an OpenDocument spreadsheet: save it as .xlsx" if "mimetype" in names else "no workbook"
        raise Unreadable("workbook", 0, f"It is {found}")
    if sum(member.file_size for member in archive.infolist()) > largest:
        raise Unreadable("size", 0, f"It expands to more than {largest} bytes")


def _format(number: int, own: Mapping[int, str]) -> Format:
    if number in DATES_OF_EAST_ASIA and number not in own:
        return Format.DATE
    code = own.get(number) or BUILTIN_FORMATS.get(number, "General")
    if code.lstrip().lower().startswith(("[h", "[m", "[s")):
        return Format.NUMBER  # hours that have passed, and no moment
    if is_date_format(code):
        return Format.DATE
    return Format.PERCENT if "%" in code.split(";")[0].replace('"%"', "").replace("\\%", "") else Format.NUMBER


def _target(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


def _relation(element: Any) -> str:
    """Give the relation that an element names; strict Open XML has another namespace for it."""
    return next((value for name, value in element.attrib.items() if name.startswith("{") and name.endswith("}id")), "")


def _damaged(line: int, error: Exception) -> Unreadable:
    if isinstance(error, Unpackable):
        return Unreadable("workbook", line, str(error))
    return Unreadable("workbook", line, f"It is no XLSX workbook, or a damaged one: {error}")
