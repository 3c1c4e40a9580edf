"""What the files of all forms are read into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong in a file, and the line it is in, where the form has lines that can be told."""

    line: int | None
    detail: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.detail}" if self.line else self.detail


class Unreadable(Exception):  # noqa: N818 - it is a state
    """A file is no code list, or a broken one; `faults` says all that was found."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Entry:
    """One code as the platform takes it, and the line it is in."""

    line: int | None
    fields: Mapping[str, Any]

    @property
    def code(self) -> str:
        """Give the code itself, empty where there is none."""
        return str(self.fields.get("code") or "")


@dataclass(frozen=True, slots=True)
class Content:
    """A code list as a file has it; `name` is what the file calls it, and `about` what it says of itself."""

    name: str | None
    entries: Sequence[Entry]
    about: Mapping[str, Any] = field(default_factory=dict)


def tidy(text: object) -> str | None:
    """Give a text in one line, or nothing where there is none."""
    return " ".join(str(text).split()) or None if text is not None else None


def labelled(language: str, text: object) -> dict[str, str]:
    """Give a text by its language."""
    found = tidy(text)
    return {language: found} if found else {}


def kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not said."""
    return {name: value for name, value in fields.items() if value not in (None, {}, "")}


def checked(content: Content) -> Content:
    """Leave out entries that are there twice alike. Raises Unreadable with every one that is wrong."""
    first: dict[str, Entry] = {}
    faults = []
    for one in content.entries:
        other = first.setdefault(one.code, one)
        if not one.code:
            faults.append(Fault(one.line, "It has no code"))
        elif other.fields != one.fields:
            where = f"line {other.line}" if other.line else "before"
            faults.append(Fault(one.line, f"{one.code} is {where} too, and not the same"))
    if not content.entries:
        faults.append(Fault(None, "It has no codes"))
    if faults:
        raise Unreadable(*faults)
    return Content(content.name, list(first.values()), content.about)
