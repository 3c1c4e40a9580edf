"""Activities whose identifiers have changed: what was reported by the former ones is taken over, and counts once."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from services.measurement.ledger.store.activities import StoredActivity, name_of
from services.measurement.ledger.store.stored_activities import StoredActivities
from services.measurement.ledger.store.withdraw import AT_ONCE, Withdrawal
from services.measurement.reading.findings import Finding
from services.measurement.reading.former_identifiers import former_names
from services.measurement.reading.records import Activity, Name
from shared.db import Driver

Pair = tuple[Activity, StoredActivity | None]
"""An activity as it is reported, and as it is held."""

TAKEN_OVER = "It is reported by another identifier now"
"""Why flows were withdrawn."""

# Whose own successor has been taken over still stands for it.
SUCCESSORS = """
SELECT f.reporter, f.identifier, s.reporter AS by_reporter, s.identifier AS by_identifier
FROM unnest($1::text[], $2::text[]) n(reporter, identifier) JOIN former_names f USING (reporter, identifier)
JOIN activities s ON s.id = f.activity
WHERE s.withdrawn_at IS NULL
OR EXISTS (SELECT FROM former_names g WHERE g.reporter = s.reporter AND g.identifier = s.identifier)
"""
FORGET = "DELETE FROM former_names f USING activities a WHERE a.id = f.activity AND a.import_id = $1"
REMEMBER = """
INSERT INTO former_names (reporter, identifier, activity)
SELECT n.reporter, n.identifier, a.id
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) n(reporter, identifier, by_reporter, by_identifier)
JOIN activities a ON a.reporter = n.by_reporter AND a.identifier = n.by_identifier
ORDER BY n.reporter, n.identifier
ON CONFLICT (reporter, identifier) DO UPDATE SET activity = excluded.activity
"""
STANDING = """
SELECT a.id, a.reporter, a.identifier FROM unnest($1::text[], $2::text[]) n(reporter, identifier)
JOIN activities a USING (reporter, identifier) WHERE a.withdrawn_at IS NULL
"""
PLACE = "/iati-activities/iati-activity/other-identifier/@ref"


class Succession:
    """What one import reports by other identifiers than before; `is_mine` says for whom it may report.

    What another organisation has reported is taken over only by who may report for that one too.
    """

    def __init__(
        self, connection: Driver, withdrawal: Withdrawal, counts: Counter[str], is_mine: Callable[[str], bool]
    ) -> None:
        self._connection = connection
        self._withdrawal = withdrawal
        self._counts = counts
        self._is_mine = is_mine
        self._present: dict[Name, Name] = {}
        self._of_others: dict[Name, Activity] = {}
        self.reporters: set[str] = set()

    async def take(self, pairs: Sequence[Pair]) -> tuple[list[Pair], list[tuple[Activity, Name]]]:
        """Give those that are not reported by other identifiers by now, and the others with these."""
        successors = await self._successors([name_of(activity) for activity, _ in pairs])
        kept, succeeded = [], []
        for activity, known in pairs:
            name = name_of(activity)
            if successor := self._present.get(name) or successors.get(name):
                succeeded.append((activity, successor))
                continue
            kept.append((activity, known))
            for former in former_names(activity):
                if self._is_mine(former[0]):
                    self._present.setdefault(former, name)
                else:
                    self._of_others.setdefault(former, activity)
        return kept, succeeded

    async def finish(self, stored_activities: StoredActivities, import_id: UUID, *, check_only: bool) -> list[Finding]:
        """Take over what stands by former identifiers; give findings of what cannot be."""
        if not check_only:
            await self._connection.execute(FORGET, import_id)
        if self._present and not check_only:
            await stored_activities.lock({reporter for reporter, _ in self._present})
            former, present = zip(*self._present.items(), strict=True)
            await self._connection.execute(REMEMBER, *zip(*former, strict=True), *zip(*present, strict=True))
            await self._take_over()
        found = await self._standing(self._of_others)
        return [self._refused(reporter, identifier) for _, reporter, identifier in found]

    async def _successors(self, names: Sequence[Name]) -> dict[Name, Name]:
        if not names:
            return {}
        rows = await self._connection.fetch(SUCCESSORS, *zip(*names, strict=True))
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}

    async def _standing(self, names: Collection[Name]) -> list[tuple[UUID, str, str]]:
        if not names:
            return []
        return [tuple(row) for row in await self._connection.fetch(STANDING, *zip(*names, strict=True))]

    async def _take_over(self) -> None:
        found = await self._standing(self._present)
        self.reporters = {reporter for _, reporter, _ in found}
        for start in range(0, len(found), AT_ONCE):
            part = [id_ for id_, *_ in found[start : start + AT_ONCE]]
            gone = await self._withdrawal.withdraw_activities(part, TAKEN_OVER)
            self._counts["taken_over"] += len(part)
            self._counts["flows_withdrawn"] += gone

    def _refused(self, reporter: str, identifier: str) -> Finding:
        activity = self._of_others[(reporter, identifier)]
        detail = f"{identifier} of {reporter}, for which you do not report, stands beside it"
        return Finding("harambee-former-reporter", activity.line, PLACE, detail, activity.identifier)
