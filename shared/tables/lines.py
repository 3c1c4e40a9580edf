"""The rows of a table in any form, before anybody knows what its columns mean."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

HEAD = 20
"""In so many lines at the top the heading is looked for; titles may stand above it."""
DELIMITERS = (",", ";", "\t", "|")


NUMBER, REPEATED = 1, 2
"""What may be known of a cell beside its text, as bits: it is a number; it repeats a merged cell above it."""
NO_NOTES: Mapping[Any, int] = {}

Line = tuple[int, Sequence[str], Mapping[int, int]]
"""The line that a row begins on, its cells, and the notes on them by their places."""


class Unreadable(Exception):  # noqa: N818 - it is said of the file
    """A table cannot be read, or not any further; `code` is one of `encoding`, `row`, `workbook`, `sheet`, `size`."""

    def __init__(self, code: str, line: int, detail: str) -> None:
        self.code = code
        self.line = line
        self.detail = detail
        super().__init__(detail)


def filled(lines: Iterable[Line]) -> list[Line]:
    """Give the lines that hold anything."""
    return [line for line in lines if any(map(str.strip, line[1]))]


def split_at_heading(
    lines: Iterator[Line], known: Callable[[Sequence[str]], int]
) -> tuple[list[Line], Line | None, list[Line]]:
    """Find the heading among the first lines: the one of which `known` gives most, the first of several.

    Gives the lines above it, the heading itself, None where there is no line at all, and those below it that were
    read to find it.
    """
    head = filled(islice(lines, HEAD))
    if not head:
        return [], None, []
    place = max(range(len(head)), key=lambda one: known(head[one][1]))
    return head[:place], head[place], head[place + 1 :]
