"""What a file no longer holds of its reporting organisations: counted, and withdrawn where that was asked for."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.measurement.ledger.rules.reconcile import MISSING, reconcile
from services.measurement.ledger.store.activities import StoredActivity
from services.measurement.ledger.store.flows import stored_flows
from services.measurement.ledger.store.stored_activities import StoredActivities
from services.measurement.ledger.store.withdraw import AT_ONCE, Withdrawal
from services.measurement.reading.findings import Finding
from services.measurement.reading.records import Activity, Name
from shared.db import Driver

REPORTERS = "SELECT DISTINCT reporter FROM activities WHERE id = ANY($1)"


class Orders(NamedTuple):
    """Whether what is missing is to be withdrawn, and whether anything is to be written at all."""

    withdraws: bool
    check_only: bool


class MissingFromFile:
    """What one import finds missing."""

    def __init__(self, connection: Driver, withdrawal: Withdrawal, counts: Counter[str], orders: Orders) -> None:
        self._connection = connection
        self._withdrawal = withdrawal
        self._counts = counts
        self._orders = orders
        self._rejected: list[Name] = []
        self.reporters: set[str] = set()

    def note_rejected(self, rejected: Sequence[Name]) -> None:
        """Remember activities that are rejected: they are not missing."""
        self._rejected += rejected

    async def compare(self, unchanged: Sequence[tuple[Activity, StoredActivity]]) -> None:
        """Withdraw flows that were missing before, and kept, from activities that are unchanged since.

        Where transactions of an activity are not recorded, nobody can say which of its flows are missing.
        """
        whole = [(activity, known) for activity, known in unchanged if not activity.flows_rejected]
        if self._orders.withdraws and whole:
            held = await stored_flows(self._connection, [known.id for _, known in whole])
            found = [reconcile(held[known.id], activity.flows) for activity, known in whole]
            await self.withdraw_flows([flow.id for one in found for flow in one.missing])

    async def withdraw_flows(self, flows: Sequence[UUID]) -> None:
        """Withdraw flows that are missing from an activity."""
        if flows and self._orders == (True, False):
            gone = await self._withdrawal.withdraw_flows(flows, MISSING)
            self._counts["flows_withdrawn"] += gone

    async def finish(self, stored_activities: StoredActivities) -> list[Finding]:
        """Count activities that are missing, or withdraw them; say where that cannot be told."""
        missing = await stored_activities.find_missing(self._rejected)
        self._counts["missing"] += len(missing)
        if self._orders.withdraws and not all(all(name) for name in self._rejected):
            return [Finding("harambee-kept", 0, "/", f"{len(missing)} are kept")]
        if self._orders == (True, False):
            await self._withdraw(missing)
        return []

    async def _withdraw(self, activities: Sequence[UUID]) -> None:
        rows = await self._connection.fetch(REPORTERS, activities)
        self.reporters = {row[0] for row in rows}
        for start in range(0, len(activities), AT_ONCE):
            part = activities[start : start + AT_ONCE]
            gone = await self._withdrawal.withdraw_activities(part, MISSING)
            self._counts["withdrawn"] += len(part)
            self._counts["flows_withdrawn"] += gone
