from collections import defaultdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.measurement.ledger.rules.repeated import Entry, Repeats, before, told_by_children, told_first_hand

PARENT, CHILDREN = UUID(int=1), [UUID(int=2), UUID(int=3)]

amounts = st.integers(-3, 5).map(Decimal)
days = st.sampled_from([date(2020, 1, 1), date(2020, 6, 1), date(2021, 6, 1)])


def entries(*activities: UUID) -> st.SearchStrategy[list[Entry]]:
    one = st.builds(
        Entry,
        id=st.uuids(),
        activity=st.sampled_from(activities),
        transaction_type=st.sampled_from("34"),
        day=days,
        currency=st.sampled_from(["USD", "EUR"]),
        amount=amounts,
        converted=st.just(value=True),
    )
    return st.lists(one, max_size=6, unique_by=lambda entry: entry.id)


def test_a_parent_counts_where_it_alone_can_be_converted() -> None:
    parent = [Entry(UUID(int=9), PARENT, "3", date(2020, 1, 1), "ETB", Decimal(5))]
    stale = parent[0]._replace(activity=CHILDREN[0], converted=False)
    assert told_by_children(parent, [stale]) == told_first_hand(parent, [stale]) == {}
    neither = [parent[0]._replace(converted=False)]
    for told in (told_by_children, told_first_hand):
        assert told(neither, [stale]).keys() == told(parent, [stale._replace(converted=True)]).keys() == {UUID(int=9)}


def sums(found: list[Entry]) -> dict[tuple[str, str, int], Decimal]:
    added: defaultdict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    for one in found:
        added[one.transaction_type, one.currency, one.day.year] += one.amount
    return added


@given(entries(PARENT), entries(*CHILDREN))
def test_what_a_parent_loses_its_children_report(parent: list[Entry], children: list[Entry]) -> None:
    found = told_by_children(parent, children)
    lost = sums([one for one in parent if one.id in found])
    whole = sums(children)
    for key, total in lost.items():
        of_children = [one for one in children if (one.transaction_type, one.currency, one.day.year) == key]
        assert of_children
        by_day = [sum(each.amount for each in of_children if each.day == day) for day in {o.day for o in of_children}]
        subsets = {
            sum(by_day[place] for place in range(len(by_day)) if bits >> place & 1) for bits in range(1 << len(by_day))
        }
        assert total == whole[key] or total in subsets
    assert all(set(one.counted_in) <= set(CHILDREN) and one.repeats is Repeats.CHILDREN for one in found.values())


@given(entries(PARENT))
def test_the_same_again_repeats_all(parent: list[Entry]) -> None:
    again = [one._replace(activity=CHILDREN[0]) for one in parent]
    assert told_by_children(parent, again).keys() == {one.id for one in parent}
    assert told_by_children(parent, []) == {}


@given(entries(PARENT), entries(*CHILDREN))
def test_a_secondary_report_is_left_out_by_type_and_year(secondary: list[Entry], primary: list[Entry]) -> None:
    found = told_first_hand(secondary, primary)
    covered = {(one.transaction_type, one.day.year) for one in primary}
    assert found.keys() == {one.id for one in secondary if (one.transaction_type, one.day.year) in covered}


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc")), min_size=1, unique=True))
def test_of_all_reports_of_an_activity_some_count(standings: list[tuple[bool, str]]) -> None:
    counted = [one for one in standings if not any(before(other, one) for other in standings)]
    first_hand = [one for one in standings if not one[0]]
    assert sorted(counted) == sorted(first_hand or [min(standings)])
