"""What was observed: when it fits its indicator, and its way through review."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from services.measurement.reading.indicators import Kind, Measure, ObservationStatus
from shared.decimals import digits
from shared.errors import Fault, Refused

_S = ObservationStatus
MOVES: Mapping[ObservationStatus, frozenset[ObservationStatus]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED}),
    _S.RETURNED: frozenset({_S.SUBMITTED}),
    _S.SUBMITTED: frozenset({_S.RETURNED, _S.APPROVED}),
    _S.APPROVED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
EDITABLE = frozenset({_S.DRAFT, _S.RETURNED, _S.APPROVED})
"""An approved one that is changed is a draft again."""


class Part(NamedTuple):
    """How much of an actual value falls to one value of a dimension."""

    dimension: str
    value: str
    actual: Decimal


class Asked(NamedTuple):
    """What an indicator asks for: the values of each of its dimensions, and how many levels its rubric has."""

    kind: Kind
    measure: Measure | None
    dimensions: Mapping[str, Sequence[str]]
    levels: int


class Observed(NamedTuple):
    """What was observed; `told` says that there is a narrative or evidence."""

    actual: Decimal | None
    parts: Sequence[Part]
    level: int | None
    told: bool


class Step(NamedTuple):
    """A step of review: to where, by whom, and why."""

    to: ObservationStatus
    by: str
    comment: str | None


def faults(asked: Asked, observed: Observed) -> list[Fault]:
    """Say all that does not fit the indicator."""
    check = _quantitative if asked.kind is Kind.QUANTITATIVE else _qualitative
    return list(check(asked, observed))


def _quantitative(asked: Asked, observed: Observed) -> Iterator[Fault]:
    if observed.actual is None:
        yield Fault("/actual", "missing", "The indicator is quantitative: give the actual value, such as 120")
    if observed.level is not None:
        yield Fault("/level", "not_allowed", "The indicator is quantitative and has no rubric; give actual")
    for place, part in enumerate(observed.parts):
        yield from _part(asked, observed.parts[:place], part, f"/disaggregated/{place}")
    if asked.measure is Measure.UNIT and observed.actual is not None:
        yield from _sums(observed.actual, observed.parts)


def _part(asked: Asked, before: Sequence[Part], part: Part, pointer: str) -> Iterator[Fault]:
    values = asked.dimensions.get(part.dimension)
    if values is None:
        known = ", ".join(asked.dimensions) or "none; add it to the indicator's disaggregation first"
        detail = f"The indicator has no dimension {part.dimension}; it has {known}"
        yield Fault(f"{pointer}/dimension", "unknown_dimension", detail)
    elif part.value not in values:
        detail = f"{part.dimension} has no value {part.value}; it has {', '.join(values)}"
        yield Fault(f"{pointer}/value", "unknown_value", detail)
    if any(one[:2] == part[:2] for one in before):
        yield Fault(f"{pointer}/value", "twice", f"{part.dimension} {part.value} is given already")


def _sums(actual: Decimal, parts: Sequence[Part]) -> Iterator[Fault]:
    in_order = sorted(parts, key=lambda part: part.dimension)
    for dimension, same in groupby(in_order, key=lambda part: part.dimension):
        total = sum((part.actual for part in same), Decimal())
        if total != actual:
            detail = (
                f"The values of {dimension} add up to {digits(total)}; they must add up to actual, {digits(actual)}"
            )
            yield Fault("/disaggregated", "sum", detail)


def _qualitative(asked: Asked, observed: Observed) -> Iterator[Fault]:
    if observed.actual is not None:
        yield Fault("/actual", "not_allowed", "The indicator is qualitative; give a level of its rubric")
    if observed.parts:
        yield Fault("/disaggregated", "not_allowed", "The indicator is qualitative and has no dimensions")
    highest = asked.levels - 1
    if observed.level is None:
        yield Fault("/level", "missing", f"Give the level of the rubric that is reached, 0 to {highest}")
    elif not 0 <= observed.level <= highest:
        yield Fault("/level", "unknown_level", f"The rubric has no level {observed.level}; it has 0 to {highest}")
    if not observed.told:
        yield Fault("/narrative", "missing", "A level needs a narrative or evidence: say what shows that it is reached")


def move(current: ObservationStatus, submitted_by: str | None, step: Step) -> ObservationStatus:
    """Give the status after a step. Raises Refused with all reasons why it cannot be taken."""
    reasons = list(_objections(current, submitted_by, step))
    if reasons:
        raise Refused(faults=reasons)
    return step.to


def _objections(current: ObservationStatus, submitted_by: str | None, step: Step) -> Iterator[Fault]:
    if step.to not in MOVES[current]:
        ways = ", ".join(sorted(MOVES[current])) or "nothing; change it, and it is a draft again"
        yield Fault("/to", "not_allowed", f"From {current} it can become {ways}")
    if step.to is ObservationStatus.RETURNED and not step.comment:
        yield Fault("/comment", "missing", "Say what has to be put right, so that it can be")
    if step.to in MOVES[ObservationStatus.SUBMITTED] and submitted_by == step.by:
        yield Fault("/to", "own", "You have submitted it; another reviewer has to look at it")


def after_change(current: ObservationStatus) -> ObservationStatus:
    """Give the status after a change of what was observed. Raises Refused where it cannot be changed now."""
    if current not in EDITABLE:
        because = "the reviewer has it; it can be changed once it is returned or approved"
        raise Refused(f"An observation that is {current} cannot be changed: {because}")
    return current if current is ObservationStatus.RETURNED else ObservationStatus.DRAFT


def span(text: str) -> tuple[date, date]:
    """Give the first and the last day of a year, a month or a day (ISO 8601). Raises ValueError where it is none."""
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    first = date(year, month, day)
    length = (relativedelta(years=1), relativedelta(months=1), relativedelta(days=1))[len(parts) - 1]
    return first, first + length - timedelta(days=1)
