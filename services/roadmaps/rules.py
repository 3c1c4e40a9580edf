"""What must be true of roadmaps, deadlines and reports. Pure: from values to values."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from dateutil.relativedelta import relativedelta

from shared.errors import Fault, Refused

DUE_DAYS = timedelta(days=30)
"""A deadline is `due` from this long before its day."""

MOST_YEARS_AHEAD = 100

_PERIOD = re.compile(r"P(?=\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?")


class RoadmapStatus(StrEnum):
    """Where a roadmap stands."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    ADOPTED = "adopted"
    IMPLEMENTING = "implementing"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class ReportStatus(StrEnum):
    """Where a progress report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VALIDATED = "validated"
    PUBLISHED = "published"


class DeadlineKind(StrEnum):
    """What is due."""

    ROADMAP_ADOPTED = "roadmap_adopted"
    PROGRESS_REPORT = "progress_report"


class DeadlineState(StrEnum):
    """How a deadline stands on a day."""

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    WAIVED = "waived"


Status = TypeVar("Status", RoadmapStatus, ReportStatus)

_R, _P = RoadmapStatus, ReportStatus
ROADMAP_MOVES: Mapping[RoadmapStatus, frozenset[RoadmapStatus]] = {
    _R.DRAFT: frozenset({_R.CONSULTATION, _R.ADOPTED, _R.WITHDRAWN}),
    _R.CONSULTATION: frozenset({_R.DRAFT, _R.ADOPTED, _R.WITHDRAWN}),
    _R.ADOPTED: frozenset({_R.IMPLEMENTING, _R.WITHDRAWN}),
    _R.IMPLEMENTING: frozenset({_R.CLOSED, _R.WITHDRAWN}),
    _R.CLOSED: frozenset(),
    _R.WITHDRAWN: frozenset(),
}
REPORT_MOVES: Mapping[ReportStatus, frozenset[ReportStatus]] = {
    _P.DRAFT: frozenset({_P.SUBMITTED}),
    _P.SUBMITTED: frozenset({_P.RETURNED, _P.VALIDATED}),
    _P.RETURNED: frozenset({_P.SUBMITTED}),
    _P.VALIDATED: frozenset({_P.PUBLISHED}),
    _P.PUBLISHED: frozenset(),
}
PUBLIC_ROADMAPS = (_R.ADOPTED, _R.IMPLEMENTING, _R.CLOSED)
EDITABLE_REPORTS = (_P.DRAFT, _P.RETURNED)


def move(current: Status, to: Status, moves: Mapping[Status, frozenset[Status]]) -> Status:
    """Take a step. Raises Refused where the table does not allow it."""
    if to in moves[current]:
        return to
    allowed = ", ".join(sorted(moves[current])) or "nothing: this is the end"
    raise Refused(faults=[Fault("/to", "not_allowed", f"From {current} it can go to {allowed}")])


def anchor_faults(anchor: date, *, agreed_on: date, today: date) -> list[Fault]:
    """Say whether an anchor is before the framework was agreed on, or a hundred years ahead."""
    if anchor < agreed_on:
        detail = f"{anchor} is before the framework, which was agreed on {agreed_on}"
        return [Fault("/anchor_date", "before_framework", detail)]
    if anchor >= today + relativedelta(years=MOST_YEARS_AHEAD):
        detail = f"{anchor} is {MOST_YEARS_AHEAD} years ahead or more; today is {today}"
        return [Fault("/anchor_date", "too_far_ahead", detail)]
    return []


def check_happened_on(day: date, *, earliest: date, today: date) -> None:
    """Refuse a day in the future, or before the anchor."""
    if day > today:
        raise Refused(faults=[Fault("/on", "in_the_future", f"{day} has not come yet; today is {today}")])
    if day < earliest:
        raise Refused(faults=[Fault("/on", "before_anchor", f"{day} is before the anchor date {earliest}")])


def period(text: str) -> relativedelta:
    """Read an ISO 8601 period of years, months, weeks and days, such as P6M. Raises ValueError for anything else."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is not a period such as P6M or P1Y")
    return relativedelta(**{unit: int(number) for unit, number in found.groupdict(default="0").items()})  # type: ignore[arg-type]


def due_on(anchor: date, after: str, every: str | None = None, recurrence: int = 0) -> date:
    """Give the day of a deadline: `after` the anchor, then `every` so often again.

    Counted from the anchor each time, and a day that a month does not have becomes its last: 31 August + P6M is
    28 or 29 February, and the year after it is 31 August again where the periods say so.
    """
    again = recurrence * period(every) if every else period("P0D")
    return anchor + (period(after) + again)


def state(due: date, today: date, *, met_on: date | None = None, waived: bool = False) -> DeadlineState:
    """Say how a deadline stands; it may be met until the end of its day."""
    if waived:
        return DeadlineState.WAIVED
    if met_on is not None:
        return DeadlineState.MET if met_on <= due else DeadlineState.MET_LATE
    if today > due:
        return DeadlineState.OVERDUE
    return DeadlineState.DUE if due - today <= DUE_DAYS else DeadlineState.UPCOMING


def missing(sections: Sequence[Mapping[str, Any]], commitments: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name the commitments of which a report says nothing."""
    said = {section["commitment"] for section in sections}
    return [f"commitment {one['number']}" for one in commitments if one["number"] not in said]
