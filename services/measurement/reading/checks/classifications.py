"""Sectors, policy markers and types of aid."""

from collections.abc import Iterator, Sequence

from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.checks.percentages import check_range, check_whole
from services.measurement.reading.findings import Finding
from services.measurement.reading.places import DAC, by_vocabulary
from services.measurement.reading.source import Activity, Marker

OWN_SECTORS = frozenset({"98", "99"})
OWN_MARKERS = "99"
"""Vocabularies of the reporting organisation itself."""


def check_sector_levels(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check that sectors are said, at the activity or at all its transactions."""
    place = f"{path}/sector"
    said = [bool(one.sectors) for one in activity.transactions]
    if not activity.sectors and not any(said):
        yield Finding("6.2.2", activity.line, place, "There is none")
    if activity.sectors and any(said):
        line = activity.transactions[said.index(True)].line
        yield Finding("6.6.2", line, place, "They are given at both")
    if not activity.sectors and said and not all(said):
        line = activity.transactions[said.index(False)].line
        yield Finding("6.7.2", line, f"{path}/transaction/sector", "This transaction has none")


def check_sectors(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check that the sectors of each vocabulary make up the whole."""
    place = f"{path}/sector"
    for sectors in by_vocabulary(activity.sectors):
        # The condition of IATI's rule never comes true for other vocabularies, where several wholes are common.
        wrong_sum = "2.1.2" if sectors[0].vocabulary in {"", DAC} else None
        yield from check_whole(sectors, place, ("2.1.1", wrong_sum, "2.1.4"))
    yield from check_range(activity.sectors, path, "12.3.1")
    own = [one for one in activity.sectors if one.vocabulary in OWN_SECTORS]
    if sum(one.narrated for one in own) < len(own):
        yield Finding("2.2.1", own[0].line, place, "One of them has none")
    if activity.sectors and all(one.vocabulary not in {"", DAC} for one in activity.sectors):
        yield Finding("102.1.1", activity.sectors[0].line, place, "There is none")


def check_markers(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check that policy markers say what they have to."""
    for one in activity.markers:
        if one.vocabulary in {"", DAC} and one.significance is None:
            yield Finding("6.14.1", one.line, f"{path}/policy-marker/@significance", "It is missing")
        if one.vocabulary == OWN_MARKERS and not one.narrated:
            yield Finding("6.13.1", one.line, f"{path}/policy-marker", "It has none")


def check_aid_types(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check that types of aid are of the OECD's vocabulary, and one of each."""
    yield from _check_types(activity.aid_types, f"{path}/default-aid-type", "107.1.1", "107.1.2")
    types = [transaction.aid_types for transaction in activity.transactions]
    yield from _check_dac([one for several in types for one in several], f"{path}/transaction/aid-type", "107.2.1")
    for number, several in enumerate(types, 1):
        if len(several) > 1:
            yield from _check_once(several, f"{path}/transaction[{number}]/aid-type", "107.2.2")


def _check_types(types: Sequence[Marker], path: str, without: str, twice: str) -> Iterator[Finding]:
    yield from _check_dac(types, path, without)
    yield from _check_once(types, path, twice)


def _check_dac(types: Sequence[Marker], path: str, rule: str) -> Iterator[Finding]:
    if types and all(one.vocabulary not in {"", DAC} for one in types):
        yield Finding(rule, types[0].line, path, "There is none")


def _check_once(types: Sequence[Marker], path: str, rule: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for one in types:
        vocabulary = one.vocabulary or DAC
        if vocabulary in seen:
            yield Finding(rule, one.line, path, f"Vocabulary {vocabulary} is there twice")
        seen.add(vocabulary)
