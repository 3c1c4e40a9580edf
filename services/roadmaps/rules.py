"""What must be true of roadmaps, deadlines and reports. Pure: from values to values."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from dateutil.relativedelta import relativedelta

from shared.errors import Fault, Refused
from shared.standards import Constituency

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
    MILESTONE = "milestone"


class DeadlineState(StrEnum):
    """How a deadline stands on a day."""

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    WAIVED = "waived"


class Completion(StrEnum):
    """How far something is, on the scale of the Open Government Partnership."""

    NO_EVIDENCE = "no_evidence"
    NOT_STARTED = "not_started"
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


class Rater(StrEnum):
    """Who says how far something is: those who do it, or a reviewer who does not."""

    SELF = "self"
    INDEPENDENT = "independent"


TAKING_PART = (Constituency.PUBLIC, Constituency.PRIVATE, Constituency.ACADEMIC, Constituency.NON_STATE)
"""Who has to have taken part before a roadmap is adopted."""


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


def check_happened_on(day: date, *, earliest: date, today: date, pointer: str = "/on") -> None:
    """Refuse a day in the future, or before the anchor."""
    if day > today:
        raise Refused(faults=[Fault(pointer, "in_the_future", f"{day} has not come yet; today is {today}")])
    if day < earliest:
        raise Refused(faults=[Fault(pointer, "before_anchor", f"{day} is before the anchor date {earliest}")])


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


def unreported_commitments(
    sections: Sequence[Mapping[str, Any]], commitments: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Name the commitments of which a report says nothing."""
    said = {section["commitment"] for section in sections}
    return [f"commitment {one['number']}" for one in commitments if one["number"] not in said]


class PlannedAction(NamedTuple):
    """An action, as far as it matters whether its roadmap can be adopted."""

    id: UUID
    commitment: int
    responsible: Sequence[UUID]
    ends_on: date | None


def adoption_faults(
    commitments: Sequence[Mapping[str, Any]],
    actions: Iterable[PlannedAction],
    constituencies: Collection[str],
    reasoned: Collection[int],
) -> list[Fault]:
    """Say all that a roadmap lacks to be adopted.

    Public, private, academic and other non-state actors have taken part; each commitment has an action, or is among
    those for which there is a `reasoned` none; each action has somebody who is responsible, and an end.
    """
    actions = list(actions)
    planned = {one.commitment for one in actions}
    return [
        *(
            Fault("/participants", "missing_participant", f"Nobody of the constituency {one} has taken part")
            for one in TAKING_PART
            if one not in constituencies
        ),
        *(
            Fault("/without_action", "missing_action", f"Commitment {number} has no action, and no reason for none")
            for number in (one["number"] for one in commitments)
            if number not in planned and number not in reasoned
        ),
        *(
            Fault(f"/actions/{one.id}/responsible", "missing_owner", f"Nobody is responsible for action {one.id}")
            for one in actions
            if not one.responsible
        ),
        *(
            Fault(f"/actions/{one.id}/ends_on", "missing_date", f"Action {one.id} has no day on which it is to be done")
            for one in actions
            if one.ends_on is None
        ),
    ]


def find_circle(start: UUID, depends_on: Mapping[UUID, Collection[UUID]]) -> list[UUID]:
    """Give the way on which an action depends on itself, from `start` back to it; empty where there is none."""
    came_from: dict[UUID, UUID] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for following in depends_on.get(here, ()):
            if following == start:
                way = [here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return [*reversed(way), start]
            if following not in came_from:
                came_from[following] = here
                waiting.append(following)
    return []
