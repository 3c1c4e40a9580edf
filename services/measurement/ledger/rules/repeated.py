"""Which flows repeat what another activity reports, so that totals count one money once.

Two reports repeat others: that of a parent activity whose children report the same money, and that of a secondary
reporter (IATI's `reporting-org/@secondary-reporter`) on an activity that somebody reports first-hand. What two
organisations report as the two sides of one flow is a pair instead; see `rules.mirrors`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Repeats(StrEnum):
    """Whose report of the same money is counted in the place of a flow."""

    CHILDREN = "children"
    PRIMARY_REPORTER = "primary_reporter"


class Entry(NamedTuple):
    """A current flow with an amount, as far as it is compared with those of other activities.

    `converted` says that it has an exchange rate, without which it is in no total.
    """

    id: UUID
    activity: UUID
    transaction_type: str
    day: date
    currency: str
    amount: Decimal
    converted: bool = True


class Repetition(NamedTuple):
    """Why a flow does not count, and the activities in which its money does."""

    repeats: Repeats
    counted_in: tuple[UUID, ...]


_Key = tuple[str, ...]

_PERIODS: tuple[Callable[[date], str], ...] = (lambda day: f"{day:%Y}", date.isoformat)


def told_by_children(parent: Iterable[Entry], children: Iterable[Entry]) -> dict[UUID, Repetition]:
    """Give the flows of a parent whose money its children report, too.

    That is all that the parent reports of one transaction type and currency in a year, or on a day, where what its
    children report of it adds up to the same sum: the children say more of it. Where the sums differ, both count; where
    the parent's alone can be converted it counts, so that the money is in totals.
    """
    found: dict[UUID, Repetition] = {}
    own, theirs = list(parent), list(children)
    for period in _PERIODS:
        of_parent, of_children = _grouped(own, period), _grouped(theirs, period)
        for key in of_parent.keys() & of_children.keys():
            lost = _is_converted(of_parent[key]) and not _is_converted(of_children[key])
            if _sum(of_parent[key]) == _sum(of_children[key]) and not lost:
                repetition = Repetition(Repeats.CHILDREN, _activities(of_children[key]))
                found |= {one.id: repetition for one in of_parent[key] if one.id not in found}
    return found


def told_first_hand(secondary: Iterable[Entry], primary: Iterable[Entry]) -> dict[UUID, Repetition]:
    """Give the flows of a secondary reporter's activity of which the primary reporter reports the transaction type.

    In the same year, that is: the secondary reporter counts for years, and types, of which it alone reports, or of
    which nothing can be converted that the primary reporter reports.
    """
    known: defaultdict[_Key, list[Entry]] = defaultdict(list)
    for one in primary:
        known[one.transaction_type, f"{one.day:%Y}"].append(one)
    return {
        one.id: Repetition(Repeats.PRIMARY_REPORTER, _activities(known[key]))
        for one in secondary
        if (key := (one.transaction_type, f"{one.day:%Y}")) in known
        and (not one.converted or any(other.converted for other in known[key]))
    }


def before(one: tuple[bool, str], other: tuple[bool, str]) -> bool:
    """Say whether a report of an activity is counted before another: pairs of "is secondary" and reporter.

    First-hand reports are counted before secondary ones, and those in the order of their reporters' references;
    no first-hand report is counted before another.
    """
    return other[0] and one < other


def _grouped(entries: Sequence[Entry], period: Callable[[date], str]) -> Mapping[_Key, list[Entry]]:
    found: defaultdict[_Key, list[Entry]] = defaultdict(list)
    for one in entries:
        found[one.transaction_type, one.currency, period(one.day)].append(one)
    return found


def _is_converted(entries: Iterable[Entry]) -> bool:
    return all(one.converted for one in entries)


def _sum(entries: Iterable[Entry]) -> Decimal:
    return sum((one.amount for one in entries), Decimal(0))


def _activities(entries: Iterable[Entry]) -> tuple[UUID, ...]:
    return tuple(sorted({one.activity for one in entries}))
