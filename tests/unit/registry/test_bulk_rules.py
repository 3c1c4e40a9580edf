from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry import reference
from services.registry.actors.rules import CONSTITUENCIES_OF_KIND, identifiers
from services.registry.bulk import rules as bulk
from services.registry.bulk.rules import Family

CURRENT = {
    "names": {"en": "Ministry", "fr": "Ministère"},
    "topics": [1],
    "identifiers": [{"scheme": "KE-COA", "value": "1", "valid_from": "2001-01-01", "valid_to": None}],
}


@given(st.dictionaries(st.integers(0, 8), st.none() | st.integers(0, 8)), st.integers(0, 8))
def test_a_circle_is_found_where_a_line_of_parents_does_not_end(parents: dict[int, int | None], member: int) -> None:
    line: list[int | None] = [member]
    for _ in range(20):
        line.append(parents.get(line[-1]) if line[-1] is not None else None)
    family = Family(parents)
    for _ in range(2):
        found = family.circle(member)
        assert set(found) == (set() if line[-1] is None else set(line[10:]))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, {}),
        ({"topics": None}, {"topics": ...}),
        ({"names": {"fr": None, "sw": "Wizara"}}, {"names": {"en": "Ministry", "sw": "Wizara"}}),
        ({"identifiers": [{"scheme": "KE-COA", "value": "1"}]}, {}),
        ({"identifiers": [{"scheme": "KE-COA", "value": "1", "valid_from": None}]}, {"identifiers": [
            {"scheme": "KE-COA", "value": "1", "valid_from": None, "valid_to": None}]}),
        ({"identifiers": [7], "names": 8}, {"identifiers": [7], "names": 8}),
    ],
)  # fmt: skip
def test_a_row_changes_what_it_says(said: dict[str, Any], expected: dict[str, Any]) -> None:
    wanted = {name: value for name, value in {**CURRENT, **expected}.items() if value is not ...}
    assert bulk.merge(CURRENT, said) == wanted


@given(st.sampled_from(sorted(reference.schemes())), st.text(min_size=1))
def test_an_identifier_is_taken_apart_at_the_longest_code_that_is_known(scheme: str, value: str) -> None:
    split = identifiers.split(identifiers.full(scheme, value), reference.schemes())
    assert split is not None
    assert identifiers.full(*split) == identifiers.full(scheme, value)
    assert len(split[0]) >= len(scheme)
    assert identifiers.scheme_fault(split[0], reference.schemes()) is None


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("KE-COA-1052", ("KE-COA", "1052")),
        ("HRB-KE-1", ("HRB", "KE-1")),
        ("XM-DAC-301-2", ("XM-DAC", "301-2")),
        ("CN-11-CR-9", ("CN-11-CR", "9")),
        ("QQ-NIX-1-2", ("QQ-NIX", "1-2")),
        ("QQ-1", ("QQ", "1")),
        ("none", None),
        ("", None),
    ],
)
def test_identifiers_are_taken_apart(identifier: str, expected: tuple[str, str] | None) -> None:
    assert identifiers.split(identifier, reference.schemes()) == expected


def test_the_usual_constituency_is_one_that_the_kind_allows() -> None:
    usual = {kind: bulk.usual_constituency(kind) for kind in CONSTITUENCIES_OF_KIND}
    assert {kind for kind, one in usual.items() if one is None} == {"90"}
    assert all(one in CONSTITUENCIES_OF_KIND[kind] for kind, one in usual.items() if one)
    assert bulk.usual_constituency("7") is None
