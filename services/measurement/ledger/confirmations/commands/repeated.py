"""Leaves flows out of totals that repeat what another activity reports; see `ledger.rules.repeated`.

Whatever order reports come in: it is done anew for activities that were written or withdrawn, and for those that
repeat them or that they repeat.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from services.measurement.ledger.rules.circles import without_circles
from services.measurement.ledger.rules.repeated import (
    Entry,
    Repeats,
    Repetition,
    before,
    told_by_children,
    told_first_hand,
)
from services.measurement.ledger.store.flows import StoredFlow, filled
from services.measurement.ledger.store.locks import lock_flows
from services.measurement.ledger.store.totals import TotalsWriter
from services.measurement.ledger.store.unpaired import enqueue_unpaired
from shared.db import Driver
from shared.unit_of_work import UnitOfWork

# Relations are of one reporting organisation: what others say of an activity moves none of its money. `{UP}` is the
# type of a relation by which an activity names its parent (1) or child (2), `{DOWN}` by which that names it.
RELATED = """
WITH RECURSIVE family AS (
    SELECT unnest($1::uuid[]) AS id
    UNION
    SELECT o.id FROM family JOIN activities m USING (id) CROSS JOIN LATERAL (
        SELECT a.id FROM unnest(m.mentions) named JOIN activities a ON a.identifier = named AND a.reporter = m.reporter
        WHERE m.details->'related' @> jsonb_build_array(jsonb_build_object('type', '{UP}', 'identifier', a.identifier))
        UNION ALL
        SELECT a.id FROM activities a
        WHERE a.mentions @> ARRAY[m.identifier] AND a.mentions <> '{}' AND a.reporter = m.reporter
        AND a.details->'related' @> jsonb_build_array(jsonb_build_object('type', '{DOWN}', 'identifier', m.identifier))
    ) o
)
SELECT id FROM family
"""
ANCESTORS = RELATED.replace("{UP}", "1").replace("{DOWN}", "2")
DESCENDANTS = RELATED.replace("{UP}", "2").replace("{DOWN}", "1")
CHILDREN = """
WITH mine AS (SELECT id, reporter, identifier, mentions, details FROM activities WHERE id = ANY($1))
SELECT m.id, c.id FROM mine m CROSS JOIN unnest(m.mentions) named
JOIN activities c ON c.identifier = named AND c.reporter = m.reporter
WHERE m.details->'related' @> jsonb_build_array(jsonb_build_object('type', '2', 'identifier', c.identifier))
UNION
SELECT m.id, c.id FROM mine m
JOIN activities c ON c.mentions @> ARRAY[m.identifier] AND c.mentions <> '{}' AND c.reporter = m.reporter
WHERE c.details->'related' @> jsonb_build_array(jsonb_build_object('type', '1', 'identifier', m.identifier))
"""
SAME_IDENTIFIER = """
SELECT m.id, o.id, m.details ? 'secondary_reporter', m.reporter, o.details ? 'secondary_reporter', o.reporter
FROM activities m JOIN activities o USING (identifier) WHERE m.id = ANY($1) AND o.id <> m.id
"""
COUNTED_THERE = "SELECT DISTINCT activity FROM flows WHERE counted_in && $1::uuid[] AND counted_in IS NOT NULL"
ENTRIES = """
SELECT id, activity, transaction_type, day, currency, amount, usd IS NOT NULL AS converted, repeats, counted_in
FROM flows
WHERE (activity = ANY($1) OR activity = ANY($2) AND counted_in IS NOT NULL)
AND corrected_by IS NULL AND withdrawn_at IS NULL AND amount IS NOT NULL
"""
CHANGING = filled("""
SELECT {FIELDS}, repeats IS NULL AS counted
FROM flows f WHERE id = ANY($1) AND corrected_by IS NULL AND withdrawn_at IS NULL
""")
SET = """
UPDATE flows f SET repeats = c.repeats, counted_in = c.counted_in::uuid[], version = f.version + 1, updated_at = $4
FROM unnest($1::uuid[], $2::text[], $3::text[]) c(id, repeats, counted_in) WHERE f.id = c.id
"""


async def leave_out_repeated(uow: UnitOfWork, connection: Driver, activities: Collection[UUID]) -> None:
    """Say anew which flows of these activities, and of those they stand in relation to, repeat others.

    Which edges close a circle is said of whole families, so that it is the same whichever activity comes last.
    """
    start = {*activities, *await _ids(connection, COUNTED_THERE, activities)}
    start |= {row[1] for row in await connection.fetch(SAME_IDENTIFIER, list(start))}
    affected = {*await _ids(connection, ANCESTORS, start), *await _ids(connection, DESCENDANTS, start)}
    same = await connection.fetch(SAME_IDENTIFIER, list(affected))
    children = _children(await connection.fetch(CHILDREN, list(affected)))
    preferred = _preferred(same)
    related = {one for edges in (children, preferred) for whole, parts in edges.items() for one in (whole, *parts)}
    rows = await connection.fetch(ENTRIES, list(related), list(affected))
    entries: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for row in rows:
        entries[row["activity"]].append(Entry(*row[:7]))
    found: dict[UUID, Repetition] = {}
    for activity in affected & entries.keys():
        found |= told_first_hand(entries[activity], _of(entries, preferred[activity]))
        found |= told_by_children(entries[activity], _of(entries, children[activity]))
    changed = {
        row["id"]: found.get(row["id"])
        for row in rows
        if row["activity"] in affected and found.get(row["id"]) != _held(row)
    }
    if changed:
        await _set(uow, connection, changed)


async def _ids(connection: Driver, statement: str, activities: Iterable[UUID]) -> list[UUID]:
    return [row[0] for row in await connection.fetch(statement, list(activities))]


def _children(pairs: Iterable[Any]) -> defaultdict[UUID, set[UUID]]:
    """Give the children of activities, so that nobody is among its own descendants."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for parent, child in without_circles((row[0], row[1]) for row in pairs):
        found[parent].add(child)
    return found


def _preferred(same: Iterable[Any]) -> defaultdict[UUID, set[UUID]]:
    """Give the reports of the same activity that are counted before one, both ways of each pair."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for row in same:
        one, other, *standings = row
        mine, theirs = (standings[0], standings[1]), (standings[2], standings[3])
        if before(theirs, mine):
            found[one].add(other)
        if before(mine, theirs):
            found[other].add(one)
    return found


def _of(entries: Mapping[UUID, list[Entry]], activities: Iterable[UUID]) -> list[Entry]:
    return [entry for activity in activities if activity in entries for entry in entries[activity]]


def _held(row: Any) -> Repetition | None:
    return Repetition(Repeats(row["repeats"]), tuple(sorted(row["counted_in"]))) if row["repeats"] else None


async def _set(uow: UnitOfWork, connection: Driver, changed: Mapping[UUID, Repetition | None]) -> None:
    """Leave flows out of the totals, or count them again; what they were paired with is compared anew."""
    await lock_flows(connection, sorted(changed))
    rows = [StoredFlow(*row) for row in await connection.fetch(CHANGING, list(changed))]
    ledger = TotalsWriter()
    leaving = [row for row in rows if row.counted and changed[row.id]]
    returning = [row for row in rows if not row.counted and not changed[row.id]]
    for row in leaving:
        ledger.take_out(row)
    for row in returning:
        ledger.put_back(row)
    await ledger.write(connection)
    await ledger.tell(uow, connection)
    said = [(row.id, *_said(changed[row.id])) for row in rows]
    if said:
        await connection.execute(SET, *zip(*said, strict=True), uow.now)
    counting = {one for row in leaving if (now := changed[row.id]) for one in now.counted_in}
    await enqueue_unpaired(connection, {*counting, *(row.activity for row in returning)})


def _said(repetition: Repetition | None) -> tuple[str | None, str | None]:
    if repetition is None:
        return None, None
    return repetition.repeats, f"{{{','.join(map(str, repetition.counted_in))}}}"
