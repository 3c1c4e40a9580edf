"""Exchange rates as they are sent as tables: those of the ECB, the IMF and the OECD, and a plain list.

The heading tells which it is. Of the IMF's and the OECD's tables, as their data portals give them, these columns are
read: `Date, Rate, Currency`, and `LOCATION, TIME, Value`.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pycountry
from babel.numbers import get_territory_currencies

from services.measurement.facts.rates.rules.currencies import DOLLAR, EURO
from services.measurement.facts.rates.rules.money import ECB, Rate
from services.measurement.reading.values import day, decimal
from shared import hints
from shared.errors import Fault
from shared.standards import currencies

NOT_GIVEN = frozenset({"", "N/A"})


class Given(NamedTuple):
    """A rate that was sent: the currency and what a dollar is worth in it."""

    currency: str
    rate: Rate


class Sheet(NamedTuple):
    """What a table holds, and all that is wrong with it."""

    rates: list[Given]
    faults: list[Fault]


def read_table(text: str, source: str | None = None) -> Sheet:
    """Read a table of rates; `source` is who says them, where the table does not and nobody is known by its form."""
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    header = [cell.strip() for cell in next(lines, [])]
    names = {name.casefold(): place for place, name in enumerate(header)}
    for form in FORMS:
        if form.columns <= names.keys():
            return _read_rows(form, names, lines, source)
    return _read_ecb(header, lines)


class Form(NamedTuple):
    """A table with one rate a row: its columns, and who says its rates."""

    columns: frozenset[str]
    currency: str
    day: str
    units: str
    source: str | None


FORMS = (
    Form(frozenset({"currency", "date", "units_per_usd"}), "currency", "date", "units_per_usd", None),
    Form(frozenset({"date", "rate", "currency"}), "currency", "date", "rate", "International Monetary Fund"),
    Form(frozenset({"location", "time", "value"}), "location", "time", "value", "OECD, annual averages"),
)


def _read_rows(form: Form, names: Mapping[str, int], lines: Iterable[list[str]], source: str | None) -> Sheet:
    found: list[Given] = []
    faults: list[Fault] = []
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in names.items()}
        said = row.get("source") if form.source is None else form.source
        given, wrong = _given(form, row, source or said or "", number)
        found += given
        faults += wrong
    return Sheet(found, faults)


def _given(form: Form, row: Mapping[str, str], source: str, number: int) -> tuple[list[Given], list[Fault]]:
    text, written = row[form.units], row[form.day]
    named = row[form.currency].upper()
    code = _currency_of(named, written) if form.currency == "location" else named
    if code is None or code == DOLLAR or text in NOT_GIVEN:
        return [], []
    moment = day(f"{written}-01-01" if len(written) == 4 else written)
    value = decimal(text)
    faults = []
    if code not in currencies():
        faults.append(Fault(f"/{number}/{form.currency}", "unknown_currency", f"{code} is no currency"))
    if moment is None:
        detail = f"{written or 'Nothing'} is no date: YYYY-MM-DD"
        faults.append(Fault(f"/{number}/{form.day}", "invalid_date", detail))
    if value is None or value <= 0:
        faults.append(Fault(f"/{number}/{form.units}", "invalid_rate", f"{text} is no number above 0"))
    if not source:
        faults.append(Fault(f"/{number}/source", "missing", "Who says it? Add a column source, or say ?source="))
    if faults or moment is None or value is None:
        return [], faults
    return [Given(code, Rate(moment, value, source))], []


def _currency_of(country: str, year: str) -> str | None:
    """Give the money of a country (alpha-3) in a year; None for groups of countries, and where it had none alone."""
    found = pycountry.countries.get(alpha_3=country)
    if found is None or not year[:4].isdecimal():
        return None
    middle = date(int(year[:4]), 7, 1)
    money = get_territory_currencies(found.alpha_2, middle, middle, tender=True)
    return money[0] if money else None


def _read_ecb(header: list[str], lines: Iterable[list[str]]) -> Sheet:
    """Read a table whose first column is the day and whose others are units of a currency per euro."""
    faults = list(_heading_faults(header))
    if faults:
        return Sheet([], faults)
    found: list[Given] = []
    for number, cells in enumerate(lines, 2):
        if any(cell.strip() for cell in cells):
            rates, wrong = _line(header, [cell.strip() for cell in cells], number)
            found += rates
            faults += wrong
    return Sheet(found, faults)


def _heading_faults(header: list[str]) -> Iterator[Fault]:
    if not header or header[0].casefold() != "date":
        yield Fault("/1/1", "unknown_column", "The first column is Date")
    if DOLLAR not in header:
        yield Fault("/1", "missing_column", "There is no column USD, by which euros become dollars")
    for place, name in enumerate(header[1:], 2):
        if name and name not in currencies():
            yield Fault(f"/1/{place}", "unknown_currency", f"{name} is no currency{hints.currency(name)}")


def _line(header: list[str], cells: list[str], number: int) -> tuple[list[Given], list[Fault]]:
    moment = day(cells[0])
    faults = (
        [] if moment else [Fault(f"/{number}/1", "invalid_date", f"{cells[0] or 'Nothing'} is no date: YYYY-MM-DD")]
    )
    per_euro: dict[str, Decimal] = {EURO: Decimal(1)}
    for place, (name, text) in enumerate(zip(header[1:], cells[1:], strict=False), 2):
        value = decimal(text)
        if name and text not in NOT_GIVEN:
            if value is None or value <= 0:
                faults.append(Fault(f"/{number}/{place}", "invalid_rate", f"{text} is no number above 0"))
            else:
                per_euro[name] = value
    dollars = per_euro.get(DOLLAR)
    if dollars is None and not faults:
        faults.append(Fault(f"/{number}", "missing_rate", "There is no rate of USD on this day"))
    if faults or moment is None or dollars is None:
        return [], faults
    others = [(name, units) for name, units in per_euro.items() if name != DOLLAR]
    return [
        Given(name, Rate(moment, (units / dollars).quantize(Decimal("1e-12")).normalize(), ECB))
        for name, units in others
    ], []
