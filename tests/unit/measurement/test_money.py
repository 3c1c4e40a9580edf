from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.measurement.facts.rates.rules.money import CENT, Rate, rate_of, rate_on, split, to_usd

cents = st.integers(-(10**15), 10**15).map(lambda number: Decimal(number) / 100)
weights = st.lists(st.integers(1, 10**6).map(lambda number: Decimal(number) / 100), min_size=1, max_size=12)
units = st.decimals("0.0001", "100000", places=4)


@given(cents, weights)
def test_parts_sum_to_the_whole(total: Decimal, shares: list[Decimal]) -> None:
    assert sum(split(total, shares)) == total


@given(cents, weights)
def test_no_part_is_a_cent_away_from_its_share(total: Decimal, shares: list[Decimal]) -> None:
    for part, weight in zip(split(total, shares), shares, strict=True):
        assert abs(part - total * weight / sum(shares)) < CENT


def test_cents_that_are_left_go_to_those_that_lost_most() -> None:
    assert split(Decimal("0.05"), [Decimal(50), Decimal(30), Decimal(20)]) == [
        Decimal("0.03"),
        Decimal("0.01"),
        Decimal("0.01"),
    ]
    assert split(Decimal("-100.00"), [Decimal("33.4"), Decimal("66.6")]) == [Decimal("-33.40"), Decimal("-66.60")]


@given(cents, cents, units)
def test_more_money_is_never_worth_less(one: Decimal, other: Decimal, per_usd: Decimal) -> None:
    rate = Rate(date(2020, 1, 31), per_usd)
    assert (to_usd(one, rate) <= to_usd(other, rate)) == (one <= other) or to_usd(one, rate) == to_usd(other, rate)


@given(cents, units, units)
def test_a_weaker_currency_never_buys_more(amount: Decimal, one: Decimal, other: Decimal) -> None:
    weak, strong = max(one, other), min(one, other)
    worth = to_usd(abs(amount), Rate(date(2020, 1, 31), weak)), to_usd(abs(amount), Rate(date(2020, 1, 31), strong))
    assert worth[0] <= worth[1]


@given(st.dates(date(2019, 12, 1), date(2021, 1, 31)))
def test_the_rate_is_that_of_the_month_end_before(day: date) -> None:
    ends = [date(2020, month, 1) - timedelta(days=1) for month in range(1, 13)]
    found = rate_on([Rate(end, Decimal(1)) for end in ends], day)
    before = [end for end in ends if end <= day]
    assert (found.date if found else None) == (before[-1] if before else None)


def test_a_rate_counts_for_as_many_days_as_its_age() -> None:
    rates = [Rate(date(2020, 1, 31), Decimal(1)), Rate(date(2020, 3, 1), Decimal(2), "short", 10)]
    assert rate_on(rates, date(2020, 3, 11)) == rates[1]
    assert rate_on(rates, date(2020, 3, 12)) == rates[0]  # an older one may count for longer
    assert rate_on(rates, date(2020, 5, 2)) == rates[0]
    assert rate_on(rates, date(2020, 5, 3)) is None


@pytest.mark.parametrize(("currency", "source"), [("USD", "US dollar"), ("PAB", "at par with USD")])
def test_a_dollar_is_worth_a_dollar_on_every_day_and_no_rate_of_it_grows_old(currency: str, source: str) -> None:
    for day in (date(1970, 1, 1), date(2026, 12, 31), date(2099, 1, 1)):
        assert rate_of(currency, [], day) == Rate(day, Decimal(1), source)
    assert rate_of("KES", [], date(2020, 1, 1)) is None
