"""Which economies count as developed on a day: editions of a classification, each in force until the next begins."""

from bisect import bisect
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Edition(NamedTuple):
    """A classification of economies, from a day on."""

    valid_from: date
    version: str
    developed: frozenset[str]


class Groups:
    """Editions in the order of their days; days before the first follow the first."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self.editions = sorted(editions)
        self._later = [one.valid_from for one in self.editions[1:]]

    def on(self, day: date) -> Edition:
        """Give the edition in force on a day."""
        return self.editions[bisect(self._later, day)]

    @property
    def latest(self) -> Edition:
        """The edition that no other follows."""
        return self.editions[-1]


def tell_apart(before: Groups, after: Groups) -> bool:
    """Say whether any economy counts differently on any day; where there were no groups, none did."""
    if not before.editions:
        return False
    days = {date.min, *(one.valid_from for one in (*before.editions, *after.editions))}
    return any(before.on(day).developed != after.on(day).developed for day in days)
