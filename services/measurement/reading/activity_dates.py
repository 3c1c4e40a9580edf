"""Dates of an activity, by IATI's ActivityDateType."""

from collections.abc import Mapping
from datetime import date

PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
"""IATI's ActivityDateType."""


def start_of(dates: Mapping[str, str]) -> date | None:
    """Give the actual start of an activity, else the planned one."""
    start = dates.get(ACTUAL_START) or dates.get(PLANNED_START)
    return date.fromisoformat(start) if start else None
