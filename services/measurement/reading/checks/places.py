"""Recipient countries and regions."""

from collections.abc import Iterator, Sequence

from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.checks.percentages import check_range, check_whole
from services.measurement.reading.findings import Finding
from services.measurement.reading.places import by_vocabulary
from services.measurement.reading.source import Activity, Share, Transaction
from shared import hints
from shared.standards import countries

OF_REGIONS = ("3.4.1", "3.4.2", "3.4.4")
OF_UNNAMED = ("harambee-unallocated",) * 3
"""IATI's rules of regions are of those that name their vocabulary."""


def check_places(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check that places are known, make up the whole, and are said at one level."""
    yield from _check_codes(activity.countries, path)
    if activity.countries and not activity.regions:
        yield from check_whole(activity.countries, f"{path}/recipient-country", ("3.1.1", "3.1.2", "3.1.4"))
    for regions in by_vocabulary(activity.regions):
        together = (*activity.countries, *regions)
        said = any(region.vocabulary for region in regions)
        yield from check_whole(together, f"{path}/recipient-region", OF_REGIONS if said else OF_UNNAMED)
    yield from check_range((*activity.countries, *activity.regions), path, "12.1.1")
    yield from _check_level(activity, path)


def check_place(transaction: Transaction, path: str) -> Iterator[Finding]:
    """Check the recipient country of a transaction."""
    if transaction.country is not None:
        yield from _check_codes([transaction.country], path)


def _check_codes(shares: Sequence[Share], path: str) -> Iterator[Finding]:
    for share in shares:
        if share.code not in countries():
            detail = f"{share.code or 'nothing'} is no country{hints.country(share.code)}"
            yield Finding("harambee-country", share.line, f"{path}/recipient-country/@code", detail)


def _check_level(activity: Activity, path: str) -> Iterator[Finding]:
    at_activity = bool(activity.countries or activity.regions)
    placed = [bool(one.country or one.region) for one in activity.transactions]
    if at_activity and any(placed):
        line = activity.transactions[placed.index(True)].line
        yield Finding("3.6.2", line, path, "They are given at both")
    elif not at_activity and not any(placed):
        yield Finding("3.7.1", activity.line, path, "It is given at neither")
    elif not at_activity and not all(placed):
        line = activity.transactions[placed.index(False)].line
        yield Finding("3.7.2", line, path, "This transaction has none")
