"""Texts that cannot be kept or written are named, and no others."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.http.texts import body_faults, text_faults

WRITABLE = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WRITABLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WRITABLE, inner, max_size=3),
)


@given(VALUES)
def test_what_can_be_written_has_no_fault_however_it_is_escaped(value: Any) -> None:
    assert body_faults(json.dumps(value).encode()) == []


@given(st.lists(VALUES, max_size=3), st.characters(categories=["Cs"]), WRITABLE)
def test_half_a_character_is_found_wherever_it_stands(before: list[Any], half: str, name: str) -> None:
    body = {"rows": [*before, {name: [half]}]}
    (fault,) = body_faults(json.dumps(body).encode())
    pointer = f"/rows/{len(before)}/{name.replace('~', '~0').replace('/', '~1')}/0"
    assert (fault.pointer, fault.code) == (pointer.replace("\0", "\ufffd"), "invalid_text")


def test_half_a_character_in_a_name_is_found_and_can_be_told() -> None:
    (fault,) = body_faults(b'{"a\\ud800": 1}')
    assert fault.pointer == "/a\ufffd"


def test_no_json_is_left_to_whoever_parses_it() -> None:
    assert body_faults(b'{"\\ud800') == []
    assert body_faults(b"[" * 100_000 + b'"\\ud800"') == []


def test_nul_is_found_in_texts_and_in_their_names() -> None:
    found = text_faults([("region", "\0"), ("country", "KE"), ("a\0", "")], "query")
    assert [(one.pointer, one.place) for one in found] == [("/region", "query"), ("/a\ufffd", "query")]
