import csv
import io
import re
from collections.abc import AsyncIterator
from decimal import Decimal

import openpyxl
import orjson
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.decimals import PlainDecimal, digits
from shared.http import forms

DIGITS = re.compile(r"-?\d+(\.\d+)?")

# As PostgreSQL's driver gives them: whole ten-thousands with an exponent, and whatever a caller has sent.
numbers = st.builds(
    lambda number, exponent: Decimal(number).scaleb(exponent), st.integers(-(10**18), 10**18), st.integers(-12, 12)
)


class Money(BaseModel):
    amount: PlainDecimal | None
    parts: list[PlainDecimal] = []


@given(numbers)
def test_a_number_is_written_as_digits_and_stays_the_same(number: Decimal) -> None:
    assert DIGITS.fullmatch(digits(number))
    assert Decimal(digits(number)) == number


@given(numbers)
def test_json_has_digits_whichever_way_it_is_made(number: Decimal) -> None:
    money = Money(amount=number, parts=[number])
    for said in (orjson.loads(money.model_dump_json()), money.model_dump(mode="json")):
        assert said == {"amount": digits(number), "parts": [digits(number)]}
    assert money.model_dump()["amount"] == number
    assert Money.model_validate_json(money.model_dump_json()) == money


def test_a_driver_s_million_and_a_quarter() -> None:
    assert Money(amount=Decimal("1.25E+6")).model_dump_json() == '{"amount":"1250000","parts":[]}'
    assert Money(amount=None).model_dump_json() == '{"amount":null,"parts":[]}'
    assert digits(Decimal("1E-7")) == "0.0000001"


async def test_tables_have_digits_too() -> None:
    async def rows() -> AsyncIterator[Money]:
        yield Money(amount=Decimal("1.25E+6"), parts=[Decimal("2E+4"), Decimal("1.50")])
        yield Money(amount=Decimal("-1234567890123456.78"))
        yield Money(amount=Decimal("1.2E+15"))
        yield Money(amount=Decimal("123456789012345.000"))

    async def written(form: str) -> bytes:
        return b"".join([bytes(chunk) async for chunk in forms.stream(form, Money, rows(), "money").body_iterator])

    table = list(csv.DictReader(io.StringIO((await written("csv")).decode())))
    assert [row["amount"] for row in table] == [
        *("1250000", "-1234567890123456.78", "1200000000000000", "123456789012345.000")
    ]
    assert table[0]["parts"] == "20000;1.50"
    sheet = openpyxl.load_workbook(io.BytesIO(await written("xlsx"))).active
    # A spreadsheet keeps 15 digits of a number; what has more is text.
    assert [sheet.cell(line, 1).value for line in range(2, 6)] == [
        *(1250000, "-1234567890123456.78", "1200000000000000", 123456789012345)
    ]
