"""Rows of a bulk import: what each says, and what that makes of the actor it means. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.registry.actors.rules import CONSTITUENCIES_OF_KIND, identifiers
from services.registry.duplicates.rules.score import Reason
from shared.errors import Fault
from shared.standards import Constituency

MOST_ROWS = 50_000
"""Rows of one import; they are checked against each other, so all of them are held in memory."""


LARGEST_FILE = 64 << 20
"""Bytes of its file."""


class Mode(StrEnum):
    """What a bulk import does: only check, or apply what is right."""

    CHECK = "check"
    APPLY = "apply"


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says of an actor; `said` are fields as JSON has them, and what it leaves out stays as it is.

    `faults` are what its form alone has wrong. Fields `of_new` count only where the actor is not known yet.
    """

    number: int
    line: int | None
    said: Mapping[str, Any]
    faults: Sequence[Fault] = ()
    of_new: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A row, and the actor or the other row that it may be the same as."""

    row: int
    actor: UUID | None
    other_row: int | None
    score: float
    reasons: Sequence[Reason]


def merge(current: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Give an actor's fields with what a row says; null takes a field or a name away."""
    result = {name: value for name, value in {**current, **said}.items() if value is not None}
    if isinstance(said.get("names"), dict):
        every = {**current.get("names", {}), **said["names"]}
        result["names"] = {language: text for language, text in every.items() if text is not None}
    if isinstance(said.get("identifiers"), list):
        result["identifiers"] = _dated(said["identifiers"], current.get("identifiers", ()))
    return result


def _dated(said: Iterable[Any], current: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Keep the dates of identifiers that a row names without them."""
    known = {identifiers.full(one["scheme"], one["value"]): one for one in current}
    return [
        {**known.get(identifiers.full(one["scheme"], one["value"]), {}), **one} if _named(one) else one for one in said
    ]


def full_identifiers(said: Mapping[str, Any]) -> list[str | None]:
    """Give the identifiers that a row names, None in the place of one that is not well formed."""
    sent = said.get("identifiers")
    if not isinstance(sent, list):
        return []
    return [identifiers.full(one["scheme"], one["value"]) if _named(one) else None for one in sent]


def _named(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("scheme"), str) and isinstance(one.get("value"), str)


def text(said: Mapping[str, Any], name: str) -> str | None:
    """Give a field of a row if it is a text."""
    value = said.get(name)
    return value if isinstance(value, str) else None


def usual_constituency(kind: str) -> Constituency | None:
    """Give the constituency of most organisations of a kind, where the kind says any."""
    possible = CONSTITUENCIES_OF_KIND.get(kind, frozenset())
    return _USUAL.get(kind) or (next(iter(possible)) if len(possible) == 1 else None)


_USUAL: Mapping[str, Constituency] = {
    "15": Constituency.PUBLIC,
    "30": Constituency.PUBLIC,
    "40": Constituency.MULTILATERAL,
    "60": Constituency.NON_STATE,
    "80": Constituency.ACADEMIC,
}


class Family:
    """Who is part of whom, to find circles in; `parents` names the parent of each."""

    def __init__(self, parents: Mapping[Any, Any]) -> None:
        self._parents = parents
        self._ending: set[Any] = set()

    def circle(self, member: Any) -> list[Any]:
        """Give the members of the circle that somebody's line of parents runs into, none where it ends."""
        line: dict[Any, None] = {}
        while member is not None and member not in self._ending:
            if member in line:
                return list(line)[list(line).index(member) :]
            line[member] = None
            member = self._parents.get(member)
        self._ending.update(line)
        return []
