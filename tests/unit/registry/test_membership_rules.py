from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.registry import reference
from services.registry.regions.rules import contradictions


@dataclass(frozen=True)
class Spell:
    valid_from: date | None
    valid_to: date | None
    verified: bool = False


START = date(2000, 1, 1)
spells = st.builds(
    lambda begin, length: Spell(
        START + timedelta(begin) if begin else None, START + timedelta((begin or 0) + length) if length else None
    ),
    st.none() | st.integers(1, 30),
    st.none() | st.integers(1, 10),
)


def days(spell: Spell) -> set[date]:
    span = [START + timedelta(day) for day in range(-5, 60)]
    return {day for day in span if (spell.valid_from or date.min) <= day < (spell.valid_to or date.max)}


@given(st.lists(spells, max_size=4))
def test_spells_are_refused_exactly_where_a_day_is_in_two_of_them(found: list[Spell]) -> None:
    pairs = [(one, other) for place, one in enumerate(found) for other in found[:place]]
    overlapping = [pair for pair in pairs if days(pair[0]) & days(pair[1])]
    assert len(contradictions(found)) == len(overlapping)


def test_spells_that_touch_are_two() -> None:
    left, back = Spell(date(1993, 1, 1), date(2007, 1, 1)), Spell(date(2007, 1, 1), None)
    assert contradictions([left, back]) == []
    [fault] = contradictions([left, Spell(date(2006, 12, 31), None)])
    assert (fault.pointer, fault.code) == ("/spells/1", "overlap")
    assert "1993-01-01 to 2007-01-01" in fault.detail


def test_what_was_read_in_a_source_has_a_day() -> None:
    [fault] = contradictions([Spell(None, None, verified=True)])
    assert (fault.pointer, fault.code) == ("/spells/0/verified", "no_day")


def test_what_ships_does_not_contradict_itself() -> None:
    pairs: dict[tuple[str, str], list[Spell]] = {}
    for one in reference.memberships():
        spell = Spell(one["valid_from"], one["valid_to"])
        pairs.setdefault((one["region"], one["country"]), []).append(spell)
    assert [pair for pair, found in pairs.items() if contradictions(found)] == []
