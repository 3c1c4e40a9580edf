"""When a deadline is reminded of, and which of several reminders is sent."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MORNING = time(8)
"""A reminder goes out at this hour of its reader's day."""

MAIL_TRIES = 8
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)

_STEP = re.compile(r"(?P<sign>[+-]?)P(?P<number>[0-9]{1,4})(?P<unit>[DW])")


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


def read_step(text: str) -> Step:
    """Read a signed ISO 8601 period of days or weeks: -P7D is a week before, +P1W a week after.

    Its name is in days whatever it was read from. Raises ValueError for anything else, and where the sign is missing:
    before and after are not to be guessed.
    """
    found = _STEP.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is not a step such as -P7D, P0D or +P2W")
    days = int(found["number"]) * (7 if found["unit"] == "W" else 1)
    if days and not found["sign"]:
        raise ValueError(f"{text} needs a sign: -{text} is before the deadline, +{text} after it")
    return _step(-days if found["sign"] == "-" else days)


def fire_at(due_on: date, step: Step, time_zone: str) -> datetime:
    """Give the moment, in UTC, at which a step is due: in the morning of that day where the reader lives.

    A morning that the clocks skip is replaced by the first moment after the gap; of one that comes twice, the first
    counts. A zone that is not known counts as UTC.
    """
    day = due_on + timedelta(days=step.days)
    return _first_valid(datetime.combine(day, MORNING), _zone(time_zone))


def most_urgent(moments: Sequence[datetime]) -> int:
    """Say which of the reminders that are due together is sent: the latest. The others are superseded by it."""
    return max(range(len(moments)), key=moments.__getitem__)


def retry_after(attempt: int) -> timedelta:
    """Say how long to wait after the first, second, ... attempt to send a mail."""
    doublings = min(attempt - 1, MAIL_TRIES)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, not a name at all, a folder of zones
        return UTC


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
