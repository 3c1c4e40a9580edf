"""What a new report of an activity means for the flows that are held of it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Generic, NamedTuple, Protocol, TypeVar

from services.measurement.reading.records import Flow

COUNTED = frozenset({"3", "4"})
"""The transaction types that totals count: disbursement and expenditure, what a provider has really given."""

INCOMING = frozenset({"1"})
"""Incoming funds: what a recipient says that it has received."""


MISSING = "Its reporter's file no longer holds it"
WITH_ACTIVITY = "Its activity was withdrawn"
COMING_BACK = (MISSING, WITH_ACTIVITY)
"""Why flows were withdrawn that are new ones once a file holds them again."""


class Held(Protocol):
    """A flow that is held, as far as it is compared."""

    @property
    def digest(self) -> bytes:
        """Stand for its content."""

    @property
    def ref(self) -> str:
        """Give the publisher's name for it."""

    @property
    def transaction_type(self) -> str:
        """Give the transaction type."""

    @property
    def day(self) -> date:
        """Give the transaction date."""


H = TypeVar("H", bound=Held)


class Reconciled(NamedTuple, Generic[H]):
    """What to do: record the new, correct the first of each pair by the second, leave the missing as they are."""

    unchanged: int
    new: list[Flow]
    corrected: list[tuple[H, Flow]]
    missing: list[H]


def reconcile(held: Sequence[H], reported: Sequence[Flow]) -> Reconciled[H]:
    """Compare flows that are held of an activity with those reported now.

    Equal content is the same flow, as often as it occurs. Of the rest, a reported flow corrects a held one of the same
    type and reference, or of the same type and day where it has no reference.
    """
    if not held:
        return Reconciled(0, list(reported), [], [])
    unchanged, held_left, reported_left = _pair(held, reported, lambda flow: flow.digest)
    corrected, missing, new = _pair(held_left, reported_left, _slot)
    return Reconciled(len(unchanged), new, corrected, missing)


def _slot(flow: Held) -> Hashable:
    return (flow.transaction_type, flow.ref or flow.day)


def _pair(
    held: Iterable[H], reported: Iterable[Flow], key: Callable[[Held], Hashable]
) -> tuple[list[tuple[H, Flow]], list[H], list[Flow]]:
    waiting: defaultdict[Hashable, list[H]] = defaultdict(list)
    for flow in held:
        waiting[key(flow)].append(flow)
    pairs, alone = [], []
    for reported_flow in reported:
        candidates = waiting.get(key(reported_flow))
        if candidates:
            pairs.append((candidates.pop(0), reported_flow))
        else:
            alone.append(reported_flow)
    return pairs, [flow for left in waiting.values() for flow in left], alone
