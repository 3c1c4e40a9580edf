"""Rows of a table that wait in a file until all are there, because its columns are known only then."""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

import msgspec

from shared.decimals import digits

AT_ONCE = 500
"""Rows that are written together."""

IN_MEMORY = 1 << 20
"""Bytes up to which there is no file."""

LENGTH = 4
DECIMAL, DAY, INSTANT = range(3)


class Spool:
    """Keeps the cells of rows; `titles` are those of all cells that were added."""

    def __init__(self) -> None:
        self.titles: set[str] = set()
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed in __exit__
        self._rows: list[Mapping[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, cells: Mapping[str, Any]) -> None:
        """Keep a row."""
        self.titles.update(cells)
        self._rows.append(cells)
        if len(self._rows) == AT_ONCE:
            self._write()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Give the rows as they were added."""
        self._write()
        self._file.seek(0)
        while size := self._file.read(LENGTH):
            yield from _DECODER.decode(self._file.read(int.from_bytes(size)))

    def _write(self) -> None:
        body = _ENCODER.encode([{title: _packed(cell) for title, cell in cells.items()} for cells in self._rows])
        self._file.write(len(body).to_bytes(LENGTH) + body)
        self._rows = []


def _packed(cell: Any) -> Any:
    # msgspec would give these back as text.
    if isinstance(cell, Decimal):
        return msgspec.msgpack.Ext(DECIMAL, digits(cell).encode())
    if isinstance(cell, datetime):
        return msgspec.msgpack.Ext(INSTANT, cell.isoformat().encode())
    return msgspec.msgpack.Ext(DAY, cell.isoformat().encode()) if isinstance(cell, date) else cell


def _unpacked(code: int, body: memoryview) -> Any:
    text = str(body, "ascii")
    if code == DECIMAL:
        return Decimal(text)
    return datetime.fromisoformat(text) if code == INSTANT else date.fromisoformat(text)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(ext_hook=_unpacked)
