"""Actors as JSON: a list of objects, or an object a line."""

from collections.abc import Iterator
from typing import Any

import orjson

from services.registry.bulk.files.file import File, unreadable
from services.registry.bulk.rules import Row
from shared.errors import Fault


def read_json(file: File) -> Iterator[Row]:
    """Read a JSON list; `{"items": [...]}`, as a list is given by this API, is one too."""
    try:
        found = orjson.loads(file.path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise unreadable("json_invalid", f"Not JSON: {error}") from None
    if isinstance(found, dict) and isinstance(found.get("items"), list):
        found = found["items"]
    if not isinstance(found, list):
        raise unreadable("list_type", "It is not a list of actors: [{...}, {...}]")
    for number, one in enumerate(found, 1):
        yield _row(number, None, one, file)


def read_ndjson(file: File) -> Iterator[Row]:
    """Read an object a line; a line that is none does not touch the others."""
    number = 0
    with file.path.open("rb") as lines:
        for line, text in enumerate(lines, 1):
            if text.strip():
                number += 1
                yield _line(number, line, text, file)


def _line(number: int, line: int, text: bytes, file: File) -> Row:
    try:
        return _row(number, line, orjson.loads(text), file)
    except orjson.JSONDecodeError as error:
        return Row(number, line, {}, [Fault("", "json_invalid", f"Not JSON: {error}")])


def _row(number: int, line: int | None, one: Any, file: File) -> Row:
    if not isinstance(one, dict):
        return Row(number, line, {}, [Fault("", "object_type", "It is not an object: {...}")])
    return Row(number, line, {name: value for name, value in one.items() if name not in file.ignored})
