"""Code lists as tables: IATI's CSV, and TOSSD's."""

import csv
import io
from collections.abc import Mapping

from deploy.codelists.content import Content, Entry, Fault, Unreadable, kept, labelled, tidy

TOSSD = "tossd_only"
"""A column that only the lists of TOSSD have."""


def read(content: bytes, language: str, stem: str) -> Content:
    """Read a table with a header; the list is called as the file is."""
    try:
        lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(Fault(line, "It is not in UTF-8")) from None
    table = csv.DictReader(lines, strict=True)
    try:
        columns = [_column(one) for one in table.fieldnames or ()]
        if "code" not in columns:
            raise Unreadable(Fault(1, f"It has no column `code`; it has {', '.join(columns) or 'none'}"))
        table.fieldnames = columns
        entries = [Entry(table.line_num, _fields(row, language, table.line_num)) for row in table]
    except csv.Error as error:
        raise Unreadable(Fault(table.line_num + 1, f"It is no CSV: {error}")) from None
    name = f"tossd-{stem.replace('_', '-')}" if TOSSD in columns else stem
    return Content(name, entries)


def _fields(row: Mapping[str | None, str | list[str] | None], language: str, line: int) -> dict[str, object]:
    if None in row:
        raise Unreadable(Fault(line, "It has more cells than the header has columns"))
    fields = {
        "code": tidy(row["code"]),
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
