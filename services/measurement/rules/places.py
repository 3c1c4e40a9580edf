"""Where the money of an activity goes: countries and regions with percentages."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.measurement.rules.findings import Finding
from services.measurement.rules.money import HUNDRED
from services.measurement.rules.records import Recipients
from services.measurement.rules.reported import Activity, Share, Transaction
from services.measurement.rules.values import percentage
from shared.standards import countries, nearest

DAC = "1"
"""IATI's RegionVocabulary, also its SectorVocabulary: the OECD's codes; an empty one means the same."""

EVERYWHERE: Recipients = (("", HUNDRED),)


def check_places(activity: Activity, path: str) -> Iterator[Finding]:
    """Check recipient countries, regions and sectors of an activity."""
    yield from _check_codes(activity.countries, path)
    if activity.countries and not activity.regions:
        yield from _check_whole(activity.countries, f"{path}/recipient-country", ("3.1.1", "3.1.2", "3.1.4"))
    for regions in _by_vocabulary(activity.regions):
        together = (*activity.countries, *regions)
        yield from _check_whole(together, f"{path}/recipient-region", ("3.4.1", "3.4.2", "3.4.4"))
    yield from _check_range((*activity.countries, *activity.regions), path, "12.1.1")
    yield from _check_range(activity.sectors, path, "12.3.1")
    for sectors in _by_vocabulary(activity.sectors):
        if len(sectors) > 1 and _sum(sectors) not in {HUNDRED, None}:
            yield Finding("2.1.2", sectors[0].line, f"{path}/sector/@percentage", f"They add up to {_sum(sectors)}")
    yield from _check_level(activity, path)


def _check_codes(shares: Sequence[Share], path: str) -> Iterator[Finding]:
    for share in shares:
        if share.code not in countries():
            detail = f"{share.code or 'nothing'} is no country{nearest(share.code, countries())}"
            yield Finding("harambee-country", share.line, f"{path}/recipient-country/@code", detail)


def _check_whole(shares: Sequence[Share], path: str, rules: tuple[str, str, str]) -> Iterator[Finding]:
    missing, wrong_sum, single = rules
    line, path = shares[0].line, f"{path}/@percentage"
    total = _sum(shares)
    if len(shares) == 1:
        if shares[0].percentage and total != HUNDRED:
            yield Finding(single, line, path, f"It is {shares[0].percentage}")
    elif total is None:
        yield Finding(missing, line, path, f"{len(shares)} recipients, and not all have a percentage")
    elif total != HUNDRED:
        yield Finding(wrong_sum, line, path, f"They add up to {total}")


def _check_range(shares: Sequence[Share], path: str, rule: str) -> Iterator[Finding]:
    for share in shares:
        if not share.percentage:
            continue
        value = percentage(share.percentage)
        if value is None:
            yield Finding("harambee-percentage", share.line, f"{path}/*/@percentage", f"It is {share.percentage}")
        elif not 0 <= value <= HUNDRED:
            yield Finding(rule, share.line, f"{path}/*/@percentage", f"It is {share.percentage}")


def _check_level(activity: Activity, path: str) -> Iterator[Finding]:
    at_activity = bool(activity.countries or activity.regions)
    placed = [bool(one.country or one.region) for one in activity.transactions]
    if at_activity and any(placed):
        line = activity.transactions[placed.index(True)].line
        yield Finding("3.6.2", line, path, "They are given at both")
    elif not at_activity and not (placed and all(placed)):
        yield Finding("3.7.1", activity.line, path, "It is given at neither, or not at all transactions")


def check_place(transaction: Transaction, path: str) -> Iterator[Finding]:
    """Check the recipient country of a transaction."""
    if transaction.country is not None:
        yield from _check_codes([transaction.country], path)


def recipients_of(activity: Activity) -> Recipients:
    """Give the recipients of an activity that was found right: countries, and regions of one vocabulary."""
    regions = next(_by_vocabulary(activity.regions), ())
    found = [(share.code, percentage(share.percentage)) for share in activity.countries]
    found += [(region_code(share), percentage(share.percentage)) for share in regions]
    return tuple((code, HUNDRED if weight is None else _plain(weight)) for code, weight in found) or EVERYWHERE


def _plain(weight: Decimal) -> Decimal:
    """Write one value in one way: 100.00 as 100, so that a flow's identity does not follow from how it was typed."""
    return Decimal(f"{weight.normalize():f}")


def recipient_of(transaction: Transaction) -> Recipients | None:
    """Give the recipient that a transaction itself names."""
    if transaction.country is not None:
        return ((transaction.country.code, HUNDRED),)
    return ((region_code(transaction.region), HUNDRED),) if transaction.region is not None else None


def region_code(share: Share) -> str:
    """Give the OECD's code of a region; codes of other vocabularies follow the vocabulary's number and a hyphen."""
    return share.code if share.vocabulary in {"", DAC} else f"{share.vocabulary}-{share.code}"


def _by_vocabulary(shares: Sequence[Share]) -> Iterator[tuple[Share, ...]]:
    """Group by vocabulary: each says the same in other words. The OECD's comes first."""
    names = dict.fromkeys(share.vocabulary or DAC for share in shares)
    for name in sorted(names, key=lambda name: name != DAC):
        yield tuple(share for share in shares if (share.vocabulary or DAC) == name)


def _sum(shares: Sequence[Share]) -> Decimal | None:
    """Add up; None where one has no percentage."""
    values = [percentage(share.percentage) for share in shares]
    return sum((value for value in values if value is not None), Decimal(0)) if None not in values else None
