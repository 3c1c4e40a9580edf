"""Amounts and their currencies."""

from collections.abc import Iterator

from services.measurement.reading.findings import Finding
from services.measurement.reading.source import Value
from services.measurement.reading.values import decimal, exceeds_decimals
from shared import hints
from shared.standards import currencies, minor_digits


def check_currency(value: Value, default: str, path: str) -> Iterator[Finding]:
    """Check that an amount has a currency, or its activity a default; a wrong default is found at the activity."""
    if not (value.currency or default):
        yield Finding("7.8.1", value.line, f"{path}/@currency", "There is neither")
    elif value.currency and value.currency not in currencies():
        yield unknown_currency(value.currency, value.line, f"{path}/@currency")


def check_decimals(amount: str, currency: str, line: int, path: str) -> Iterator[Finding]:
    """Check that an amount has no more decimals than its currency; zeros at the end do not count."""
    if currency in currencies() and decimal(amount) is not None and exceeds_decimals(amount, currency):
        detail = f"{amount} has more than the {minor_digits(currency)} decimals of {currency}"
        yield Finding("harambee-decimals", line, path, detail)


def unknown_currency(code: str, line: int, path: str) -> Finding:
    """Find that a currency is none."""
    return Finding("harambee-currency", line, path, f"{code} is no currency{hints.currency(code)}")
