from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.rules.deputies import Office, reminded

DAYS = st.integers(0, 9).map(lambda ahead: date(2017, 11, 4) + timedelta(days=ahead))
IDS = [UUID(int=number) for number in range(5)]
DAY = date(2017, 11, 8)


def an_office(identity: UUID) -> st.SearchStrategy[Office]:
    day = st.none() | DAYS
    return st.builds(
        Office,
        id=st.just(identity),
        reachable=st.booleans(),
        valid_from=day,
        valid_to=day,
        absent_from=day,
        absent_to=day,
        deputy=st.none() | st.sampled_from(IDS),
    )


OFFICES = st.tuples(*map(an_office, IDS)).map(lambda offices: {one.id: one for one in offices})


@given(OFFICES, DAYS)
def test_nobody_without_a_mandate_and_an_address_is_reminded(offices: dict[UUID, Office], day: date) -> None:
    found = reminded(IDS[0], offices, day)
    assert found is None or found.is_mandated(day)


@given(OFFICES, DAYS)
def test_who_is_there_is_reminded_itself(offices: dict[UUID, Office], day: date) -> None:
    first = offices[IDS[0]]
    if first.is_mandated(day) and not first.is_absent(day):
        assert reminded(first.id, offices, day) == first


@given(OFFICES, DAYS)
def test_a_mandate_is_never_left_without_anybody(offices: dict[UUID, Office], day: date) -> None:
    first = offices[IDS[0]]
    if first.is_mandated(day):
        assert reminded(first.id, offices, day)


@given(OFFICES, DAYS)
def test_an_absent_one_is_only_reminded_for_itself(offices: dict[UUID, Office], day: date) -> None:
    found = reminded(IDS[0], offices, day)
    assert found is None or found.id == IDS[0] or not found.is_absent(day)


def test_the_line_goes_on_where_the_deputy_is_away_too() -> None:
    ended, away, there = (
        Office(IDS[0], valid_to=DAY, deputy=IDS[1]),
        Office(IDS[1], absent_from=DAY, deputy=IDS[2]),
        Office(IDS[2]),
    )
    offices = {one.id: one for one in (ended, away, there)}
    assert reminded(ended.id, offices, DAY) == there
    assert reminded(ended.id, offices, DAY - timedelta(days=1)) == ended
    assert reminded(ended.id, {ended.id: ended, away.id: away}, DAY) is None


def test_nobody_stands_in_before_a_mandate_begins() -> None:
    first = Office(IDS[0], valid_from=DAY, deputy=IDS[1])
    assert reminded(first.id, {first.id: first, IDS[1]: Office(IDS[1])}, DAY - timedelta(days=1)) is None
    assert reminded(IDS[4], {}, DAY) is None
