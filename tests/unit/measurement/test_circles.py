from collections import defaultdict
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.measurement.ledger.rules.circles import Edge, without_circles

ids = st.integers(1, 7).map(lambda number: UUID(int=number))
edges = st.sets(st.tuples(ids, ids), max_size=20)


def descendants(start: UUID, found: set[Edge]) -> set[UUID]:
    children = defaultdict(set)
    for parent, child in found:
        children[parent].add(child)
    reached, waiting = set(), [start]
    while waiting:
        for child in children[waiting.pop()] - reached:
            reached.add(child)
            waiting.append(child)
    return reached


@given(edges)
def test_nobody_is_its_own_descendant_and_what_is_in_no_circle_stays(found: set[Edge]) -> None:
    kept = without_circles(found)
    assert not any(parent in descendants(parent, kept) for parent, _ in kept)
    assert kept <= found
    assert all(parent in descendants(child, found) | {child} for parent, child in found - kept)


@given(st.permutations(range(1, 8)))
def test_a_circle_of_any_length_and_order_loses_one_edge(order: list[int]) -> None:
    circle = {(UUID(int=one), UUID(int=other)) for one, other in zip(order, [*order[1:], order[0]], strict=True)}
    assert len(without_circles(circle)) == len(circle) - 1


def test_a_long_line_of_parents_is_no_matter_of_recursion() -> None:
    line = {(UUID(int=place), UUID(int=place + 1)) for place in range(20_000)}
    assert without_circles(line) == line
    assert len(without_circles({*line, (UUID(int=20_000), UUID(int=0))})) == len(line)


@given(edges, edges)
def test_what_is_left_out_of_a_circle_is_the_same_whatever_leads_to_it(inside: set[Edge], outside: set[Edge]) -> None:
    far = {(UUID(int=parent.int + 100), child) for parent, child in outside}
    assert without_circles(inside) == {edge for edge in without_circles(inside | far) if edge in inside}
