"""Deflators as they are sent in a table."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from shared.errors import Fault

COLUMNS = ("provider", "year", "index", "source")


class Table(NamedTuple):
    """The lines of a table as fields by name, each with its number, and what is wrong with its heading."""

    lines: list[tuple[int, dict[str, str]]]
    faults: list[Fault]


def read_deflators(text: str) -> Table:
    """Read a table with a heading; columns in any order."""
    rows = csv.reader(text.lstrip("\ufeff").splitlines())
    heading = [cell.strip().casefold() for cell in next(rows, [])]
    wanted = ", ".join(COLUMNS)
    faults = [
        Fault(f"/1/{place}", "unknown_column", f"{name or 'Nothing'} is no column; those are {wanted}")
        for place, name in enumerate(heading, 1)
        if name not in COLUMNS
    ]
    missing = [name for name in COLUMNS if name not in heading]
    faults += [
        Fault("/1", "missing_column", f"There is no column {name}; there have to be {wanted}") for name in missing
    ]
    if faults:
        return Table([], faults)
    return Table([(number, _fields(heading, cells)) for number, cells in enumerate(rows, 2) if any(cells)], [])


def line_pointer(fault: Fault, numbers: Sequence[int]) -> Fault:
    """Point a fault of an entry at its line in the table."""
    _, place, *fields = fault.pointer.split("/")
    return replace(fault, pointer="/".join(["", str(numbers[int(place)]), *fields]))


def _fields(heading: list[str], cells: list[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(heading, cells, strict=False)}
