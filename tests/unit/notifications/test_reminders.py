from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.rules.reminders import (
    DEFAULT_STEPS,
    MAIL_TRIES,
    Step,
    fire_at,
    local_day,
    retry_after,
)

ON_THE_DAY = Step("P0D", 0)
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"}))
DAYS = st.dates(date(1970, 1, 2), date(2037, 12, 31))


def test_the_steps_run_from_ninety_days_ahead_to_half_a_year_after() -> None:
    names = [step.name for step in DEFAULT_STEPS]
    assert names[:8] == ["-P90D", "-P30D", "-P14D", "-P7D", "-P1D", "P0D", "+P7D", "+P14D"]
    assert (names[-1], len(names)) == ("+P182D", 6 + 26)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Africa/Nairobi", datetime(2027, 11, 4, 5, tzinfo=UTC)),
        ("Atlantic/Cape_Verde", datetime(2027, 11, 4, 9, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2027, 11, 3, 18, tzinfo=UTC)),
        ("Nowhere/At_All", datetime(2027, 11, 4, 8, tzinfo=UTC)),
        ("", datetime(2027, 11, 4, 8, tzinfo=UTC)),
        ("Africa", datetime(2027, 11, 4, 8, tzinfo=UTC)),
        ("../../etc/passwd", datetime(2027, 11, 4, 8, tzinfo=UTC)),
    ],
)
def test_a_reminder_is_due_at_eight_where_its_reader_lives(zone: str, moment: datetime) -> None:
    fired = fire_at(date(2027, 11, 4), ON_THE_DAY, zone)
    assert (fired, fired.tzinfo) == (moment, UTC)


def test_a_day_that_a_zone_skipped_is_replaced_by_the_first_moment_after_it() -> None:
    midnight_of_the_31st = datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert fire_at(date(2011, 12, 30), ON_THE_DAY, "Pacific/Apia") == midnight_of_the_31st


def test_of_a_day_that_came_twice_the_first_morning_counts() -> None:
    assert fire_at(date(1969, 9, 30), ON_THE_DAY, "Pacific/Kwajalein") == datetime(1969, 9, 29, 21, tzinfo=UTC)


@given(ZONES, DAYS)
def test_everywhere_it_is_eight_unless_the_clocks_skip_eight(zone: str, day: date) -> None:
    local = fire_at(day, ON_THE_DAY, zone).astimezone(ZoneInfo(zone))
    eight = datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo(zone))
    exists = eight.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == eight.replace(tzinfo=None)
    assert local.replace(tzinfo=None) == eight.replace(tzinfo=None) if exists else local.date() > day


@given(ZONES, DAYS, st.integers(-400, 400))
def test_a_later_step_is_never_due_earlier(zone: str, day: date, days: int) -> None:
    assert fire_at(day, Step("", days), zone) < fire_at(day, Step("", days + 1), zone)


@given(ZONES, DAYS)
def test_the_day_of_a_reminder_is_the_readers_own(zone: str, day: date) -> None:
    # A few zones have skipped a whole day; its reminder falls on the next.
    assert local_day(fire_at(day, ON_THE_DAY, zone), zone) in {day, day + timedelta(1)}


def test_a_mail_is_tried_again_ever_more_rarely_but_every_hour() -> None:
    waits = [retry_after(attempt) // timedelta(minutes=1) for attempt in range(1, MAIL_TRIES + 1)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert retry_after(10_000) == timedelta(hours=1)
