"""Code lists as tables, delimited text or workbooks: IATI's, and TOSSD's."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from deploy.codelists.content import Content, Entry, Fault, Unreadable, kept, labelled, tidy
from shared.tables import lines
from shared.tables.limited import read_workbook
from shared.tables.lines import Line, split_at_heading
from shared.tables.text import read_csv

TOSSD = "tossd_only"
"""A column that only the lists of TOSSD have."""
COLUMNS = frozenset(
    {"code", "name", "description", "category", "url", "status", "activation_date", "withdrawal_date", TOSSD}
)
LARGEST_UNPACKED = 256 << 20
"""Bytes of a workbook without its packing."""


def read(file: Path, content: bytes, language: str) -> Content:
    """Read a table with a header, above which titles may stand; the list is called as the file is."""
    try:
        return _read(read_csv(iter([content]), _known), language, file.stem)
    except lines.Unreadable as fault:
        hint = {"encoding": "It is not in UTF-8: ", "row": "It is no CSV: "}.get(fault.code, "")
        raise Unreadable(Fault(fault.line or None, f"{hint}{fault.detail}")) from None


def read_xlsx(file: Path, language: str) -> Content:
    """Read the first sheet of a workbook that holds anything, as a table."""
    try:
        return _read(read_workbook(file, LARGEST_UNPACKED), language, file.stem)
    except lines.Unreadable as fault:
        raise Unreadable(Fault(fault.line or None, fault.detail)) from None


def _known(cells: Sequence[str]) -> int:
    return sum(_column(cell) in COLUMNS for cell in cells)


def _read(found: Iterator[Line], language: str, stem: str) -> Content:
    _, header, below = split_at_heading(found, _known)
    number, titles, _ = header or (1, (), {})
    columns = [_column(one) for one in titles]
    if "code" not in columns:
        raise Unreadable(Fault(number, f"It has no column `code`; it has {', '.join(columns) or 'none'}"))
    entries = [
        Entry(line, _fields(dict(zip(columns, cells, strict=False)), language))
        for line, cells in _checked(chain(below, found), len(columns))
    ]
    name = f"tossd-{stem.replace('_', '-')}" if TOSSD in columns else stem
    return Content(name, entries)


def _checked(found: Iterator[Line], width: int) -> Iterator[tuple[int, Sequence[str]]]:
    for line, cells, _ in found:
        if any(cells[width:]):
            raise Unreadable(Fault(line, "It has more cells than the header has columns"))
        if any(cells):
            yield line, cells


def _fields(row: Mapping[str, str], language: str) -> dict[str, object]:
    fields = {
        "code": tidy(row.get("code")),
        "labels": labelled(language, row.get("name")),
        "descriptions": labelled(language, row.get("description")),
        "category": tidy(row.get("category")),
        "url": tidy(row.get("url")),
        "status": tidy(row.get("status")),
        "valid_from": tidy(row.get("activation_date")),
        "valid_to": tidy(row.get("withdrawal_date")),
    }
    return kept(fields)


def _column(title: str) -> str:
    return title.strip().lower().replace("-", "_")
