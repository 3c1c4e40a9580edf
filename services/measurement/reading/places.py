"""Where the money of an activity goes: countries and regions with percentages."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from services.measurement.reading.records import Recipients
from services.measurement.reading.source import Activity, Share, Transaction
from services.measurement.reading.values import HUNDRED, percentage, plain
from shared.standards import countries

DAC = "1"
"""IATI's RegionVocabulary, also its SectorVocabulary: the OECD's codes; an empty one means the same."""

UNALLOCATED = ""
"""The code of money that falls to no recipient: none is said, or its percentage is not."""
EVERYWHERE: Recipients = ((UNALLOCATED, HUNDRED),)
EXACT_PLACES = Decimal("0.0001")
"""Sums of percentages are compared at four decimal places, as IATI's validator does: three times 33.33333 is 100."""


def recipients_of(activity: Activity) -> Recipients:
    """Give the recipients of an activity: countries, and regions of one vocabulary.

    What the percentages leave open is unallocated: a recipient whose own is missing or none between 0 and 100, or that
    is no country, and all of them where they add up to more than 100.
    """
    regions = next(by_vocabulary(activity.regions), ())
    found = [(country_code(share), share.percentage) for share in activity.countries]
    found += [(region_code(share), share.percentage) for share in regions]
    if len(found) == 1 and not found[0][1]:
        return ((found[0][0], HUNDRED),)
    weights: dict[str, Decimal] = {}
    for code, text in found:
        weight = percentage(text)
        if code and weight and 0 < weight <= HUNDRED:
            weights[code] = weights.get(code, Decimal(0)) + weight
    left = HUNDRED - sum(weights.values(), Decimal(0))
    if is_whole(HUNDRED - left):
        left = Decimal(0)
    if left < 0 or not weights:
        return EVERYWHERE
    rest = {UNALLOCATED: left} if left else {}
    return tuple((code, Decimal(plain(weight))) for code, weight in (weights | rest).items())


def parts_of(shares: Sequence[Share]) -> tuple[Share, ...]:
    """Give each code once, with what falls to it altogether; one to which nothing falls is left out."""
    if len({(share.code, share.vocabulary or DAC) for share in shares}) == len(shares) and not any(
        map(_is_nothing, shares)
    ):
        return tuple(shares)
    found: dict[tuple[str, str], Share] = {}
    for share in shares:
        if _is_nothing(share):
            continue
        key = share.code, share.vocabulary or DAC
        before = found.setdefault(key, share)
        first, more = percentage(before.percentage), percentage(share.percentage)
        if before is not share and first is not None and more is not None:
            found[key] = replace(before, percentage=plain(first + more))
    return tuple(found.values())


def _is_nothing(share: Share) -> bool:
    return percentage(share.percentage) == 0


def is_whole(total: Decimal) -> bool:
    """Say whether percentages add up to 100."""
    return total.quantize(EXACT_PLACES) == HUNDRED


def country_code(share: Share) -> str:
    """Give the code of a country, none where it is no country."""
    return share.code if share.code in countries() else UNALLOCATED


def recipient_of(transaction: Transaction) -> Recipients | None:
    """Give the recipient that a transaction itself names."""
    if transaction.country is not None:
        return ((country_code(transaction.country), HUNDRED),)
    return ((region_code(transaction.region), HUNDRED),) if transaction.region is not None else None


def region_code(share: Share) -> str:
    """Give the OECD's code of a region; codes of other vocabularies follow the vocabulary's number and a hyphen."""
    return share.code if share.vocabulary in {"", DAC} else f"{share.vocabulary}-{share.code}"


def by_vocabulary(shares: Sequence[Share]) -> Iterator[tuple[Share, ...]]:
    """Group by vocabulary: each says the same in other words. The OECD's comes first."""
    names = dict.fromkeys(share.vocabulary or DAC for share in shares)
    for name in sorted(names, key=lambda name: name != DAC):
        yield tuple(share for share in shares if (share.vocabulary or DAC) == name)
