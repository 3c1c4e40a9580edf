"""When a deadline is reminded of, and when a mail that failed is tried again."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from shared.time_zones import find_zone

MORNING = time(8)
"""A reminder goes out at this hour of its reader's day."""

MAIL_TRIES = 8
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)


class ReminderState(StrEnum):
    """Where a reminder stands."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """How long before or after a deadline's day it is reminded of."""

    name: str
    days: int


def _step(days: int) -> Step:
    sign = "+" if days > 0 else "-" if days < 0 else ""
    return Step(f"{sign}P{abs(days)}D", days)


DEFAULT_STEPS = tuple(_step(days) for days in (-90, -30, -14, -7, -1, 0, *range(7, 26 * 7 + 1, 7)))
"""Five notices ahead, one on the day, then one a week for 26 weeks.

It ends there: who has not acted on half a year of mails will not act on the next one, which then only teaches
people to ignore the sender. A deadline that late needs a person, and stays visible as overdue.
"""


def fire_at(due_on: date, step: Step, time_zone: str) -> datetime:
    """Give the moment, in UTC, at which a step is due: in the morning of that day where the reader lives.

    A morning that the clocks skip is replaced by the first moment after the gap; of one that comes twice, the first
    counts. A zone that is not known counts as UTC.
    """
    day = due_on + timedelta(days=step.days)
    return _first_valid(datetime.combine(day, MORNING), _zone(time_zone))


def local_day(moment: datetime, time_zone: str) -> date:
    """Give the day that a moment falls on where somebody lives."""
    return moment.astimezone(_zone(time_zone)).date()


def retry_after(attempt: int) -> timedelta:
    """Say how long to wait after the first, second, ... attempt to send a mail."""
    doublings = min(attempt - 1, MAIL_TRIES)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def _zone(name: str) -> tzinfo:
    return find_zone(name) or UTC


def _first_valid(local: datetime, zone: tzinfo) -> datetime:
    by_old_offset = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    by_new_offset = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if by_old_offset <= by_new_offset:
        return by_old_offset
    return _change_of_offset(by_new_offset, by_old_offset, zone)


def _change_of_offset(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    seconds = range(int((after - before).total_seconds()))
    old = before.astimezone(zone).utcoffset()
    passed = bisect_left(
        seconds, True, key=lambda second: (before + timedelta(seconds=second)).astimezone(zone).utcoffset() != old
    )
    return before + timedelta(seconds=passed)
