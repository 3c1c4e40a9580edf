"""Identifiers: of the activity, of who reports it, and of those that it names."""

from collections.abc import Iterator

from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.findings import Finding
from services.measurement.reading.former_identifiers import FORMER_ACTIVITY, FORMER_REPORTER
from services.measurement.reading.lengths import LONGEST_CODE, exceeds
from services.measurement.reading.registration import is_registered
from services.measurement.reading.source import Activity, Organisation
from services.measurement.reading.values import FORBIDDEN

UNREGISTERED = "1.14.8"


def check_identifiers(activity: Activity, path: str, basis: Basis) -> Iterator[Finding]:
    """Check the identifier of an activity and of who reports it."""
    ref = activity.reporter.ref if activity.reporter else ""
    own = f"{path}/iati-identifier"
    if not activity.identifier.strip():
        yield Finding("harambee-identifier", activity.line, own, "It is missing or empty")
    elif exceeds(activity.identifier.strip(), LONGEST_CODE):
        yield Finding("harambee-identifier", activity.line, own, f"It has {len(activity.identifier.encode())} bytes")
    else:
        yield from _tidy(activity.identifier, activity.line, own, "1.3.1", "1.3.13")
        yield from _check_prefix(activity, ref.strip(), own)
    reporter = f"{path}/reporting-org/@ref"
    if not ref.strip():
        yield Finding("harambee-reporter", activity.line, reporter, "It is missing or empty")
    elif exceeds(ref.strip(), LONGEST_CODE):
        yield Finding("harambee-reporter", activity.line, reporter, f"It has {len(ref.encode())} bytes")
    else:
        yield from _tidy(ref, activity.line, reporter, "1.14.1", "1.14.13")
        if basis.agencies and not is_registered(ref, basis.agencies):
            yield Finding(UNREGISTERED, activity.line, reporter, f"{ref.strip()} begins with none")


def _check_prefix(activity: Activity, ref: str, path: str) -> Iterator[Finding]:
    identifier = activity.identifier.strip()
    if identifier == ref:
        yield Finding("1.1.3", activity.line, path, f"Both are {identifier}")
    known = (ref, *(other.ref.strip() for other in activity.others if other.kind == FORMER_REPORTER))
    if ref and not any(identifier.startswith(f"{one}-") for one in known):
        yield Finding("1.1.21", activity.line, path, f"{identifier} does not begin with {ref}-")


def check_others(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check other identifiers and related activities."""
    for other in activity.others:
        place = f"{path}/other-identifier"
        rule = {FORMER_ACTIVITY: "1.6.1", FORMER_REPORTER: "1.16.1"}.get(other.kind)
        if rule and other.ref != other.ref.strip():
            yield Finding(rule, other.line, f"{place}/@ref", SPACES)
        if other.owner is not None:
            yield from check_organisation(other.owner, other.line, f"{place}/owner-org", OWNER)
    for related in activity.related:
        if related.ref != related.ref.strip():
            yield Finding("1.7.1", related.line, f"{path}/related-activity/@ref", SPACES)


def check_participants(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check the organisations that take part."""
    for one in activity.participants:
        yield from check_organisation(one.organisation, one.line, f"{path}/participating-org", PARTICIPANT)


SPACES = "There is white space around it"

Rules = tuple[str, str, str, str]
"""What an organisation can break: naming nobody, spaces, forbidden signs, spaces around its activity's identifier."""

OWNER: Rules = ("6.8.1", "1.11.1", "1.11.13", "")
PARTICIPANT: Rules = ("6.10.1", "1.8.1", "1.8.13", "1.9.1")
PROVIDER: Rules = ("6.9.1", "1.10.1", "1.10.13", "1.4.1")
RECEIVER: Rules = ("6.9.2", "1.15.1", "1.15.13", "1.5.1")


def check_organisation(organisation: Organisation, line: int, path: str, rules: Rules) -> Iterator[Finding]:
    """Check how an organisation is named."""
    nobody, spaces, signs, of_activity = rules
    if not (organisation.ref or organisation.narrated):
        yield Finding(nobody, line, path, "It has neither")
    if organisation.ref:
        yield from _tidy(organisation.ref, line, f"{path}/@ref", spaces, signs)
    if organisation.activity != organisation.activity.strip():
        yield Finding(of_activity, line, path, SPACES)


def _tidy(text: str, line: int, path: str, spaces: str, signs: str) -> Iterator[Finding]:
    if text != text.strip():
        yield Finding(spaces, line, path, SPACES)
    if found := FORBIDDEN.search(text):
        yield Finding(signs, line, path, f"There is {found[0]} in {text.strip()}")
