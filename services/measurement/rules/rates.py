"""Exchange rates as they are sent: JSON, or a table of units per euro as the European Central Bank publishes it."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from services.measurement.rules.money import Rate
from services.measurement.rules.values import day, decimal
from shared import hints
from shared.errors import Fault
from shared.standards import currencies

EURO, DOLLAR = "EUR", "USD"
NOT_GIVEN = frozenset({"", "N/A"})
ECB = "European Central Bank, euro reference rates"


class Given(NamedTuple):
    """A rate that was sent: the currency and what a dollar is worth in it."""

    currency: str
    rate: Rate


class Sheet(NamedTuple):
    """What a table holds, and all that is wrong with it."""

    rates: list[Given]
    faults: list[Fault]


def read_ecb(text: str) -> Sheet:
    """Read a table whose first column is the day and whose others are units of a currency per euro."""
    lines = csv.reader(text.lstrip("\ufeff").splitlines())
    header = [cell.strip() for cell in next(lines, [])]
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
