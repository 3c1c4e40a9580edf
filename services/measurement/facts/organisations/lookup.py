"""Who organisations are: what the registry knows of references, and what somebody has said."""

from collections import ChainMap
from collections.abc import Collection, Mapping, Sequence

from services.measurement.facts.organisations.rules.parties import Party
from services.measurement.reading.records import Activity
from services.measurement.reading.source import FUNDING
from shared.db import Driver
from shared.identifiers import canonical_reference

CHOSEN = """
WITH RECURSIVE line AS (
    SELECT o.reporter, o.named_by, a.id, a.identifiers, a.country, a.constituency, a.merged_into
    FROM reported_organisations o JOIN actors a ON a.id = o.actor WHERE o.reporter = ANY($1)
    UNION
    SELECT line.reporter, line.named_by, a.id, a.identifiers, a.country, a.constituency, a.merged_into
    FROM line JOIN actors a ON a.id = line.merged_into
)
SELECT reporter, named_by, identifiers, country, constituency FROM line
WHERE NOT EXISTS (SELECT FROM actors a WHERE a.id = line.merged_into)
"""
PARTIES = """
WITH RECURSIVE line AS (
    SELECT id, identifiers, country, constituency, merged_into FROM actors WHERE identifiers && $1
    UNION
    SELECT a.id, line.identifiers, a.country, a.constituency, a.merged_into
    FROM line JOIN actors a ON a.id = line.merged_into
)
SELECT identifiers, country, constituency FROM line
WHERE NOT EXISTS (SELECT FROM actors a WHERE a.id = line.merged_into)
"""


class Directory:
    """Who organisations are: the registry is asked once for each."""

    def __init__(self, connection: Driver) -> None:
        self._connection = connection
        self._asked: set[str] = set()
        self._known: dict[str, Party] = {}
        self._chosen: dict[str, dict[str, Party]] = {}

    async def meet(self, activities: Sequence[Activity]) -> None:
        """Have the parties of activities at hand, as far as they are known."""
        sides = {
            side.ref for activity in activities for terms in activity.terms for side in (terms.provider, terms.receiver)
        }
        sides |= {
            one.organisation.ref for activity in activities for one in activity.participants if one.role == FUNDING
        }
        await self.look_up({activity.reporter.ref for activity in activities}, sides)

    async def look_up(self, reporters: Collection[str], refs: Collection[str] = ()) -> None:
        """Have at hand who reporting organisations are, and those that their reports name by references."""
        if new := {canonical_reference(ref) for ref in (*reporters, *refs)} - self._asked:
            self._asked |= new
            self._known |= await known_parties(self._connection, new)
        if unasked := set(reporters) - self._chosen.keys():
            self._chosen |= await chosen_parties(self._connection, unasked)

    def of(self, reporter: str) -> Mapping[str, Party]:
        """Give who is known: by what somebody has said of a reporter's flows, before what the registry says."""
        chosen = self._chosen[reporter]
        return ChainMap(chosen, self._known) if chosen else self._known

    async def outdated(self) -> set[str]:
        """Give the references that stand for somebody else than when they were looked up."""
        now = await known_parties(self._connection, self._asked)
        return {ref for ref in self._asked if now.get(ref) != self._known.get(ref)}


async def known_parties(connection: Driver, refs: Collection[str]) -> dict[str, Party]:
    """Give the parties that references stand for, as far as the registry knows them."""
    found: dict[str, Party] = {}
    for identifiers, country, constituency in await connection.fetch(PARTIES, list(refs)):
        found |= {ref: _party(ref, country, constituency) for ref in identifiers}
    return found


async def chosen_parties(connection: Driver, reporters: Collection[str]) -> dict[str, dict[str, Party]]:
    """Give the parties that somebody has said organisations to be, by reporter and what they are named by."""
    found: dict[str, dict[str, Party]] = {reporter: {} for reporter in reporters}
    for reporter, named_by, identifiers, country, constituency in await connection.fetch(CHOSEN, list(reporters)):
        ref = identifiers[0] if identifiers else named_by
        found[reporter][named_by] = _party(ref, country, constituency)
    return found


def _party(ref: str, country: str | None, constituency: str) -> Party:
    return Party(ref, multilateral=True) if constituency == "multilateral" else Party(country or "")
