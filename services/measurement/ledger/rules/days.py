"""Which days an activity is about."""

from collections.abc import Mapping
from datetime import date

from services.measurement.reading.activity_dates import ACTUAL_END, PLANNED_END, start_of
from shared.spells import Days


def days_of_activity(dates: Mapping[str, str], today: date) -> Days:
    """Give the days of an activity: from its start to its end, actual before planned; without an end, to today.

    `dates` are ISO dates by IATI's ActivityDateType. Of an activity without dates it is today.
    """
    start = start_of(dates)
    end = dates.get(ACTUAL_END) or dates.get(PLANNED_END)
    last = date.fromisoformat(end) if end else today
    first = start or last
    return Days(first, max(first, last))
