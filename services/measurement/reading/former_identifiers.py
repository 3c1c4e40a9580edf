"""What activities were called before: IATI's other identifiers of the activity (A3) and of who reports it (B1)."""

from itertools import islice, product

import orjson

from services.measurement.reading.records import Activity, Name

FORMER_ACTIVITY, FORMER_REPORTER = "A3", "B1"
"""IATI's OtherIdentifierType."""

MOST = 100
"""So many former names of one activity are followed."""


def former_names(activity: Activity) -> list[Name]:
    """Give the names that an activity had: each of its identifiers with each of its reporting organisation's."""
    # Most say nothing of the kind, and need not be read.
    if '"other_identifiers"' not in activity.details:
        return []
    others = orjson.loads(activity.details).get("other_identifiers", [])
    own = activity.reporter.ref, activity.identifier
    reporters, identifiers = (
        dict.fromkeys([name, *(one["identifier"] for one in others if one["type"] == kind and one["identifier"])])
        for name, kind in zip(own, (FORMER_REPORTER, FORMER_ACTIVITY), strict=True)
    )
    return [name for name in islice(product(reporters, identifiers), MOST + 1) if name != own]
