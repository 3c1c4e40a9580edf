from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.measurement.ledger.rules.shares import misfits
from services.measurement.reading.values import HUNDRED

CODES = [f"C{place}" for place in range(30)]
cuts = st.lists(st.integers(1, 10**12 - 1), unique=True, max_size=20).map(sorted)


@given(cuts)
def test_parts_of_any_fineness_that_make_up_the_whole_are_right(places: list[int]) -> None:
    bounds = [0, *places, 10**12]
    weights = [Decimal(end - begin).scaleb(-10) for begin, end in pairwise(bounds)]
    assert sum(weights) == HUNDRED
    assert list(misfits(list(zip(CODES, weights, strict=False)), "/parts", "weight")) == []


@given(st.lists(st.decimals("0.000000000001", 100, places=12), min_size=2, max_size=20))
def test_parts_fit_exactly_when_they_add_up_to_a_hundred(weights: list[Decimal]) -> None:
    found = list(misfits(list(zip(CODES, weights, strict=False)), "/parts", "weight"))
    assert bool(found) == (sum(weights) != HUNDRED)
    assert [fault.pointer for fault in found] in ([], ["/parts"])


def test_a_single_part_is_the_whole_without_saying_so() -> None:
    assert list(misfits([("KE", None)], "/parts", "weight")) == []
    assert list(misfits([("KE", Decimal("100.0"))], "/parts", "weight")) == []
    (fault,) = misfits([("KE", Decimal(99))], "/parts", "weight")
    assert (fault.pointer, fault.code) == ("/parts/0/weight", "not_whole")
    assert list(misfits([], "/parts", "weight")) == []
