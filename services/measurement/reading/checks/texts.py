"""Titles, descriptions, and the languages they are in."""

from collections.abc import Iterator

from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.findings import Finding
from services.measurement.reading.source import Activity

RULES_OF_TEXTS = {"title": "4.3.1", "description": "4.4.1"}


def check_texts(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check that titles and descriptions say something, in a language that is said."""
    for line, element in activity.unnamed:
        yield Finding(RULES_OF_TEXTS[element], line, f"{path}//{element}", "It has none")
    if activity.untongued:
        yield Finding("4.1.1", activity.untongued, f"{path}//narrative/@xml:lang", "There is neither")
