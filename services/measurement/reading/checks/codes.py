"""Codes of IATI's lists: whether they are codes at all, and still were on the day of what says them.

Publishers say the same few combinations again and again, so each is looked into once for a file.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from services.measurement.reading.activity_dates import ACTUAL_START, PLANNED_START
from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.checks.coded import LANGUAGES, OF_ACTIVITY, OF_TRANSACTION, Element, Site, of_terms
from services.measurement.reading.codelists import CodeList, Lists
from services.measurement.reading.findings import Finding
from services.measurement.reading.normalise import unlined
from services.measurement.reading.source import Activity, Transaction
from shared import hints

UNKNOWN, WITHDRAWN = "harambee-code", "harambee-withdrawn-code"
LONGEST_SAID = 60
MOST_KEPT = 10_000


class Doubt(NamedTuple):
    """A code that is not in use now: its place and list, and since when, None where it never was."""

    site: Site
    code: str
    name: str
    since: str | None


class Placed(NamedTuple):
    """Something that has codes, with their combination, its path, and the day on which they have to be in use."""

    item: Any
    combination: Hashable
    path: str
    day: str


def check_codes(activity: Activity, path: str, basis: Basis) -> Iterator[Finding]:
    """Check all codes of an activity but those of its transactions by the lists that are known."""
    if not basis.lists.known:
        return
    for element in OF_ACTIVITY:
        items = element.items(activity)
        if items and not _right(element, basis.lists).issuperset(map(element.combination, items)):
            day = _start(activity) or basis.today.isoformat()
            placed = [Placed(item, element.combination(item), f"{path}{element.path}", day) for item in items]
            yield from _look(element, placed, activity.line, basis.lists)


def check_codes_of_transactions(
    activity: Activity, said: Iterable[tuple[Any, ...]], path: str, basis: Basis
) -> Iterator[Finding]:
    """Check all codes of the transactions of an activity; `said` is what `TransactionTermsBuilder.said` gives."""
    if not basis.lists.known:
        return
    right, known = _right(OF_TRANSACTION, basis.lists), basis.lists.doubts.setdefault(OF_TRANSACTION.path, {})
    other = {one for one in map(of_terms, said) if one not in right}
    if not other:
        return
    latest = max(one.date for one in activity.transactions)
    if all(one in known and all(doubt.since and doubt.since > latest for doubt in known[one]) for one in other):
        return
    placed = (
        Placed(one, _combination(one, activity), f"{path}/transaction[{number}]", one.date)
        for number, one in enumerate(activity.transactions, 1)
    )
    yield from _look(OF_TRANSACTION, placed, activity.line, basis.lists)


def _combination(one: Transaction, activity: Activity) -> Hashable:
    own = one.value.currency if one.value else ""
    return of_terms((own or activity.currency, *unlined(one)))


def _right(element: Element, lists: Lists) -> set[Any]:
    return lists.right.setdefault(element.path, set())


def _start(activity: Activity) -> str:
    dates = dict(reversed(activity.dates))
    return dates.get(ACTUAL_START) or dates.get(PLANNED_START) or ""


def _look(element: Element, placed: Iterable[Placed], line: int, lists: Lists) -> Iterator[Finding]:
    """Say what is wrong with codes, each once; `line` is that of items without one."""
    right = _right(element, lists)
    told: set[tuple[str, str]] = set()
    for one in placed:
        if one.combination in right:
            continue
        for doubt in _doubts_of(element, one, lists):
            ended = doubt.since is not None and doubt.since <= one.day
            if (ended or doubt.since is None) and (doubt.site.path, doubt.code) not in told:
                told.add((doubt.site.path, doubt.code))
                rule, detail = (WITHDRAWN, _ended(doubt)) if ended else (UNKNOWN, _unknown(doubt, lists.known))
                yield Finding(rule, getattr(one.item, "line", line), f"{one.path}/{doubt.site.path}", detail)


def _doubts_of(element: Element, one: Placed, lists: Lists) -> Sequence[Doubt]:
    known = lists.doubts.setdefault(element.path, {})
    found: Sequence[Doubt] | None = known.get(one.combination)
    if found is None:
        found = tuple(_doubts(element, one.item, lists.known))
        if found and len(known) < MOST_KEPT:
            known[one.combination] = found
        elif not found and len(lists.right[element.path]) < MOST_KEPT:
            lists.right[element.path].add(one.combination)
    return found


def _doubts(element: Element, item: Any, known: Mapping[str, CodeList]) -> Iterator[Doubt]:
    for site in element.sites:
        for vocabulary, code in site.codes(item):
            name = site.lists.get(vocabulary, "")
            if not code or name not in known or code in known[name].codes:
                continue
            since = known[name].withdrawn.get(code)
            if since is not None or (known[name].complete and not site.own_rule):
                yield Doubt(site, code, name, since)


def _ended(doubt: Doubt) -> str:
    return f"{doubt.code} of {doubt.name} was withdrawn" + (f" on {doubt.since}" if doubt.since else "")


def _unknown(doubt: Doubt, known: Mapping[str, CodeList]) -> str:
    short = doubt.code if len(doubt.code) <= LONGEST_SAID else f"{doubt.code[:LONGEST_SAID]}…"
    return f"{short} is no code of {doubt.name}{_hint(doubt.site, doubt.code, doubt.name, known)}"


def _hint(site: Site, code: str, name: str, known: Mapping[str, CodeList]) -> str:
    if name == LANGUAGES:
        return hints.language(code)
    for vocabulary, other in site.lists.items():
        if vocabulary and other != name and other in known and code in known[other].codes:
            return f"; it is one of vocabulary {vocabulary}"
    return hints.code(code, known[name].codes)
