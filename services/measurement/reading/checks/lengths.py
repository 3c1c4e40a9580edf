"""Lengths of what is looked up, and of what is told in events."""

from collections.abc import Iterator

from msgspec.structs import replace

from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.findings import Finding
from services.measurement.reading.lengths import (
    LONGEST_CODE,
    LONGEST_TITLES,
    MOST_PLACES,
    MOST_SECTORS,
    Texts,
    exceeds,
    of_codes,
    of_organisation,
    texts_of_terms,
)
from services.measurement.reading.source import Activity, Narratives, Transaction

RULE = "harambee-length"


def check_lengths(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check what an activity is looked up by, and what is told of it."""
    yield from _check(_texts_of(activity), activity.line, path)
    yield from _check_title(activity.titles, activity.line, f"{path}/title")
    for result in activity.results:
        yield from _check_title(result.titles, result.line, f"{path}/result/title")
        for one in result.indicators:
            yield from _check_title(one.titles, one.line, f"{path}/result/indicator/title")
    if len(activity.countries) + len(activity.regions) > MOST_PLACES:
        detail = f"There are more than {MOST_PLACES} places; what falls to the others is unallocated"
        yield Finding(RULE, activity.line, f"{path}/recipient-country", detail)
    yield from _check_sectors(activity, path)


def check_lengths_of_terms(transaction: Transaction, path: str) -> Iterator[Finding]:
    """Check what many transactions have in common."""
    yield from _check(texts_of_terms(transaction), transaction.line, path)
    yield from _check_sectors(transaction, path)


def _texts_of(activity: Activity) -> Texts:
    found = [
        ("activity-status", "code", activity.status, LONGEST_CODE),
        ("collaboration-type", "code", activity.collaboration, LONGEST_CODE),
        ("default-flow-type", "code", activity.flow_type, LONGEST_CODE),
        ("default-finance-type", "code", activity.finance_type, LONGEST_CODE),
        *of_codes("default-aid-type", activity.aid_types),
        *[("related-activity", "ref", one.ref, LONGEST_CODE) for one in activity.related],
    ]
    if activity.regions:
        found += of_codes("recipient-region", activity.regions)
    if activity.reporter is not None:
        found += of_organisation("reporting-org", replace(activity.reporter, ref=""))
    for participant in activity.participants:
        found += of_organisation("participating-org", participant.organisation)
    return found


def _check(texts: Texts, line: int, path: str) -> Iterator[Finding]:
    for element, attribute, text, most in texts:
        if exceeds(text, most):
            place = f"{path}/{element}/@{attribute}" if attribute else f"{path}/{element}"
            yield Finding(RULE, line, place, f"It has {len(text.encode())} bytes and is cut to {most}")


def _check_sectors(reported: Activity | Transaction, path: str) -> Iterator[Finding]:
    if len(reported.sectors) > MOST_SECTORS:
        detail = f"There are more than {MOST_SECTORS} sectors; those after them are left out"
        yield Finding(RULE, reported.line, f"{path}/sector", detail)


def _check_title(titles: Narratives, line: int, path: str) -> Iterator[Finding]:
    size = sum(len(text) for _, text in titles)
    if size > LONGEST_TITLES:
        yield Finding(RULE, line, path, f"It has {size} characters and is cut to {LONGEST_TITLES}")
