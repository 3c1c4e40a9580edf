"""The rates that ship: each code means its money of the day, and nothing moves without a reason."""

import gzip
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pycountry
import pytest

from services.measurement.facts.rates.rules.currencies import at_par, is_dollar
from services.measurement.facts.rates.rules.money import SHIPPED, Rate, is_leap, listed_leaps, rate_of, rate_on, to_usd
from services.measurement.reference import facts, shipped_rates
from shared.standards import currencies, withdrawn_currencies


@cache
def series() -> dict[str, list[Rate]]:
    found: defaultdict[str, list[Rate]] = defaultdict(list)
    for currency, day, units, source in shipped_rates():
        found[currency].append(Rate(date.fromisoformat(day), Decimal(units), source))
    return found


def dollars(amount: str, currency: str, day: str) -> Decimal | None:
    rate = rate_of(currency, series().get(currency, []), date.fromisoformat(day))
    return to_usd(Decimal(amount), rate) if rate else None


@pytest.mark.parametrize(
    ("amount", "currency", "day", "usd"),
    [
        ("100000000", "ITL", "2000-06-30", 49353),
        ("1000000", "NLG", "2001-06-30", 384806),
        ("1000000", "DEM", "1999-01-31", 582034),
        ("7534500", "HRK", "2022-12-31", 1066597),
        ("195583", "BGN", "2026-01-30", 119192),
        ("22690300", "SLL", "2024-03-31", 1000),
        ("22690.3", "SLE", "2024-03-31", 1000),
        ("356500", "MRO", "2018-06-30", 1000),
        ("21062600", "STD", "2018-06-30", 1000),
        ("5150000", "ZMK", "2012-12-31", 1000),
        ("9599000", "GHC", "2007-12-31", 1000),
        ("25970000", "MZM", "2006-12-31", 1000),
        ("200520", "SDD", "2007-06-30", 1000),
        ("19585000", "BYR", "2016-12-31", 1000),
        ("1345050000", "TRL", "2005-12-31", 1000),
        ("320000000", "BYB", "1999-12-31", 1000),
        ("52000", "TMM", "2001-12-31", 10),
        ("95760000", "VEF", "2018-06-30", 1000),
        ("22055473.8", "ZWL", "2024-03-31", 1000),
        ("13430.1", "ZWG", "2024-04-30", 1000),
        ("17707.1", "LSL", "2024-10-31", 1000),
        ("17707.1", "NAD", "2024-10-31", 1000),
        ("17707.1", "SZL", "2024-10-31", 1000),
        ("1000", "PAB", "2026-08-31", 1000),
        ("1000", "CUC", "2015-06-30", 1000),
        ("1000", "BSD", "2027-06-30", 1000),
        ("84084.7", "BTN", "2024-10-31", 1000),
        ("804000", "UYN", "1989-12-31", 1),
        ("163360", "BAD", "1997-01-31", 1000),
        ("41640", "UYU", "2024-09-30", 1000),
    ],
)
def test_a_code_means_its_money_of_that_day(amount: str, currency: str, day: str, usd: int) -> None:
    found = dollars(amount, currency, day)
    assert found is not None
    assert abs(found - usd) <= Decimal(usd) / 1000


@pytest.mark.parametrize(
    ("currency", "day"),
    [
        ("ITL", "2003-06-30"),
        ("NLG", "2010-09-30"),
        ("HRK", "2023-06-30"),
        ("HRD", "2022-12-31"),
        ("UYW", "2024-09-30"),
        ("VED", "2018-06-30"),
        ("ZWG", "2024-03-31"),
        ("TMT", "2001-12-31"),
        ("ETB", "2023-01-01"),
        ("MNT", "2025-11-01"),
    ],
)
def test_no_code_has_rates_of_other_money(currency: str, day: str) -> None:
    found = rate_on(series().get(currency, []), date.fromisoformat(day))
    expected = {"ETB": Decimal(53), "MNT": Decimal(3594)}.get(currency)
    assert found is None if expected is None else abs(found.units / expected - 1) < Decimal("0.1")


def test_no_month_moves_by_a_factor_over_three_without_a_reason() -> None:
    leaps = {
        (currency, f"{later.date:%Y-%m}")
        for currency, rates in series().items()
        for earlier, later in pairwise(rates)
        if is_leap(earlier, later)
    }
    assert {(currency, month) for currency, month in leaps if month not in listed_leaps(currency)} == set()
    listed = {(code, month) for code, one in facts("devaluations").items() for month in one["months"]}
    assert listed <= leaps  # none is listed that is not there


def test_withdrawn_codes_have_rates_of_the_days_on_which_they_were_money_alone() -> None:
    for currency, until in withdrawn_currencies().items():
        assert all(rate.date <= until for rate in series().get(currency, []))
    assert series().keys() <= currencies()


def test_each_month_of_a_currency_has_one_rate_from_the_first_source_that_has_any() -> None:
    for currency, rates in series().items():
        months = [(rate.date.year, rate.date.month) for rate in rates]
        assert len(months) == len(set(months)), currency
    assert {rate.source.rpartition("; ")[2] for rates in series().values() for rate in rates} == set(SHIPPED)
    assert rate_on(series()["KES"], date(2024, 10, 31)).source == SHIPPED[0]  # type: ignore[union-attr]
    assert rate_on(series()["ZAR"], date(2026, 8, 31)).source == SHIPPED[1]  # type: ignore[union-attr]
    assert rate_on(series()["KES"], date(2026, 8, 31)).source == SHIPPED[2]  # type: ignore[union-attr]


@pytest.mark.parametrize("base", at_par())
def test_what_is_at_par_has_the_rates_of_the_other_whatever_their_source(base: str) -> None:
    theirs = {rate.date: rate.units for rate in series()[base]}
    for code, since in at_par()[base]:
        own = {rate.date: rate.units for rate in series()[code] if rate.date >= since}
        assert own == {day: units for day, units in theirs.items() if day >= since}


def test_each_fact_of_a_currency_says_who_says_so_and_gives_rates() -> None:
    history = facts("currency-history")
    assert all(one["source"] for name in ("euro", "redenominations", "par") for one in history[name])
    assert all(one["why"] for name in ("series", "left_out_of_currency_api") for one in history[name])
    assert all(one["why"] for one in facts("devaluations").values())
    assert {one["old"] for one in history["redenominations"]} <= series().keys()
    for one in history["redenominations"]:
        assert date.fromisoformat(one["on"]) <= withdrawn_currencies()[one["old"]] + timedelta(days=1), one


def test_dollars_need_no_rate() -> None:
    assert {code for code, rates in series().items() if any(is_dollar(code, rate.date) for rate in rates)} == set()


def test_rates_reach_the_present() -> None:
    gone = {"DDM", "SUR", "YDD", "YER", "SOS", "SYP", "IRR"}
    current = {one.alpha_3 for one in pycountry.currencies} & series().keys() - gone
    late = {code for code in current if series()[code][-1].date < date(2026, 8, 1) and not is_dollar(code, date.max)}
    assert late - withdrawn_currencies().keys() == set()
    africa = {"KES", "NGN", "ETB", "ZAR", "EGP", "GHS", "XOF", "XAF", "TZS", "UGX", "RWF", "MAD", "ZMW", "SDG", "SSP"}
    assert africa <= current


def test_an_ethiopian_flow_of_2026_is_not_converted_at_a_rate_of_years_ago() -> None:
    rate = rate_on(series()["ETB"], date(2026, 8, 15))
    assert rate is not None
    assert rate.units > 120
    assert date(2026, 8, 15) - rate.date <= timedelta(days=92)


def test_series_of_the_imf_that_stand_under_the_right_code_are_as_they_are(shared_data: Path) -> None:
    with gzip.open(shared_data / "rates" / "imf-monthly-end-of-period.csv.gz", "rt") as file:
        next(file)
        theirs = {(currency, day): Decimal(rate) for day, currency, rate in (line.strip().split(",") for line in file)}
    moved = {one["series"] for one in facts("currency-history")["series"]}
    ours = {(code, day): Decimal(units) for code, day, units, _ in shipped_rates()}
    derived = {one["code"] for one in facts("currency-history")["par"]} | {"USD"}
    same = currencies() - moved - withdrawn_currencies().keys() - derived
    kept = {key: rate for key, rate in theirs.items() if key[0] in same}
    assert len(kept) > 90_000
    assert all(abs(ours[key] - rate) <= abs(rate) * Decimal("1e-9") for key, rate in kept.items())
