"""Parents and children without circles: publishers name activities that are all, at the last, their own ancestors."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

Edge = tuple[UUID, UUID]
"""A parent activity, and one of its children."""


def without_circles(edges: Iterable[Edge]) -> set[Edge]:
    """Leave out edges that close a circle, so that in each circle one activity has no children there.

    In each set of activities that are all ancestors of each other, those edges are left out that lead back when it is
    gone through from the activity that sorts first.
    """
    kept = {(parent, child) for parent, child in edges if parent != child}
    for circling in _circles(kept):
        inside = _neighbours(edge for edge in sorted(kept) if circling.issuperset(edge))
        kept.difference_update(_visit(min(circling), inside, set())[1])
    return kept


def _circles(edges: Collection[Edge]) -> list[set[UUID]]:
    """Give the sets of several activities that are all ancestors of each other, by Kosaraju's algorithm."""
    children, parents = _neighbours(edges), _neighbours((child, parent) for parent, child in edges)
    ended: list[UUID] = []
    seen: set[UUID] = set()
    for start in list(children):
        ended += _visit(start, children, seen)[0]
    seen = set()
    found = [set(_visit(start, parents, seen)[0]) for start in reversed(ended)]
    return [circling for circling in found if len(circling) > 1]


def _neighbours(edges: Iterable[Edge]) -> Mapping[UUID, Sequence[UUID]]:
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for one, other in edges:
        found[one].append(other)
    return found


def _visit(start: UUID, after: Mapping[UUID, Sequence[UUID]], seen: set[UUID]) -> tuple[list[UUID], list[Edge]]:
    """Go through all that is reached from an activity and not seen yet, in depth first.

    Gives the activities, each behind all that is reached from it, and the edges that lead back to one on the way.
    """
    ended: list[UUID] = []
    back: list[Edge] = []
    waiting = {} if start in seen else {start: iter(after.get(start, ()))}
    seen.add(start)
    while waiting:
        here, others = next(reversed(waiting.items()))
        for other in others:
            if other in waiting:
                back.append((here, other))
            elif other not in seen:
                seen.add(other)
                waiting[other] = iter(after.get(other, ()))
                break
        else:
            ended.append(here)
            del waiting[here]
    return ended, back
