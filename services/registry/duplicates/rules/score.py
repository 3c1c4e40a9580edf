"""Whether two entries of the registry may be one organisation: a score, and the reasons for it.

The score begins with the names: the most alike of any name of the one and any name of the other, in whatever language.
What else is the same takes away part of what is missing to 1, as far as `WEIGHTS` says. Another country takes away
`OTHER_COUNTRY` of everything, for ministries of all countries are called alike; not where an identifier is the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from services.registry.duplicates.rules import names
from services.registry.duplicates.rules.names import Name

WEIGHTS: Mapping[str, float] = {"identifier": 0.95, "website": 0.4, "country": 0.1, "parent": 0.05}
"""How far what is the same closes the gap to certainty. Ministries share a portal, and parts share a parent."""

OTHER_COUNTRY = 0.4

THRESHOLD = 0.75
"""Who scores less is no candidate. Names must be alike by half then, or an identifier the same."""

LEAST_SHARED = 0.34
"""So much of a name's weight is in the other one too, wherever names alone make two entries candidates."""

NOT_WORTH_SAYING = 0.3
"""Names that are less alike are no reason."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is compared of an organisation."""

    key: str
    names: tuple[Name, ...]
    identifiers: frozenset[str] = frozenset()
    host: str | None = None
    country: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two entries may be, or may not be, one organisation."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entries that may be one organisation."""

    left: str
    right: str
    score: float
    reasons: tuple[Reason, ...]


def entry(
    key: str,
    texts: Iterable[str],
    *,
    acronyms: Iterable[str] = (),
    identifiers: Iterable[str] = (),
    website: str | None = None,
    country: str | None = None,
    parent: str | None = None,
) -> Entry:
    """Make an entry ready to be compared; `identifiers` are all it has or had, with their schemes."""
    return Entry(key, names.read(texts, acronyms), frozenset(identifiers), host(website), country, parent)


def host(website: str | None) -> str | None:
    """Name the machine of a website."""
    found = urlsplit(website or "").hostname
    return found.removeprefix("www.") if found else None


def score(one: Entry, other: Entry) -> float:
    """Score two entries, 0 to 1, to two decimals."""
    alike = max((names.similarity(first, second) for first in one.names for second in other.names), default=0.0)
    missing = 1.0 - alike
    for code in _same(one, other):
        missing *= 1.0 - WEIGHTS[code]
    found = 1.0 - missing
    if _elsewhere(one, other) and one.identifiers.isdisjoint(other.identifiers):
        found *= 1.0 - OTHER_COUNTRY
    return round(found, 2)


def candidate(one: Entry, other: Entry, least: float = THRESHOLD) -> Candidate | None:
    """Say with which score and why two entries may be one organisation, or nothing where they hardly are."""
    found = score(one, other)
    return Candidate(one.key, other.key, found, tuple(_reasons(one, other))) if found >= least else None


def _same(one: Entry, other: Entry) -> Iterable[str]:
    if not one.identifiers.isdisjoint(other.identifiers):
        yield "identifier"
    for code, mine, theirs in (
        ("website", one.host, other.host),
        ("country", one.country, other.country),
        ("parent", one.parent, other.parent),
    ):
        if mine is not None and mine == theirs:
            yield code


def _elsewhere(one: Entry, other: Entry) -> bool:
    return None not in {one.country, other.country} and one.country != other.country


def _reasons(one: Entry, other: Entry) -> Iterable[Reason]:
    yield from _reasons_of_names(one, other)
    details = {
        "identifier": f"Both have or had {', '.join(sorted(one.identifiers & other.identifiers))}",
        "website": f"Both are at {one.host}",
        "country": f"Both are in {one.country}",
        "parent": f"Both are part of {one.parent}",
    }
    for code in _same(one, other):
        yield Reason(code, details[code])
    if _elsewhere(one, other):
        yield Reason("other_country", f"One is in {one.country}, the other in {other.country}")


def _reasons_of_names(one: Entry, other: Entry) -> Iterable[Reason]:
    pairs = [(names.similarity(first, second), first, second) for first in one.names for second in other.names]
    alike, first, second = max(pairs, key=lambda pair: pair[0], default=(0.0, None, None))
    if first is None or second is None or alike < NOT_WORTH_SAYING:
        return
    if alike == 1.0 and not (first.short or second.short):
        yield Reason("same_name", f"Both are called “{first.shown}”")
    elif first.words == second.words:
        yield Reason("acronym", f"Both are called “{first.text.upper()}” for short")
    elif second.text == first.acronym or first.text == second.acronym:
        short, long = sorted((first, second), key=lambda name: len(name.text))
        yield Reason("acronym", f"“{short.text.upper()}” is the acronym of “{long.shown}”")
    else:
        yield Reason("similar_name", f"“{first.shown}” and “{second.shown}” are alike by {alike:.0%}")
