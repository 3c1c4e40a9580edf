"""Rows of an activity brought together, wherever they stand in a table, without holding the table in memory."""

import os
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path

import msgspec

from services.measurement.reading.tables.columns import Row

name_of = attrgetter("reporter_ref", "activity_identifier")
"""Gives what names the activity of a row."""


def gather_rows(rows: Iterable[Row], folder: Path) -> Iterator[Sequence[Row]]:
    """Give the rows of each activity, in the order of the first row of each; they wait in a file in `folder`."""
    places: dict[tuple[str, str], array[int]] = {}
    pack = msgspec.msgpack.Encoder().encode
    with tempfile.TemporaryFile(dir=folder) as file:
        end = 0
        for row in rows:
            packed = pack(row)
            file.write(packed)
            places.setdefault(name_of(row), array("Q")).extend((end, len(packed)))
            end += len(packed)
        file.flush()
        for found in places.values():
            yield [_row(file.fileno(), found[place], found[place + 1]) for place in range(0, len(found), 2)]


def _row(file: int, place: int, size: int) -> Row:
    return _unpack(os.pread(file, size, place))


_unpack = msgspec.msgpack.Decoder(Row).decode
