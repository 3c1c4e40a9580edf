"""Which regional bodies countries belonged to, day by day; what events are about follows from it."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from shared.db import Driver
from shared.spells import Days, holds
from shared.standards import countries

MOST_PLACES = 10_000

SPELLS = """
SELECT country, array_agg(region), array_agg(valid_from), array_agg(valid_to) FROM memberships
WHERE $1::text[] IS NULL OR country = ANY($1) GROUP BY country
"""
"""The spells of some countries, or of all, in the regional bodies that a service has a copy of."""


class Spell(NamedTuple):
    """A time in which a country belonged to a body; `end` is the first day outside, and unknown bounds are open."""

    country: str
    region: str
    begin: date | None
    end: date | None


class Memberships:
    """The spells of countries in regional bodies; what was asked once is remembered."""

    def __init__(self, spells: Iterable[Spell] = ()) -> None:
        self._spells: defaultdict[str, list[Spell]] = defaultdict(list)
        self._changes: dict[tuple[str, ...], list[date]] = {}
        self._bodies: dict[tuple[tuple[str, ...], int, int], tuple[str, ...]] = {}
        self.add(spells)

    def add(self, spells: Iterable[Spell]) -> None:
        """Add the spells of countries that nobody has asked about yet."""
        for spell in sorted(spells, key=lambda one: (one.country, one.region)):
            self._spells[spell.country].append(spell)

    def bodies(self, places: tuple[str, ...], days: Days) -> tuple[str, ...]:
        """Name the bodies to which any of some countries belonged on any day of a period."""
        changes = self.changes(places)
        # Between two changes all days are alike.
        key = (places, bisect(changes, days.first), bisect(changes, days.last))
        found = self._bodies.get(key)
        if found is None:
            spells = (one for place in places for one in self._spells.get(place, ()))
            holding = (one.region for one in spells if holds(one.begin, one.end, *days))
            found = self._bodies[key] = tuple(dict.fromkeys(holding))
        return found

    def changes(self, places: tuple[str, ...]) -> list[date]:
        """Give the days on which any of some countries began or ceased to belong to a body."""
        known = self._changes.get(places)
        return self._remember(places) if known is None else known

    def _remember(self, places: tuple[str, ...]) -> list[date]:
        if len(self._changes) > MOST_PLACES or len(self._bodies) > MOST_PLACES:
            self._changes.clear()
            self._bodies.clear()
        spells = (one for place in places for one in self._spells.get(place, ()))
        changes = sorted({day for one in spells for day in (one.begin, one.end) if day})
        self._changes[places] = changes
        return changes


async def read_spells(
    connection: Driver, places: Collection[str] | None = None, statement: str = SPELLS
) -> Iterable[Spell]:
    """Give the spells of some countries in regional bodies, or those of all."""
    rows = await connection.fetch(statement, None if places is None else list(places))
    return (Spell(row[0], *spell) for row in rows for spell in zip(row[1], row[2], row[3], strict=True))


def sole_country(places: Sequence[str]) -> str | None:
    """Give the country that something is about, where it is about a single place and that is a country."""
    return places[0] if len(places) == 1 and places[0] in countries() else None
