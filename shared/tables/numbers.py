"""Numbers of cells as their decimal digits: what was typed, not what a binary fraction makes of it."""

import math
from decimal import Decimal, InvalidOperation
from functools import lru_cache

DIGITS = 15
"""So many significant digits every spreadsheet shows and keeps."""
NEAR = 4
"""A sum that was meant as a number of few digits misses it by no more than so many units in the last binary place."""
LARGEST = 10**300


@lru_cache(maxsize=10_000)
def digits(text: str) -> str | None:
    """Write a number of a workbook as `xsd:decimal`, None where it is none.

    Programs write up to 17 digits of a binary fraction: 1234567.8899999999 is 1234567.89, as it was typed and is
    shown, and 0.30000000000000004, which is what 0.1 + 0.2 gives, is 0.3.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) > LARGEST:
        return None
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}" if value else "0"
    return _fraction(float(text))


def _fraction(binary: float) -> str:
    short = f"{binary:.{DIGITS}g}"
    meant = short if abs(float(short) - binary) <= NEAR * math.ulp(binary) else repr(binary)
    return f"{Decimal(meant):f}"


def percent(text: str) -> str | None:
    """Write a number that is shown as a percentage as it is shown: 0.6 is 60."""
    found = digits(text)
    if found is None:
        return None
    value = (Decimal(found) * 100).normalize()
    return f"{value:f}"
