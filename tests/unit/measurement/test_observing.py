from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.measurement.indicators.rules import (
    EDITABLE,
    MOVES,
    Asked,
    Observed,
    Part,
    Step,
    after_change,
    faults,
    move,
    span,
)
from services.measurement.indicators.schemas.indicators import IndicatorIn
from services.measurement.reading.indicators import SDG, Kind, Measure, ObservationStatus, sdg_fault, sdg_keys
from services.measurement.reading.normalise import sdg_order
from shared.errors import Refused
from shared.http.problems import faults_of

COUNTED = Asked(Kind.QUANTITATIVE, Measure.UNIT, {"sex": ["f", "m"], "age": ["young", "old"]}, 0)
RATED = Asked(Kind.QUALITATIVE, None, {}, 4)

numbers = st.decimals(-(10**9), 10**9, allow_nan=False, places=3)
statuses = st.sampled_from(ObservationStatus)


def pointers(body: dict[str, object]) -> set[str]:
    with pytest.raises(ValidationError) as raised:
        IndicatorIn.model_validate(body)
    return {fault.pointer for fault in faults_of(raised.value)}


@given(numbers, numbers, numbers)
def test_each_dimension_adds_up_to_the_actual_value(women: Decimal, men: Decimal, young: Decimal) -> None:
    actual = women + men
    parts = [
        Part("sex", "f", women),
        Part("age", "young", young),
        Part("sex", "m", men),
        Part("age", "old", actual - young),
    ]
    assert faults(COUNTED, Observed(actual, parts, None, told=False)) == []
    (wrong,) = faults(COUNTED, Observed(actual + 1, parts[:3:2], None, told=False))
    assert (wrong.pointer, wrong.code) == ("/disaggregated", "sum")
    assert str(actual) in wrong.detail


@given(numbers, numbers)
def test_parts_of_what_is_no_count_need_not_add_up(actual: Decimal, part: Decimal) -> None:
    percentage = COUNTED._replace(measure=Measure.PERCENTAGE)
    assert faults(percentage, Observed(actual, [Part("sex", "f", part)], None, told=False)) == []


def test_all_that_does_not_fit_is_said_at_once() -> None:
    parts = [Part("sex", "f", Decimal(1)), Part("sex", "f", Decimal(1)), Part("sex", "x", Decimal(1))]
    found = faults(COUNTED, Observed(None, [*parts, Part("place", "town", Decimal(1))], 2, told=False))
    assert [(one.pointer, one.code) for one in found] == [
        ("/actual", "missing"),
        ("/level", "not_allowed"),
        ("/disaggregated/1/value", "twice"),
        ("/disaggregated/2/value", "unknown_value"),
        ("/disaggregated/3/dimension", "unknown_dimension"),
    ]
    found = faults(RATED, Observed(Decimal(1), parts[:1], None, told=False))
    assert [one.pointer for one in found] == ["/actual", "/disaggregated", "/level", "/narrative"]


@given(st.integers(-5, 10), st.booleans())
def test_a_level_is_one_of_the_rubric_and_something_shows_it(level: int, told: bool) -> None:
    found = {one.pointer for one in faults(RATED, Observed(None, [], level, told=told))}
    assert ("/level" in found) == (level not in range(4))
    assert ("/narrative" in found) != told


@given(statuses, statuses, st.booleans(), st.sampled_from([None, "Why"]))
def test_review_goes_its_way_and_nobody_reviews_their_own(
    current: ObservationStatus, to: ObservationStatus, own: bool, comment: str | None
) -> None:
    step = Step(to, "me" if own else "somebody", comment)
    reviewing = to in {ObservationStatus.APPROVED, ObservationStatus.RETURNED}
    silent = to is ObservationStatus.RETURNED and comment is None
    if to in MOVES[current] and not (reviewing and own) and not silent:
        assert move(current, "me", step) is to
    else:
        with pytest.raises(Refused) as raised:
            move(current, "me", step)
        assert len(raised.value.faults) == (to not in MOVES[current]) + (reviewing and own) + silent


@given(statuses)
def test_what_is_changed_is_with_its_author(current: ObservationStatus) -> None:
    if current in EDITABLE:
        assert after_change(current) in {ObservationStatus.DRAFT, ObservationStatus.RETURNED}
    else:
        with pytest.raises(Refused):
            after_change(current)


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_a_day_lies_in_its_year_month_and_day(day: object, length: int) -> None:
    first, last = span(str(day)[:length])
    assert str(first) <= str(day) <= str(last)
    assert str(first)[:length] == str(last)[:length] == str(day)[:length]


def test_a_reference_is_found_by_its_target_and_goal() -> None:
    assert sdg_keys([(SDG, "3.c.1"), (SDG, "3.3"), ("4", "SP.POP.TOTL")]) == ["3", "3.3", "3.c", "3.c.1"]
    assert [sdg_fault(code) is None for code in ("17", "3.c.1", "16.a", "0", "18.1", "x", "3..1")] == [
        *[True] * 3,
        *[False] * 4,
    ]


def test_goals_and_targets_come_in_one_order_however_they_are_written() -> None:
    for codes in permutations(["3", "3.8", "3.10", "3.b", "3.d", "16"]):
        assert sorted(codes, key=sdg_order) == ["3", "3.8", "3.10", "3.b", "3.d", "16"]


def test_an_indicator_says_all_its_faults_at_once() -> None:
    year = {"from": "2025-01-01", "to": "2024-12-31"}
    assert pointers(
        {
            "titles": {},
            "targets": [{"period": year, "value": "1"}, {"period": {"from": "2024-01-01", "to": "2024-12-31"}}],
            "rubric": [{"level": 0, "label": {"en": "None"}}],
            "disaggregation": [{"dimension": "sex", "values": ["f"]}] * 2,
            "references": [{"vocabulary": "9", "code": "18.1"}],
            "colour": "red",
        }
    ) == {
        "/titles",
        "/measure",
        "/targets/0/period/to",
        "/targets/1/comment",
        "/rubric",
        "/disaggregation",
        "/references/0/code",
        "/region",
        "/colour",
    }
    assert pointers(
        {"kind": "qualitative", "titles": {"en": "Ownership"}, "measure": "unit", "unit": "people", "country": "KE"}
    ) == {"/measure", "/unit", "/rubric"}
    levels = [{"level": number, "label": {"en": str(number)}} for number in (0, 2)]
    assert pointers({"kind": "qualitative", "titles": {"en": "A"}, "rubric": levels, "country": "KE"}) == {"/rubric"}
