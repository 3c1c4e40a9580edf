"""What a file no longer holds of its reporting organisations: counted, and withdrawn where that was asked for."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.measurement.ledger.rules.reconcile import VANISHED, reconcile
from services.measurement.ledger.store.activities import StoredActivity
from services.measurement.ledger.store.flows import stored_flows
from services.measurement.ledger.store.stored_activities import StoredActivities
from services.measurement.ledger.store.withdraw import AT_ONCE, Withdrawal
from services.measurement.reading.findings import Finding
from services.measurement.reading.records import Activity, Name
from shared.db import Driver

REPORTERS = "SELECT DISTINCT reporter FROM activities WHERE id = ANY($1)"


class Orders(NamedTuple):
    """Whether what has vanished is to be withdrawn, and whether anything is to be written at all."""

    withdraws: bool
    check_only: bool


class Vanishing:
    """What one import finds missing."""

    def __init__(self, connection: Driver, withdrawal: Withdrawal, counts: Counter[str], orders: Orders) -> None:
        self._connection = connection
        self._withdrawal = withdrawal
        self._counts = counts
        self._orders = orders
        self._aside: list[Name] = []
        self.reporters: set[str] = set()

    def pass_over(self, aside: Sequence[Name]) -> None:
        """Remember activities that stand aside: they have not vanished."""
        self._aside += aside

    async def compare(self, same: Sequence[tuple[Activity, StoredActivity]]) -> None:
        """Withdraw flows that were kept when they vanished from activities that are the same since.

        Where transactions of an activity are not recorded, nobody can say which of its flows have vanished.
        """
        same = [(activity, known) for activity, known in same if not activity.flows_aside]
        if self._orders.withdraws and same:
            held = await stored_flows(self._connection, [known.id for _, known in same])
            found = [reconcile(held[known.id], activity.flows) for activity, known in same]
            await self.let_go([flow.id for one in found for flow in one.vanished])

    async def let_go(self, flows: Sequence[UUID]) -> None:
        """Withdraw flows that have vanished from an activity."""
        if flows and self._orders == (True, False):
            gone = await self._withdrawal.withdraw_flows(flows, VANISHED)
            self._counts["flows_withdrawn"] += gone

    async def finish(self, stored_activities: StoredActivities) -> list[Finding]:
        """Count activities that have vanished, or withdraw them; say where that cannot be told."""
        vanished = await stored_activities.vanished(self._aside)
        self._counts["vanished"] += len(vanished)
        if self._orders.withdraws and not all(all(name) for name in self._aside):
            return [Finding("harambee-kept", 0, "/", f"{len(vanished)} are kept")]
        if self._orders == (True, False):
            await self._withdraw(vanished)
        return []

    async def _withdraw(self, activities: Sequence[UUID]) -> None:
        rows = await self._connection.fetch(REPORTERS, activities)
        self.reporters = {row[0] for row in rows}
        for start in range(0, len(activities), AT_ONCE):
            part = activities[start : start + AT_ONCE]
            gone = await self._withdrawal.withdraw_activities(part, VANISHED)
            self._counts["withdrawn"] += len(part)
            self._counts["flows_withdrawn"] += gone
