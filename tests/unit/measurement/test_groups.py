from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.measurement.facts.country_groups.rules import Edition, Groups, tell_apart
from services.measurement.ledger.rules.cooperation import edition_of

DAYS = st.dates(date(2000, 1, 1), date(2000, 1, 20))
EDITIONS = st.dictionaries(DAYS, st.frozensets(st.sampled_from(["GB", "JP", "KR"])), min_size=1, max_size=5)


def groups(found: dict[date, frozenset[str]]) -> Groups:
    return Groups(Edition(day, f"made-{day}", developed) for day, developed in found.items())


@given(EDITIONS, DAYS)
def test_an_edition_is_in_force_from_its_day_on(found: dict[date, frozenset[str]], day: date) -> None:
    begun = [start for start in found if start <= day]
    assert groups(found).on(day).valid_from == max(begun, default=min(found))


@given(EDITIONS, EDITIONS)
def test_groups_tell_apart_if_any_day_says_otherwise(
    before: dict[date, frozenset[str]], after: dict[date, frozenset[str]]
) -> None:
    old, new = groups(before), groups(after)
    days = [date(1999, 12, 31), *(date(2000, 1, day) for day in range(1, 22))]
    assert tell_apart(old, new) == any(old.on(day).developed != new.on(day).developed for day in days)
    assert not tell_apart(Groups([]), new)


def test_an_activity_follows_the_edition_of_its_start() -> None:
    found = groups({date(2000, 1, 1): frozenset(), date(2010, 1, 1): frozenset({"KR"})})
    early, late = found.editions
    assert edition_of({"1": "2011-01-01", "2": "2005-06-30"}, found) is early
    assert edition_of({"1": "2011-01-01", "3": "2001-01-01"}, found) is late
    assert edition_of({"3": "2001-01-01"}, found) is late
