"""What all forms of a file of actors have in common."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.registry.bulk.rules import MOST_ROWS, Row
from shared.errors import Fault


class Unreadable(Exception):  # noqa: N818 - it is said of the file
    """The file as a whole is not what it should be."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.detail for fault in faults))


@dataclass(frozen=True, slots=True)
class File:
    """A file of actors, and how to read it; `ignored` are fields that are shown but cannot be sent."""

    path: Path
    encoding: str
    columns: Collection[str]
    ignored: Collection[str]


Read = Callable[[File], Iterator[Row]]
"""Reads one form. Raises Unreadable."""


def unreadable(code: str, detail: str) -> Unreadable:
    """Say one thing of the file as a whole."""
    return Unreadable([Fault("", code, detail)])


def rows(read: Read, file: File) -> list[Row]:
    """Give all rows of a file. Raises Unreadable, also where there are none, or too many."""
    found: list[Row] = []
    for row in read(file):
        found.append(row)
        if len(found) > MOST_ROWS:
            raise unreadable("too_many", f"There are more than {MOST_ROWS} rows; send them in several files")
    if not found:
        raise unreadable("empty", "There is no row in it")
    return found
