"""Dates of an activity."""

from collections.abc import Iterator
from datetime import date

from services.measurement.reading.activity_dates import ACTUAL_END, ACTUAL_START, PLANNED_END, PLANNED_START
from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.findings import Finding
from services.measurement.reading.source import Activity
from services.measurement.reading.values import day


def check_start(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check that the activity says when it begins."""
    if not any(kind in {PLANNED_START, ACTUAL_START} for kind, _ in activity.dates):
        yield Finding("6.11.1", activity.line, f"{path}/activity-date", "There is neither")


def check_dates(activity: Activity, path: str, basis: Basis) -> Iterator[Finding]:
    """Check that dates are in order, and past where they are said to be."""
    place = f"{path}/activity-date"
    days = {}
    for kind, text in activity.dates:
        days[kind] = day(text)
        if days[kind] is None:
            yield Finding("harambee-date", activity.line, f"{place}/@iso-date", f"It is {text or 'missing'}")
    for rule, first, last in (("11.1.2", PLANNED_START, PLANNED_END), ("11.1.3", ACTUAL_START, ACTUAL_END)):
        start, end = days.get(first), days.get(last)
        if start and end and start > end:
            yield Finding(rule, activity.line, place, f"{start} is after {end}")
    for rule, kind in (("11.1.4", ACTUAL_START), ("11.1.5", ACTUAL_END)):
        yield from not_yet(rule, days.get(kind), basis.today, activity.line, place)
    updated = day(activity.last_updated[:10]) if activity.last_updated else None
    yield from not_yet("11.1.1", updated, basis.today, activity.line, f"{path}/@last-updated-datetime")


def not_yet(rule: str, moment: date | None, today: date, line: int, path: str) -> Iterator[Finding]:
    """Find that a day lies in the future."""
    if moment and moment > today:
        yield Finding(rule, line, path, f"{moment} has not come yet")


def check_period(rule: str, start: str, end: str, line: int, path: str) -> Iterator[Finding]:
    """Find that a period ends before it begins."""
    first, last = day(start), day(end)
    if first and last and first > last:
        yield Finding(rule, line, path, f"{first} is after {last}")
