from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.registry.codelists.rules import (
    DifferenceKind,
    differences,
    free_edition,
    own_faults,
    released,
    withdrawn_faults,
)

FIRST, LATER = date(2026, 1, 1), date(2026, 7, 1)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(date.isoformat)
TEXTS = st.dictionaries(st.sampled_from(["en", "fr", "sw"]), st.sampled_from(["one", "two"]), max_size=3)


def entry(code: str, **more: Any) -> dict[str, Any]:
    empty = {"labels": {"en": code}, "descriptions": {}, "category": None, "url": None}
    return {"code": code, **empty, "status": "active", "valid_from": None, "valid_to": None, **more}


entries = st.lists(
    st.builds(
        entry,
        st.sampled_from("ABCDE"),
        labels=TEXTS,
        descriptions=TEXTS,
        category=st.sampled_from([None, "1", "2"]),
        status=st.sampled_from(["active", "withdrawn"]),
        valid_from=DAYS,
        valid_to=DAYS,
    ),
    min_size=1,
    unique_by=lambda one: one["code"],
)


@given(known=entries, sent=entries)
def test_nothing_is_deleted_and_the_same_again_changes_nothing(
    known: list[dict[str, Any]], sent: list[dict[str, Any]]
) -> None:
    after = released(known, sent, FIRST)
    assert {one["code"] for one in after} == {one["code"] for one in (*known, *sent)}
    assert differences(after, released(after, sent, LATER)) == []


@given(known=entries, sent=entries)
def test_what_vanishes_is_withdrawn_and_keeps_its_words(
    known: list[dict[str, Any]], sent: list[dict[str, Any]]
) -> None:
    before = {one["code"]: one for one in known}
    gone = before.keys() - {one["code"] for one in sent}
    after = {one["code"]: one for one in released(known, sent, FIRST)}
    for code in gone:
        assert after[code]["status"] == "withdrawn"
        assert after[code]["labels"] == before[code]["labels"]
        assert after[code]["valid_to"] or before[code]["status"] == "withdrawn"


@given(known=entries, sent=entries)
def test_differences_are_all_there_is_between_two_editions(
    known: list[dict[str, Any]], sent: list[dict[str, Any]]
) -> None:
    after = released(known, sent, FIRST)
    told = {one.code for one in differences(known, after)}
    before = {one["code"]: one for one in known}
    assert told == {one["code"] for one in after if before.get(one["code"]) != one}


def test_an_end_is_dated_by_the_file_else_by_the_day() -> None:
    known = [entry("A"), entry("B"), entry("C", status="withdrawn")]
    sent = [entry("A", status="withdrawn", valid_to="2025-05-05"), entry("B", status="withdrawn")]
    days = {one["code"]: one["valid_to"] for one in released(known, sent, FIRST)}
    assert days == {"A": "2025-05-05", "B": "2026-01-01", "C": None}


def test_a_language_that_a_file_does_not_speak_stays() -> None:
    known = [entry("A", labels={"en": "Grant", "sw": "Msaada"}, category="1")]
    [after] = released(known, [entry("A", labels={"en": "Grants"})], FIRST)
    assert (after["labels"], after["category"]) == ({"en": "Grants", "sw": "Msaada"}, "1")


def test_a_code_that_comes_back_is_active_again() -> None:
    known = [entry("A", status="withdrawn", valid_to="2025-01-01")]
    after = released(known, [entry("A")], FIRST)
    [found] = differences(known, after)
    assert (found.kind, list(found.fields)) == (DifferenceKind.CHANGED, ["status", "valid_to"])


def test_codes_that_the_rules_know_stay_but_their_words_may_change() -> None:
    known = [entry("public"), entry("private")]
    words = released(known, [entry("public", labels={"en": "State"}), entry("private")], FIRST)
    assert own_faults("constituencies", differences(known, words)) == []
    codes = released(known, [entry("public"), entry("military")], FIRST)
    faults = own_faults("constituencies", differences(known, codes))
    assert [fault.code for fault in faults] == ["new_code", "withdrawn_code"]
    assert own_faults("Sector", differences(known, codes)) == []


def test_editions_of_one_day_are_numbered() -> None:
    assert free_edition("2026-07-01", []) == "2026-07-01"
    assert free_edition("2026-07-01", ["2026-07-01", "2026-07-01.2"]) == "2026-07-01.3"


def test_only_new_use_of_a_withdrawn_code_is_a_fault() -> None:
    placed = [("/sectors/0", "1"), ("/sectors/1", "2"), ("/sectors/2", "3")]
    [fault] = withdrawn_faults(placed, ["2"], {"2": None, "3": "2020-01-01"})
    assert (fault.pointer, fault.code) == ("/sectors/2", "withdrawn_code")
    assert "2020-01-01" in fault.detail
