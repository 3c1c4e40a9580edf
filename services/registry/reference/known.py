"""The codes that are accepted while a request is served: those of the loaded lists, else those that ship.

What is checked by them (bodies, filters) is checked where no database is at hand, so whoever serves a request says
first what is loaded.
"""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Self

from services.registry.reference import shipped

SCHEMES = "OrganisationRegistrationAgency"
KINDS = "OrganisationType"
SECTORS = "Sector"
SECTOR_CATEGORIES = "SectorCategory"
CHECKED = (SCHEMES, KINDS, SECTORS, SECTOR_CATEGORIES)
"""The lists by which records are checked."""


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """The codes of a list: all there ever were, and since when those that were withdrawn no longer hold."""

    every: frozenset[str]
    withdrawn: Mapping[str, str | None]

    @classmethod
    def of(cls, entries: Iterable[Mapping[str, Any]]) -> Self:
        """Read the entries of a list."""
        entries = list(entries)
        ended = {one["code"]: one.get("valid_to") for one in entries if one.get("status") == "withdrawn"}
        return cls(frozenset(one["code"] for one in entries), ended)


_loaded: ContextVar[Mapping[str, Codes] | None] = ContextVar("loaded", default=None)


def accept(lists: Mapping[str, Codes]) -> None:
    """Check by these lists from now on, as long as the current request is served."""
    _loaded.set(lists)


def schemes() -> Codes:
    """Give the lists that identifiers are of: the codes of org-id.guide."""
    return _codes(SCHEMES)


def kinds() -> Codes:
    """Give the kinds of organisations: IATI's OrganisationType."""
    return _codes(KINDS)


def sectors() -> Codes:
    """Give the sectors of the DAC: 3 digits, and their purposes of 5."""
    return _both(_codes(SECTORS), _codes(SECTOR_CATEGORIES))


def _codes(name: str) -> Codes:
    return (_loaded.get() or {}).get(name) or _shipped(name)


@lru_cache(maxsize=10)
def _both(one: Codes, other: Codes) -> Codes:
    return Codes(one.every | other.every, {**one.withdrawn, **other.withdrawn})


@cache
def _shipped(name: str) -> Codes:
    return Codes.of(shipped.codelists()[name]["codes"])
