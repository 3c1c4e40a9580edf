import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.measurement.reading.tables.cells import Ambiguous, day, number
from services.measurement.reading.tables.columns import REQUIRED, DateOrder, Decimals, Reading, folded, heading

amounts = st.decimals(-(10**9), 10**9, places=2)


def grouped(amount: Decimal, thousands: str, point: str) -> str:
    whole, _, rest = f"{amount:,.2f}".partition(".")
    return f"{whole.replace(',', thousands)}{point}{rest}"


@given(amounts, st.sampled_from([",", " ", "'", "\u00a0", "\u202f", ""]))
def test_a_decimal_point_is_read_whatever_parts_the_thousands(amount: Decimal, thousands: str) -> None:
    assert Decimal(number(grouped(amount, thousands, "."), Decimals.POINT)) == amount


@given(amounts, st.sampled_from([".", " ", "'", "\u00a0", "\u202f", ""]))
def test_a_decimal_comma_is_read_whatever_parts_the_thousands(amount: Decimal, thousands: str) -> None:
    assert Decimal(number(grouped(amount, thousands, ","), Decimals.COMMA)) == amount


@given(amounts)
def test_two_decimals_say_by_themselves_which_sign_is_which(amount: Decimal) -> None:
    assert Decimal(number(grouped(amount, ",", "."), None)) == amount
    assert Decimal(number(grouped(amount, ".", ","), None)) == amount


@pytest.mark.parametrize("text", ["1.234", "1,234", "-12,345", "123.456"])
def test_what_may_be_thousands_or_decimals_is_asked_about(text: str) -> None:
    with pytest.raises(Ambiguous, match="decimals="):
        number(text, None)
    assert number(text, Decimals.POINT) != number(text, Decimals.COMMA)


def test_a_point_where_a_comma_was_said_is_asked_about() -> None:
    with pytest.raises(Ambiguous, match="is said"):
        number("1234.50", Decimals.COMMA)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("0.125", "0.125"),
        ("1234,5", "1234.5"),
        ("1.2345", "1.2345"),
        ("\u2212500", "-500"),
        ("(500)", "-500"),
        ("(1,234.50)", "-1234.50"),
        ("1 234,50-", "-1234.50"),
        ("500 \u2212", "-500"),
        ("1\u2019234\u2019567.5", "1234567.5"),
        ("1\u2009234\u2009567", "1234567"),
        ("1\u202f234,5", "1234.5"),
    ],
)
def test_what_can_only_be_one_is_read_as_that(text: str, read: str) -> None:
    assert number(text, None) == read


@pytest.mark.parametrize("text", ["", "n/a", "12 EUR", "(500", "1e5", "--5", "1.2.3", "1,23,4.5", "12 34", "$ 1,234"])
def test_what_is_no_number_is_left_for_the_check_to_find(text: str) -> None:
    assert number(text, None) == text


@given(st.dates(date(1950, 1, 1)))
def test_a_date_is_read_in_the_order_that_is_said(moment: date) -> None:
    assert day(f"{moment.day:02}/{moment.month:02}/{moment.year}", DateOrder.DAY_FIRST) == moment.isoformat()
    assert day(f"{moment.month}/{moment.day}/{moment.year}", DateOrder.MONTH_FIRST) == moment.isoformat()
    assert day(moment.isoformat(), None) == moment.isoformat()


@given(st.dates(date(1950, 1, 1)))
def test_day_and_month_are_never_swapped_silently(moment: date) -> None:
    text = f"{moment.day:02}/{moment.month:02}/{moment.year}"
    if moment.day > 12 or moment.day == moment.month:
        assert day(text, None) == moment.isoformat()
    else:
        with pytest.raises(Ambiguous, match="dates="):
            day(text, None)


@given(st.text())
def test_anything_may_stand_where_a_date_or_a_number_should(text: str) -> None:
    for read in (lambda: day(text, None), lambda: number(text, None)):
        with contextlib.suppress(Ambiguous):
            assert isinstance(read(), str)


def test_columns_are_found_by_name_by_mapping_and_by_constant() -> None:
    reading = Reading(columns={"Montant": "amount", "Devise ": "currency"}, constants={"reporter_ref": "KE-COA-1"})
    found = heading(["Activity Identifier", "Transaction-Type", "Date", "montant", "Devise", "Remarks"], reading)
    assert found.missing == []
    assert (found.places["amount"], found.places["currency"], found.places["activity_identifier"]) == (3, 4, 0)
    assert found.unknown == ["Remarks"]


def test_what_is_missing_is_named_at_once() -> None:
    assert heading(["a", "b"], Reading()).missing == list(REQUIRED)


def test_names_of_columns_are_compared_without_case_and_spaces() -> None:
    assert folded(" Value  Date ") == "value_date"
