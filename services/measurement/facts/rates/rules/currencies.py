"""What money a code is of on a day: codes begin and end, published series stand under wrong ones, some are dollars."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from babel.core import get_global

from services.measurement.reference import facts
from shared.standards import withdrawn_currencies

DOLLAR, EURO = "USD", "EUR"
FIRST, LAST = date.min, date.max


class Dollar(NamedTuple):
    """On which days a unit of a currency is one US dollar, and who says so."""

    since: date
    until: date
    source: str


class Meaning(NamedTuple):
    """What money a series is of on some days: its code, and how many of its units are one of the series."""

    code: str
    factor: Decimal = Decimal(1)
    since: date = FIRST
    until: date = LAST


@cache
def dollars() -> Mapping[str, Dollar]:
    """Give the currencies that are worth one US dollar by what they are: they need no rate, and none grows too old."""
    at_par = {
        one["code"]: Dollar(
            date.fromisoformat(one["from"]), withdrawn_currencies().get(one["code"], LAST), f"at par with {DOLLAR}"
        )
        for one in facts("currency-history")["par"]
        if one["with"] == DOLLAR
    }
    return {DOLLAR: Dollar(FIRST, LAST, "US dollar"), **at_par}


def is_dollar(currency: str, day: date) -> bool:
    """Say whether a unit of a currency is one US dollar on a day."""
    found = dollars().get(currency)
    return found is not None and found.since <= day <= found.until


def was_money(currency: str, day: date) -> bool:
    """Say whether a code was money on a day; what ISO 4217 has not withdrawn is money on all days."""
    until = withdrawn_currencies().get(currency)
    return until is None or _first_days().get(currency, FIRST) <= day <= until


@cache
def _first_days() -> Mapping[str, date]:
    """Give the first day of each currency in any country, as CLDR has it."""
    first: dict[str, date] = {}
    for rows in get_global("territory_currencies").values():
        for code, start, *_ in rows:
            first[code] = min(first.get(code, LAST), date(*start) if start else FIRST)
    return first


def money_of(series: str, day: date) -> Iterator[Meaning]:
    """Give the money that a series of the IMF's table is of on a day: none, or one under its own code or another."""
    for one in _meanings().get(series) or (Meaning(series),):
        if one.since <= day <= one.until:
            yield one


@cache
def _meanings() -> Mapping[str, list[Meaning]]:
    found: defaultdict[str, list[Meaning]] = defaultdict(list)
    for one in facts("currency-history")["series"]:
        since, until = (date.fromisoformat(one[name]) if name in one else None for name in ("from", "to"))
        meaning = Meaning(one["code"], Decimal(one.get("factor", 1)), since or FIRST, until or LAST)
        found[one["series"]].append(meaning)
    return found


@cache
def at_par() -> Mapping[str, list[tuple[str, date]]]:
    """Give what is at par with a currency other than the dollar, each with its first day."""
    found: defaultdict[str, list[tuple[str, date]]] = defaultdict(list)
    for one in facts("currency-history")["par"]:
        if one["with"] != DOLLAR:
            found[one["with"]].append((one["code"], date.fromisoformat(one["from"])))
    return found


@cache
def joined_euro() -> Mapping[str, date]:
    """Give the predecessors of the euro, each with the day from which it is a fixed part of it."""
    return {one["code"]: date.fromisoformat(one["since"]) for one in facts("currency-history")["euro"]}
