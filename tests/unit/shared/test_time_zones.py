import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
import tzdata

from services.notifications.rules.reminders import Step, fire_at
from shared.time_zones import find_zone, zone_names

# Since 20 September 2026 Morocco keeps +00:00 all year (tz 2026c).
CASABLANCA = """
import {module}
from datetime import datetime
from zoneinfo import ZoneInfo
print(datetime(2026, 9, 25, tzinfo=ZoneInfo("Africa/Casablanca")).utcoffset())
"""


def test_the_pinned_rules_are_new_enough() -> None:
    assert tzdata.IANA_VERSION >= "2026c"


def test_morocco_is_at_utc_since_september_2026_whatever_the_host_says() -> None:
    zone = find_zone("Africa/Casablanca")
    assert datetime(2026, 9, 25, tzinfo=zone).utcoffset() == timedelta(0)
    assert datetime(2026, 9, 15, tzinfo=zone).utcoffset() == timedelta(hours=1)


def test_a_reminder_reaches_morocco_at_eight_in_the_morning() -> None:
    on_the_day = Step("P0D", 0)
    assert fire_at(date(2026, 9, 25), on_the_day, "Africa/Casablanca") == datetime(2026, 9, 25, 8, tzinfo=UTC)
    assert fire_at(date(2026, 9, 15), on_the_day, "Africa/Casablanca") == datetime(2026, 9, 15, 7, tzinfo=UTC)


@pytest.mark.slow
def test_libraries_in_every_process_of_ours_see_the_same_zones() -> None:
    for module in ("shared.db", "services.notifications.app", "services.gateway.app", "deploy.cli"):
        program = CASABLANCA.format(module=module)
        found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        assert found.strip() == "0:00:00", module


def test_what_is_no_zone_is_none() -> None:
    for name in ("Africa/Atlantis", "Africa", "", "../etc/passwd", "Africa/Nairobi\0"):
        assert find_zone(name) is None
    assert {"Africa/Nairobi", "UTC"} <= zone_names()
