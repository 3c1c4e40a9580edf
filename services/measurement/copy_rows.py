"""Lines of COPY's text format: written as text because encoding value by value costs more than all else."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

import orjson

from shared.db import Driver

NULL = r"\N"

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def escaped(text: str) -> str:
    """Write a text as a field."""
    return text if _is_plain(text) else text.translate(_ESCAPES)


def all_escaped(values: Sequence[str]) -> Sequence[str]:
    """Write texts as fields."""
    return values if _is_plain("".join(values)) else [value.translate(_ESCAPES) for value in values]


def _is_plain(text: str) -> bool:
    # Hardly any text has something to escape, and looking for it costs a tenth of translating.
    return text.isprintable() and "\\" not in text


def numbers(values: Iterable[object]) -> str:
    """Write numbers as a field that is an array."""
    return f"{{{','.join(map(str, values))}}}"


def texts(values: Iterable[str]) -> str:
    """Write texts as a field that is an array."""
    quoted = (value.replace("\\", r"\\").replace('"', r"\"") for value in values)
    return escaped(numbers(f'"{value}"' for value in quoted))


def json(value: Any) -> str:
    """Write a value as a field that is JSON."""
    return escaped(orjson.dumps(value).decode())


async def copy(connection: Driver, table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    """Add rows by their lines."""
    if lines:
        await connection.copy_to_table(table, columns=columns, source=_at_once("\n".join(lines).encode() + b"\n"))


async def _at_once(body: bytes) -> AsyncIterator[bytes]:
    # A file would be read by a thread, which waits for its turn while rows are made.
    yield body
