"""Flat cells of a table as fields of an actor."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson

from services.registry import reference
from services.registry.actors.rules import identifiers
from services.registry.bulk.files.file import Unreadable
from shared import hints
from shared.errors import Fault
from shared.standards import languages

NAMES = "names."
LISTS = frozenset({"acronyms", "active_in", "sectors", "topics"})
KEYS = frozenset({"external_id", "id", "parent_external_id", "version"})
"""An empty cell of these says nothing; any other takes away what was there."""

SEPARATOR = ";"


def check_columns(titles: Sequence[str], known: Collection[str], ignored: Collection[str]) -> None:
    """Raise Unreadable with every column that there is not, or that is there twice."""
    faults = []
    for place, title in enumerate(titles):
        if title in titles[:place]:
            faults.append(Fault(f"/{title}", "twice", f"The column {title} is there twice"))
        elif not is_column(title, known, ignored):
            faults.append(Fault(f"/{title}", "unknown_column", f"There is no column {title!r}{_nearest(title, known)}"))
    if faults:
        raise Unreadable(faults)


def is_column(title: str, known: Collection[str], ignored: Collection[str]) -> bool:
    """Say whether there is a column of this title, also one that is shown but cannot be sent."""
    return title in known or title in ignored or _is_name(title)


def _is_name(title: str) -> bool:
    return title.startswith(NAMES) and title.removeprefix(NAMES) in languages()


def _nearest(title: str, known: Collection[str]) -> str:
    return hints.code(title, known) or f"; those are {', '.join(sorted(known))}"


def fields(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    """Read the cells of a row by column; an empty cell is null, and so takes away."""
    said: dict[str, Any] = {}
    faults: list[Fault] = []
    for title, cell in cells.items():
        if title.startswith(NAMES):
            said.setdefault("names", {})[title.removeprefix(NAMES)] = cell or None
        elif title in LISTS:
            said[title] = _parts(cell)
        elif title == "identifiers":
            said[title] = _identifiers(cell, faults)
        elif title == "former_names":
            said[title] = _former_names(cell, faults)
        elif cell.strip() or title not in KEYS:
            said[title] = _single(title, cell)
    if "parent_external_id" in said and said.get("parent") is None:
        said.pop("parent", None)
    return said, faults


def _single(title: str, cell: str) -> str | None:
    # An identity in a foreign system may begin with a space; a code never does.
    return (cell if title in KEYS else cell.strip()) or None


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(SEPARATOR) if part.strip()]


def _identifiers(cell: str, faults: list[Fault]) -> list[Any]:
    if cell.lstrip().startswith("["):
        return _json("identifiers", cell, faults)
    found: list[Any] = []
    for part in _parts(cell):
        split = identifiers.split(part, reference.schemes())
        if split is None:
            detail = f"{part} is no identifier: the code of a list, a hyphen, and what stands in it, as in KE-COA-1052"
            faults.append(Fault(f"/identifiers/{len(found)}", "no_scheme", detail))
        else:
            found.append({"scheme": split[0], "value": split[1]})
    return found


def _former_names(cell: str, faults: list[Fault]) -> list[Any]:
    if cell.lstrip().startswith("["):
        return _json("former_names", cell, faults)
    return [{"name": name} for name in _parts(cell)]


def _json(title: str, cell: str, faults: list[Fault]) -> list[Any]:
    try:
        found = orjson.loads(cell)
    except orjson.JSONDecodeError as error:
        faults.append(Fault(f"/{title}", "json_invalid", f"It begins like JSON and is none: {error}"))
        return []
    return list(found)


def is_empty(cells: Iterable[str]) -> bool:
    """Say whether a row holds nothing."""
    return not any(map(str.strip, cells))
