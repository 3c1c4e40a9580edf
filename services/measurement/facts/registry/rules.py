"""Which regional bodies countries belonged to, day by day."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from services.measurement.reading.activity_dates import ACTUAL_END, PLANNED_END, start_of
from shared.spells import holds

MOST_PLACES = 10_000


class Days(NamedTuple):
    """A period, or a single day; both days belong to it."""

    first: date
    last: date


class Spell(NamedTuple):
    """A time in which a country belonged to a body; `end` is the first day outside, and unknown bounds are open."""

    country: str
    region: str
    begin: date | None
    end: date | None


class Memberships:
    """The spells of countries in regional bodies; what was asked once is remembered."""

    def __init__(self, spells: Iterable[Spell]) -> None:
        self._spells: defaultdict[str, list[Spell]] = defaultdict(list)
        for spell in sorted(spells, key=lambda one: (one.country, one.region)):
            self._spells[spell.country].append(spell)
        self._changes: dict[tuple[str, ...], list[date]] = {}
        self._bodies: dict[tuple[tuple[str, ...], int, int], tuple[str, ...]] = {}

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


def days_of_activity(dates: Mapping[str, str], today: date) -> Days:
    """Give the days of an activity: from its start to its end, actual before planned; without an end, to today.

    `dates` are ISO dates by IATI's ActivityDateType. Of an activity without dates it is today.
    """
    start = start_of(dates)
    end = dates.get(ACTUAL_END) or dates.get(PLANNED_END)
    last = date.fromisoformat(end) if end else today
    first = start or last
    return Days(first, max(first, last))
