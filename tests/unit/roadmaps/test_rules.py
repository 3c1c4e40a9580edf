from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.roadmaps import rules
from services.roadmaps.rules import DeadlineState, ReportStatus, RoadmapStatus
from shared.errors import Refused

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("anchor", "after", "due"),
    [
        (date(2017, 5, 4), "P6M", date(2017, 11, 4)),
        (date(2017, 5, 4), "P1Y", date(2018, 5, 4)),
        (date(2017, 8, 31), "P6M", date(2018, 2, 28)),
        (date(2019, 8, 31), "P6M", date(2020, 2, 29)),
        (date(2020, 2, 29), "P1Y", date(2021, 2, 28)),
        (date(2017, 12, 31), "P1Y2M", date(2019, 2, 28)),
    ],
)
def test_a_deadline_lies_a_period_after_the_anchor_and_month_ends_are_right(
    anchor: date, after: str, due: date
) -> None:
    assert rules.due_on(anchor, after) == due


def test_a_leap_day_comes_back_after_four_years() -> None:
    assert rules.due_on(date(2020, 2, 29), "P1Y", "P1Y", 3) == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["", "P", "6M", "P6", "P-1M", "PT5H", "p6m", "P1M1Y"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        rules.period(text)


@given(DAYS, st.integers(-400, 400))
def test_a_deadline_may_be_met_until_the_end_of_its_day(due: date, days: int) -> None:
    today = due + timedelta(days)
    expected = DeadlineState.OVERDUE if days > 0 else DeadlineState.DUE if days >= -30 else DeadlineState.UPCOMING
    assert rules.state(due, today) is expected
    assert rules.state(due, today, met_on=today) is (DeadlineState.MET_LATE if days > 0 else DeadlineState.MET)
    assert rules.state(due, today, met_on=today, waived=True) is DeadlineState.WAIVED


@given(st.sampled_from(RoadmapStatus), st.sampled_from(RoadmapStatus))
def test_a_roadmap_moves_only_along_its_table(before: RoadmapStatus, to: RoadmapStatus) -> None:
    if to in rules.ROADMAP_MOVES[before]:
        assert rules.move(before, to, rules.ROADMAP_MOVES) is to
    else:
        with pytest.raises(Refused):
            rules.move(before, to, rules.ROADMAP_MOVES)


@pytest.mark.parametrize("end", [RoadmapStatus.CLOSED, RoadmapStatus.WITHDRAWN])
def test_nothing_leaves_an_end(end: RoadmapStatus) -> None:
    assert not rules.ROADMAP_MOVES[end]


def test_every_status_of_a_report_can_be_reached_from_draft() -> None:
    reached, edge = set(), {ReportStatus.DRAFT}
    while edge:
        reached |= edge
        edge = {to for status in edge for to in rules.REPORT_MOVES[status]} - reached
    assert reached == set(ReportStatus)


def test_what_happened_lies_between_anchor_and_today() -> None:
    today, anchor = date(2018, 1, 1), date(2017, 5, 4)
    rules.check_happened_on(today, earliest=anchor, today=today)
    for day in (today + timedelta(1), anchor - timedelta(1)):
        with pytest.raises(Refused):
            rules.check_happened_on(day, earliest=anchor, today=today)


@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=3), max_size=8))
def test_a_circle_is_found_exactly_where_there_is_one(numbers: dict[int, set[int]]) -> None:
    ids = [UUID(int=number) for number in range(8)]
    depends_on = {ids[number]: [ids[one] for one in sorted(several)] for number, several in numbers.items()}

    def reached(start: UUID) -> set[UUID]:
        found: set[UUID] = set()
        waiting = list(depends_on.get(start, ()))
        while waiting:
            if (one := waiting.pop()) not in found:
                found.add(one)
                waiting += depends_on.get(one, ())
        return found

    for start in ids:
        circle = rules.find_circle(start, depends_on)
        assert bool(circle) == (start in reached(start))
        if circle:
            assert circle[0] == circle[-1] == start
            assert all(after in depends_on[before] for before, after in pairwise(circle))


def test_a_complete_roadmap_lacks_nothing_and_an_empty_one_everything() -> None:
    commitments = [{"number": 1}, {"number": 2}]
    everybody = {"public", "private", "academic", "non_state"}
    whole = rules.PlannedAction(UUID(int=1), 1, [UUID(int=9)], date(2018, 1, 1))
    assert rules.adoption_faults(commitments, [whole], everybody, {2}) == []
    missing = rules.adoption_faults(commitments, [], {"multilateral"}, ())
    assert [one.code for one in missing] == ["missing_participant"] * 4 + ["missing_action"] * 2
    bare = whole._replace(responsible=[], ends_on=None)
    assert [one.code for one in rules.adoption_faults(commitments, [bare], everybody, {2})] == [
        "missing_owner",
        "missing_date",
    ]
