from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.registry.partnerships.rules import (
    ALWAYS,
    NEVER,
    TRIANGLE,
    PartnerRole,
    PartnershipKind,
    Spell,
    faults_of,
    spell,
    uncovered,
)

START = date(2020, 1, 1)
days = st.integers(0, 30).map(lambda number: START + timedelta(days=number))
actors = st.integers(1, 3).map(lambda number: UUID(int=number))


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    begin, end = sorted((draw(days), draw(days)))
    return Spell(draw(actors), draw(st.sampled_from(list(PartnerRole))), begin, end + timedelta(days=1))


def holds(one: Spell, day: date) -> bool:
    return one.begin <= day < one.end


@given(st.lists(spells(), max_size=6), days, days)
def test_uncovered_times_are_just_the_days_on_which_nobody_is(found: list[Spell], one: date, other: date) -> None:
    begin, end = min(one, other), max(one, other)
    gaps = uncovered(found, begin, end)
    for number in range((end - begin).days):
        day = begin + timedelta(days=number)
        assert any(since <= day < until for since, until in gaps) != any(holds(spell, day) for spell in found)


@given(st.lists(spells(), min_size=1, max_size=6))
def test_an_actor_is_in_one_role_once_at_a_time(found: list[Spell]) -> None:
    said = any(fault.code == "overlap" for fault in faults_of(PartnershipKind.SOUTH_SOUTH, found, None, None))
    twice = any(
        (one.actor, one.role) == (other.actor, other.role) and one.begin < other.end and other.begin < one.end
        for place, one in enumerate(found)
        for other in found[:place]
    )
    assert said == twice


def triangle(*without: PartnerRole) -> list[Spell]:
    return [spell(UUID(int=number), role, None, None) for number, role in enumerate(TRIANGLE) if role not in without]


def test_a_triangle_has_all_three_roles_for_good() -> None:
    assert faults_of(PartnershipKind.TRIANGULAR, triangle(), None, None) == []
    for role in TRIANGLE:
        assert [fault.code for fault in faults_of(PartnershipKind.TRIANGULAR, triangle(role), None, None)] == [
            "missing_role"
        ]


def test_a_gap_is_told_with_its_days() -> None:
    held = [*triangle(PartnerRole.PIVOTAL), spell(UUID(int=9), PartnerRole.PIVOTAL, START, date(2021, 1, 1))]
    (fault,) = faults_of(PartnershipKind.TRIANGULAR, held, START, None)
    assert "no pivotal actor from 2021-01-01 on" in fault.detail
    assert uncovered([], ALWAYS, NEVER) == [(ALWAYS, NEVER)]


def test_roles_may_change_without_a_gap() -> None:
    change = date(2021, 1, 1)
    held = [
        *triangle(PartnerRole.PIVOTAL),
        spell(UUID(int=9), PartnerRole.PIVOTAL, None, change),
        spell(UUID(int=8), PartnerRole.PIVOTAL, change, None),
    ]
    assert faults_of(PartnershipKind.TRIANGULAR, held, START, None) == []


def test_the_two_families_of_roles_are_not_mixed() -> None:
    held = [
        spell(UUID(int=1), PartnerRole.PROVIDER, None, None),
        spell(UUID(int=2), PartnerRole.BENEFICIARY, None, None),
    ]
    assert [fault.code for fault in faults_of(PartnershipKind.SOUTH_SOUTH, held, None, None)] == ["mixed_roles"]
