"""What no text of a request may hold, wherever it stands: PostgreSQL cannot keep it, or no encoding can write it."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from shared.errors import Fault

# JSON can only write half a character as an escape; a body without one need not be looked through. NUL is refused by
# the schemas (`shared.standards.Storable`), so that it is said together with all else that is wrong with a body.
_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")


def text_faults(texts: Iterable[tuple[str, str]], place: str) -> list[Fault]:
    """Name the texts, given with their names, that hold the character NUL; `place` is `path`, `query` or `header`."""
    return [_fault(f"/{name}", place) for name, text in texts if "\0" in name + text]


def body_faults(body: bytes) -> list[Fault]:
    """Name the texts of a JSON body that hold half a surrogate pair; none where it is no JSON."""
    if not _ESCAPED.search(body):
        return []
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return []  # whoever parses it says what is wrong
    return [_fault(pointer, "body") for pointer in _refused(parsed, "")]


def _refused(value: Any, pointer: str) -> Iterator[str]:
    match value:
        case str():
            if _HALF.search(value):
                yield pointer
        case list():
            for place, one in enumerate(value):
                yield from _refused(one, f"{pointer}/{place}")
        case dict():
            for name, one in value.items():
                here = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
                if _HALF.search(name):
                    yield here
                else:
                    yield from _refused(one, here)


def _fault(pointer: str, place: str) -> Fault:
    detail = "It holds the character NUL, or half of a surrogate pair, which no text can"
    return Fault(_UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", pointer), "invalid_text", detail, place)
