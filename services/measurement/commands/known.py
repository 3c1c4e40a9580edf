"""What is held already of the activities and parties of a file: one round trip a batch."""

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID
from zlib import crc32

from services.measurement.commands.activity_rows import Known, name_of
from services.measurement.rules.parties import Party
from services.measurement.rules.records import Activity, Name
from shared.db import Driver

DRAWERS = 256
"""Whoever writes activities of a reporting organisation locks the one of so many drawers that it falls into."""

LOCK = "SELECT pg_advisory_xact_lock(hashtext('reporters'), drawer) FROM unnest($1::integer[]) drawer"

MAKE_SEEN = """
CREATE TEMP TABLE seen (reporter text, identifier text, PRIMARY KEY (reporter, identifier)) ON COMMIT DROP
"""
LOOK_UP = """
WITH first AS (
    INSERT INTO seen SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING RETURNING *
)
SELECT reporter, identifier, a.id, a.version, a.created_at, a.digest, a.indicators, a.withdrawn_at IS NOT NULL, o.value
FROM first LEFT JOIN activities a USING (reporter, identifier) LEFT JOIN cooperation_overrides o ON o.activity = a.id
"""
STAND_ASIDE = "INSERT INTO seen SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING"
VANISHED = """
SELECT id FROM activities a WHERE reporter IN (SELECT DISTINCT reporter FROM seen) AND withdrawn_at IS NULL
AND NOT EXISTS (SELECT FROM seen s WHERE s.reporter = a.reporter AND s.identifier = a.identifier)
"""
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


class Found(NamedTuple):
    """A batch, sorted: what is new or held, by what names it; and what has occurred in the file before."""

    first: list[tuple[Activity, Known | None]]
    again: list[Activity]


class Holdings:
    """What the database holds, as far as one file asks for it."""

    def __init__(self, connection: Driver) -> None:
        self._connection = connection
        self._locked: set[int] = set()
        self._asked: set[str] = set()
        self._parties: dict[str, Party] = {}
        self._chosen: dict[str, dict[str, Party]] = {}

    async def begin(self) -> None:
        """Get ready to remember what has occurred."""
        await self._connection.execute(MAKE_SEEN)

    async def find(self, activities: Sequence[Activity]) -> Found:
        """Look a batch up; until the commit nobody else writes activities of its reporting organisations."""
        await self._lock({activity.reporter.ref for activity in activities})
        names = [name_of(activity) for activity in activities]
        rows = await self._connection.fetch(LOOK_UP, [name[0] for name in names], [name[1] for name in names])
        known: dict[Name, Known | None] = {(row[0], row[1]): Known(*row[2:]) if row[2] else None for row in rows}
        first: list[tuple[Activity, Known | None]] = []
        again: list[Activity] = []
        for activity, name in zip(activities, names, strict=True):
            if name in known:
                first.append((activity, known.pop(name)))
            else:
                again.append(activity)
        return Found(first, again)

    async def meet(self, activities: Sequence[Activity]) -> None:
        """Have the parties of activities at hand, as far as they are known."""
        reporters = {activity.reporter.ref for activity in activities}
        sides = {side.ref for activity in activities for terms in activity.terms for side in terms[1:3]}
        if new := (reporters | sides) - self._asked:
            self._asked |= new
            self._parties |= await known_parties(self._connection, new)
        if unasked := reporters - self._chosen.keys():
            self._chosen |= await chosen_parties(self._connection, unasked)

    def parties_of(self, reporter: str) -> Mapping[str, Party]:
        """Give who is known: by what somebody has said of a reporter's flows, before what the registry says."""
        chosen = self._chosen[reporter]
        return ChainMap(chosen, self._parties) if chosen else self._parties

    async def vanished(self, aside: Sequence[Name]) -> list[UUID]:
        """Give the activities of the file's reporting organisations that it does not hold, also not aside."""
        await self._lock({reporter for reporter, _ in aside})
        await self._connection.execute(STAND_ASIDE, [name[0] for name in aside], [name[1] for name in aside])
        return [row[0] for row in await self._connection.fetch(VANISHED)]

    async def _lock(self, reporters: set[str]) -> None:
        new = _drawers(reporters) - self._locked
        if new:
            self._locked |= new
            await self._connection.execute(LOCK, sorted(new))


async def lock_reporters(connection: Driver, reporters: Iterable[str]) -> None:
    """See to it that until the commit nobody else writes activities or flows of these organisations."""
    await connection.execute(LOCK, sorted(_drawers(reporters)))


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


def _drawers(reporters: Iterable[str]) -> set[int]:
    return {crc32(ref.encode()) % DRAWERS for ref in reporters}
