"""What money a code is of on a day: the US dollar and what is a dollar by law."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from services.measurement.reference import facts

DOLLAR, EURO = "USD", "EUR"


class Dollar(NamedTuple):
    """From when on a unit of a currency is one US dollar, and who says so."""

    since: date
    source: str


@cache
def dollars() -> Mapping[str, Dollar]:
    """Give the currencies that are worth one US dollar by what they are: they need no rate, and none grows too old."""
    at_par = {
        one["code"]: Dollar(date.fromisoformat(one["from"]), f"at par with {DOLLAR}")
        for one in facts("currency-history")["par"]
        if one["with"] == DOLLAR
    }
    return {DOLLAR: Dollar(date.min, "US dollar"), **at_par}
