from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.measurement.facts.rates.rules.deflators import line_pointer, read_deflators
from shared.errors import Fault

CELLS = st.text(st.characters(categories=["L", "N"]), min_size=1)
INDEXES = st.decimals(min_value=Decimal("0.01"), max_value=1000, places=2).map(str)


@given(st.permutations(["provider", "year", "index", "source"]), st.lists(st.tuples(CELLS, CELLS, INDEXES, CELLS)))
def test_columns_come_in_any_order(order: list[str], rows: list[tuple[str, ...]]) -> None:
    entries = [dict(zip(("provider", "year", "index", "source"), row, strict=True)) for row in rows]
    text = "\n".join([",".join(order), *(",".join(entry[name] for name in order) for entry in entries)])
    found = read_deflators(text)
    assert [fields for _, fields in found.lines] == entries
    assert [number for number, _ in found.lines] == list(range(2, len(rows) + 2))


@pytest.mark.parametrize(
    ("heading", "pointers"),
    [
        ("", {"/1"}),
        ("provider,year,value,source", {"/1/3", "/1"}),
        ("\ufeffProvider, Year ,INDEX,source", set()),
    ],
)
def test_what_is_wrong_with_a_heading(heading: str, pointers: set[str]) -> None:
    assert {fault.pointer for fault in read_deflators(heading).faults} == pointers


def test_faults_point_at_lines() -> None:
    assert line_pointer(Fault("/1/index", "c", "d"), [2, 4]).pointer == "/4/index"
