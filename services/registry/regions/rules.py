"""When a country can belong to a region: in several bodies at once, but in each one only once at a time."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from shared.errors import Fault


class RegionKind(StrEnum):
    """What kind of grouping a region is; a community is one of the eight that the African Union recognises."""

    UNION = "union"
    AGENCY = "agency"
    COMMUNITY = "community"
    AU_REGION = "au_region"
    ORGANISATION = "organisation"
    M49 = "m49"


BODIES = frozenset(RegionKind) - {RegionKind.M49}
"""Regional bodies, which act; an area of M49 only sorts countries for statistics."""


class Spell(Protocol):
    """A time in which a country belongs to a region; a bound that is not known is open."""

    @property
    def valid_from(self) -> date | None:
        """Give the first day."""

    @property
    def valid_to(self) -> date | None:
        """Give the first day outside."""

    @property
    def verified(self) -> bool:
        """Say whether the days were read in the source."""


def contradictions(spells: Sequence[Spell]) -> list[Fault]:
    """Give all reasons why a country cannot have belonged to a region like this."""
    faults = [
        Fault(f"/spells/{place}/verified", "no_day", "Only a day that was read in the source verifies; give valid_from")
        for place, one in enumerate(spells)
        if one.verified and one.valid_from is None
    ]
    for (first, one), (second, other) in combinations(enumerate(spells), 2):
        if _overlap(one, other):
            detail = f"It overlaps with /spells/{first}, {_words(one)}: a country belongs to a region once at a time"
            faults.append(Fault(f"/spells/{second}", "overlap", detail))
    return faults


def outside(spells: Sequence[Spell], begin: date | None, end: date | None) -> list[Fault]:
    """Give all reasons why a country cannot have belonged like this to a region that began and ended on these days."""
    faults = []
    for place, one in enumerate(spells):
        if begin and one.valid_from and one.valid_from < begin:
            faults.append(Fault(f"/spells/{place}/valid_from", "before_region", f"The region exists since {begin}"))
        if begin and one.valid_to and one.valid_to <= begin:
            faults.append(Fault(f"/spells/{place}/valid_to", "before_region", f"The region exists since {begin}"))
        if end and (one.valid_to is None or one.valid_to > end):
            faults.append(Fault(f"/spells/{place}/valid_to", "after_region", f"The region existed until {end}"))
    return faults


def _overlap(one: Spell, other: Spell) -> bool:
    begin, end = max(_begin(one), _begin(other)), min(_end(one), _end(other))
    return begin < end


def _begin(spell: Spell) -> date:
    return spell.valid_from or date.min


def _end(spell: Spell) -> date:
    return spell.valid_to or date.max


def _words(spell: Spell) -> str:
    return f"{spell.valid_from or 'from a day that is not known'} to {spell.valid_to or 'today and on'}"
