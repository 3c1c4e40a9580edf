"""Tables of actors: delimited text, and the first sheet of a workbook that holds anything."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain

from services.registry.bulk.files import cells
from services.registry.bulk.files.file import File, unreadable
from services.registry.bulk.rules import Row
from shared.errors import Fault
from shared.http.forms import unescape_formula
from shared.tables.limited import read_workbook
from shared.tables.lines import Line, Unreadable, split_at_heading
from shared.tables.text import CHUNK
from shared.tables.text import read_csv as read_text

LARGEST_UNPACKED = 512 << 20
"""Bytes of a workbook without its packing."""
USUAL = "utf-8"
FAULTS = {"encoding": "encoding", "row": "quotes", "workbook": "workbook", "size": "too_large"}
"""The codes of what makes a table unreadable."""


def read_csv(file: File) -> Iterator[Row]:
    """Read delimited text with a header."""
    encoding = None if file.encoding == USUAL else file.encoding
    with _refusing(), file.path.open("rb") as content:
        lines = read_text(iter(partial(content.read, CHUNK), b""), _known(file), encoding=encoding)
        plain = ((line, [unescape_formula(cell) for cell in found], notes) for line, found, notes in lines)
        yield from _table(plain, file, sparse=False)


def read_xlsx(file: File) -> Iterator[Row]:
    """Read a workbook, in a process of its own."""
    with _refusing():
        yield from _table(read_workbook(file.path, LARGEST_UNPACKED), file, sparse=True)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in this service's words that a table is unreadable."""
    try:
        yield
    except Unreadable as fault:
        line = f"Line {fault.line}: " if fault.line else ""
        hint = ", as older spreadsheets write; or save it as UTF-8" if fault.code == "encoding" else ""
        raise unreadable(FAULTS[fault.code], f"{line}{fault.detail}{hint}") from None


def _known(file: File) -> Callable[[Sequence[str]], int]:
    return lambda found: sum(cells.is_column(title, file.columns, file.ignored) for title in _titles(found))


def _titles(header: Sequence[str]) -> list[str]:
    titles = [unicodedata.normalize("NFC", title.strip()) for title in header]
    while titles and not titles[-1]:
        titles.pop()
    return titles


def _table(lines: Iterator[Line], file: File, *, sparse: bool) -> Iterator[Row]:
    """Read what stands below the header, above which titles may stand; `sparse` rows end in their last cell."""
    _, header, below = split_at_heading(lines, _known(file))
    titles = _titles(header[1]) if header else []
    cells.check_columns(titles, file.columns, file.ignored)
    number = 0
    for line, found, _ in chain(below, lines):
        if not cells.is_empty(found):
            number += 1
            missing = len(titles) - len(found) if sparse else 0
            yield _row(number, line, titles, [*found, *[""] * missing] if missing > 0 else found, file)


def _row(number: int, line: int, titles: Sequence[str], found: Sequence[str], file: File) -> Row:
    if len(found) < len(titles) or not cells.is_empty(found[len(titles) :]):
        detail = f"It has {len(found)} cells and the header {len(titles)}; a delimiter inside a text needs quotes"
        return Row(number, line, {}, [Fault("", "ragged", detail)])
    wanted = {title: cell for title, cell in zip(titles, found, strict=False) if title not in file.ignored}
    said, faults = cells.fields(wanted)
    return Row(number, line, said, faults)
