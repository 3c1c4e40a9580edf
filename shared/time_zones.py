"""Time zones of the pinned `tzdata`, never of the host: a country's clock must not depend on the age of a machine.

`zoneinfo` reads the host's files first; importing this module ends that for the whole process.
"""

import zoneinfo

zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()


def find_zone(name: str) -> zoneinfo.ZoneInfo | None:
    """Give the zone of an IANA name, None where there is no such zone."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # unknown, not a name at all, a folder of zones
        return None


def zone_names() -> frozenset[str]:
    """Give the names of all zones."""
    return frozenset(zoneinfo.available_timezones())
