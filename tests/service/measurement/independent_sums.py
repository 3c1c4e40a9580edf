"""Sums of IATI files by year, transaction type and recipient, in USD: written apart from the service, to confirm it.

Knows nothing of the service: standard library alone, the whole tree in memory, its own look-up of rates.
`python independent_sums.py RATES.csv.gz FILE...` prints them.
"""

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

Sums = dict[tuple[int, str, str], Decimal]


def read_rates(path: Path) -> dict[str, list[tuple[str, Decimal]]]:
    """Give month ends and units per USD by currency."""
    rates: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            rates[row["currency"]].append((row["date"], Decimal(row["units_per_usd"])))
    return rates


def in_usd(amount: Decimal, currency: str, day: str, rates: dict[str, list[tuple[str, Decimal]]]) -> Decimal:
    """Convert at the latest month end that is not after the day."""
    latest = None
    for month_end, units in rates[currency]:
        if month_end <= day:
            latest = units
    assert latest is not None, f"no rate for {currency} on {day}"
    return amount / latest


def places(activity: ET.Element, transaction: ET.Element) -> list[tuple[str, Decimal]]:
    """Say where a transaction goes, in hundredths."""
    for name in ("recipient-country", "recipient-region"):
        own = transaction.find(name)
        if own is not None:
            return [(code_of(own), Decimal(100))]
    named = activity.findall("recipient-country")
    regions = activity.findall("recipient-region")
    if regions:
        first = regions[0].get("vocabulary", "1")
        named = named + [region for region in regions if region.get("vocabulary", "1") == first]
    return [(code_of(one), Decimal(one.get("percentage") or 100)) for one in named]


def code_of(place: ET.Element) -> str:
    """Give a code, of another list than IATI's with its vocabulary before it."""
    vocabulary = place.get("vocabulary") or "1"
    code = place.get("code", "")
    return code if place.tag == "recipient-country" or vocabulary == "1" else f"{vocabulary}-{code}"


def sums(path: Path, rates: dict[str, list[tuple[str, Decimal]]], without: Collection[str]) -> Sums:
    """Add up one file, without the activities of these identifiers."""
    found: Sums = defaultdict(Decimal)
    for activity in ET.parse(path).getroot().findall("iati-activity"):
        if (activity.findtext("iati-identifier") or "").strip() in without:
            continue
        for transaction in activity.findall("transaction"):
            value = transaction.find("value")
            kind, dated = transaction.find("transaction-type"), transaction.find("transaction-date")
            assert value is not None
            assert kind is not None
            assert dated is not None
            day = dated.get("iso-date", "")
            currency = value.get("currency") or activity.get("default-currency", "")
            usd = in_usd(Decimal((value.text or "").strip()), currency, value.get("value-date") or day, rates)
            for code, hundredths in places(activity, transaction):
                if hundredths:
                    found[int(day[:4]), kind.get("code", ""), code] += usd * hundredths / 100
    return found


if __name__ == "__main__":
    table = read_rates(Path(sys.argv[1]))
    for file in sys.argv[2:]:
        for key, usd in sorted(sums(Path(file), table, ()).items()):
            sys.stdout.write(f"{Path(file).stem} {key[0]} {key[1]} {key[2]} {usd:.2f}\n")
