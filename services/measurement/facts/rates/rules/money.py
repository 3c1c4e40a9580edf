"""Money: conversion at the rate of the value date, and splitting without losing a cent."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cache
from typing import NamedTuple

from services.measurement.facts.rates.rules.currencies import dollars, is_dollar
from services.measurement.reference import facts

CENT = Decimal("0.01")
ONE = Decimal(1)
IMF = "IMF monthly, end of period"
ECB = "European Central Bank, euro reference rates"
CURRENCY_API = "currency-api, daily"
SHIPPED = (IMF, ECB, CURRENCY_API)
"""The sources whose rates ship, in their order of precedence: a later one speaks for months an earlier one lacks."""

FIXED_TO_EURO, REDENOMINATED, PAR = "fixed to EUR", "redenominated to", "at par with"
"""What the sources of rates begin with that follow from another currency's; that one's source stands behind."""


GREATEST_AGE = 92
"""So many days a rate counts where nobody has set another age for its source: a quarter, as month ends lie apart."""

LONGEST_AGE = 1100
"""So many days at most, as may be set for a source: three years."""


class Rate(NamedTuple):
    """How many units of a currency a US dollar was worth on a day, who says so, and for how many days it counts."""

    date: date
    units: Decimal
    source: str = IMF
    age: int = GREATEST_AGE


def rate_on(rates: Sequence[Rate], day: date) -> Rate | None:
    """Give the latest rate on or before a day that still counts then; `rates` are of one currency, by their dates."""
    for place in range(bisect_right(rates, day, key=lambda rate: rate.date) - 1, -1, -1):
        rate = rates[place]
        days = (day - rate.date).days
        if days <= rate.age:
            return rate
        if days > LONGEST_AGE:
            return None
    return None


def rate_of(currency: str, rates: Sequence[Rate], day: date) -> Rate | None:
    """Give the rate of a currency on a day: one for what is a US dollar then, else the latest that still counts."""
    if is_dollar(currency, day):
        return Rate(day, ONE, dollars()[currency].source)
    return rate_on(rates, day)


def is_leap(one: Rate, other: Rate) -> bool:
    """Say whether a currency has moved by a factor over three between two rates of it."""
    return one.units > 3 * other.units or other.units > 3 * one.units


@cache
def listed_leaps(currency: str) -> frozenset[str]:
    """Give the months in which a currency is known to have moved by a factor over three, as YYYY-MM.

    A withdrawn currency has moved when the one that replaced it had, counted back.
    """
    replaced_by = {one["old"]: one["new"] for one in facts("currency-history")["redenominations"]}
    devaluations = facts("devaluations")
    codes = [code for code in (currency, replaced_by.get(currency)) if code in devaluations]
    return frozenset(month for code in codes for month in devaluations[code]["months"])


def to_usd(amount: Decimal, rate: Rate) -> Decimal:
    """Convert, to the cent."""
    return (amount / rate.units).quantize(CENT)


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount of whole cents by weights; the parts sum to it.

    Each part is cut to the cent, and the cents that are left go to the parts that lost most (largest remainder).
    """
    if len(weights) == 1:
        return [total]
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [part.quantize(CENT, ROUND_DOWN) for part in exact]
    left = total - sum(parts)
    if not left:
        return parts
    by_loss = sorted(range(len(parts)), key=lambda place: abs(exact[place] - parts[place]), reverse=True)
    for place in by_loss[: int(abs(left) / CENT)]:
        parts[place] += CENT.copy_sign(left)
    return parts
