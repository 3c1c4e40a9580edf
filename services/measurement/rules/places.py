"""Where the money of an activity goes: countries and regions with percentages."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.measurement.rules.money import HUNDRED
from services.measurement.rules.records import Recipients
from services.measurement.rules.reported import Activity, Share, Transaction
from services.measurement.rules.values import percentage

DAC = "1"
"""IATI's RegionVocabulary, also its SectorVocabulary: the OECD's codes; an empty one means the same."""

EVERYWHERE: Recipients = (("", HUNDRED),)


def recipients_of(activity: Activity) -> Recipients:
    """Give the recipients of an activity that was found right: countries, and regions of one vocabulary."""
    regions = next(by_vocabulary(activity.regions), ())
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


def by_vocabulary(shares: Sequence[Share]) -> Iterator[tuple[Share, ...]]:
    """Group by vocabulary: each says the same in other words. The OECD's comes first."""
    names = dict.fromkeys(share.vocabulary or DAC for share in shares)
    for name in sorted(names, key=lambda name: name != DAC):
        yield tuple(share for share in shares if (share.vocabulary or DAC) == name)
