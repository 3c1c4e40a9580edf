"""Money: conversion at the rate of the value date, and splitting without losing a cent."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
IMF = "IMF monthly, end of period"


class Rate(NamedTuple):
    """How many units of a currency a US dollar was worth, on which day, and who says so."""

    date: date
    units: Decimal
    source: str = IMF


def rate_on(rates: Sequence[Rate], day: date) -> Rate | None:
    """Give the latest rate on or before a day; `rates` are of one currency, in order of their dates."""
    place = bisect_right(rates, day, key=lambda rate: rate.date)
    return rates[place - 1] if place else None


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
