from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.measurement.facts.rates.rules.money import Rate
from services.measurement.facts.rates.rules.tables import ECB, read_table


def test_units_per_euro_become_units_per_dollar() -> None:
    found = read_table("\ufeffDate,USD,KES,XAF\n2024-01-31, 1.25 ,200,N/A\n\n2024-02-29,1.00,150,656\n")
    assert found.faults == []
    assert {(one.currency, one.rate) for one in found.rates} == {
        ("EUR", Rate(date(2024, 1, 31), Decimal("0.8"), ECB)),
        ("KES", Rate(date(2024, 1, 31), Decimal(160), ECB)),
        ("EUR", Rate(date(2024, 2, 29), Decimal(1), ECB)),
        ("KES", Rate(date(2024, 2, 29), Decimal(150), ECB)),
        ("XAF", Rate(date(2024, 2, 29), Decimal(656), ECB)),
    }


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("", {"/1/1", "/1"}),
        ("Day,USD\n", {"/1/1"}),
        ("Date,KES,KSH\n", {"/1", "/1/3"}),
        ("Date,USD,KES\n2024-02-30,1,x\n2024-02-29,,5\n", {"/2/1", "/2/3", "/3"}),
        ("Date,USD\n2024-02-29,-1\n2024-02-28,0\n", {"/2/2", "/3/2"}),
    ],
)
def test_all_that_is_wrong_is_said_with_its_line_and_column(text: str, pointers: set[str]) -> None:
    assert {fault.pointer for fault in read_table(text).faults} == pointers


@given(st.text())
def test_anything_may_be_sent(text: str) -> None:
    found = read_table(text)
    assert found.faults or isinstance(found.rates, list)


UNITS = st.decimals(min_value=Decimal("0.01"), max_value=10_000, places=4)


@given(UNITS, UNITS)
def test_a_euro_is_worth_the_same_by_way_of_the_dollar(dollars: Decimal, shillings: Decimal) -> None:
    found = read_table(f"Date,USD,KES\n2024-01-31,{dollars},{shillings}\n")
    units = {one.currency: one.rate.units for one in found.rates}
    assert units["EUR"] * dollars == pytest.approx(1, abs=Decimal("1e-7"))
    assert units["KES"] * dollars == pytest.approx(shillings, abs=Decimal("1e-7"))
