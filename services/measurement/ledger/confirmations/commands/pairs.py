"""Finds reports that mirror those of activities with new flows: set by set, after the transaction that wrote them."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from services.measurement.ledger.confirmations.commands.count_once import count_once
from services.measurement.ledger.confirmations.commands.repeated import leave_out_repeated
from services.measurement.ledger.rules.confirmations import Status, standing
from services.measurement.ledger.rules.mirrors import (
    Candidate,
    Closeness,
    Reason,
    Report,
    Tolerance,
    choose,
    closeness,
    tolerance,
)
from services.measurement.ledger.store.dissolve_pairs import end
from services.measurement.ledger.store.pairs import Pair, locked_reports, new_pair, pair_of, tell
from services.measurement.ledger.store.stored_pairs import live_pairs
from services.measurement.ledger.store.unpaired import enqueue_unpaired
from services.measurement.locks import WORKER_LOCK_TIMEOUT, short_lock_timeout
from shared.db import Driver, driver
from shared.unit_of_work import UnitOfWork

BREATH = 500
"""After so many comparisons others get their turn."""
AT_ONCE = 2_000
"""So many activities are looked at in one transaction."""
CLOSEST = 20
"""A flow is compared with so many of the other side that are closest to it."""

TAKE = """
DELETE FROM unpaired WHERE seq = ANY (ARRAY(SELECT seq FROM unpaired ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED))
RETURNING activity
"""

# Activities are linked by having one identifier, or by one naming the other's; of their flows, a superset of those
# that the rules accept is given. Of many that are equally close each flow gets others, so that thousands of equal
# payments need not be compared each with each: those that find nobody in one turn do in the next.
CANDIDATES = """
WITH mine AS (SELECT id, reporter, identifier, mentions FROM activities WHERE id = ANY($1)),
linked AS (
    SELECT m.id AS one, o.id AS other FROM mine m JOIN activities o USING (identifier) WHERE o.reporter <> m.reporter
    UNION
    SELECT m.id, o.id FROM mine m CROSS JOIN unnest(m.mentions) AS named JOIN activities o ON o.identifier = named
    WHERE o.reporter <> m.reporter
    UNION
    SELECT m.id, o.id FROM mine m JOIN activities o ON o.mentions @> ARRAY[m.identifier] AND o.mentions <> '{}'
    WHERE o.reporter <> m.reporter
),
directed AS (SELECT one AS provider, other AS recipient FROM linked UNION SELECT other, one FROM linked)
SELECT p.id, r.id FROM directed d
JOIN flows p ON p.activity = d.provider AND p.transaction_type IN ('3', '4')
    AND p.corrected_by IS NULL AND p.withdrawn_at IS NULL
    AND p.repeats IS NULL
    AND NOT EXISTS (
        SELECT FROM confirmations c WHERE c.provider_flow = p.id AND c.status IN ('matched', 'confirmed', 'disputed')
    )
CROSS JOIN LATERAL (
    SELECT r.id FROM flows r
    WHERE r.activity = d.recipient AND r.transaction_type IN ('1', '3')
    AND r.corrected_by IS NULL AND r.withdrawn_at IS NULL
    AND r.repeats IS NULL
    AND (r.transaction_type = '1' OR p.transaction_type = '3') AND extract(year FROM p.day) = extract(year FROM r.day)
    AND ((p.amount, p.currency) = (r.amount, r.currency)
         OR abs(p.usd - r.usd) <= greatest($2, $3 * greatest(abs(p.usd), abs(r.usd))))
    AND NOT EXISTS (
        SELECT FROM confirmations c WHERE c.recipient_flow = r.id AND c.status IN ('matched', 'confirmed', 'disputed')
    )
    ORDER BY (p.amount, p.currency) <> (r.amount, r.currency), abs(p.day - r.day), abs(p.usd - r.usd),
        uuid_hash_extended(r.id, uuid_hash(p.id))
    LIMIT $4
) r
"""
OBJECTED = """
SELECT provider_flow, recipient_flow FROM confirmations WHERE status = 'objected' AND provider_flow = ANY($1)
"""


async def pair_next(uow: UnitOfWork) -> bool:
    """Compare the flows of activities that were not looked at yet with those of others; say whether there were any.

    First those that repeat others are left out, then pairs are made. Raises Unavailable.
    """
    allowed = tolerance()
    async with short_lock_timeout(uow, WORKER_LOCK_TIMEOUT) as connection:
        activities = [row[0] for row in await connection.fetch(TAKE, AT_ONCE)]
        if not activities:
            return False
        await leave_out_repeated(uow, connection, activities)
        linked = await _linked(connection, activities, allowed)
        reports = await locked_reports(connection, list({flow for pair in linked for flow in pair}))
    pairs = [(reports[one], reports[other]) for one, other in linked if one in reports and other in reports]
    matched = await _pair(uow, reports, await _compared(pairs, allowed))
    if matched and max(Counter(one for one, _ in linked).values()) == CLOSEST:
        await enqueue_unpaired(connection, activities)
    return True


async def _compared(pairs: Sequence[tuple[Report, Report]], allowed: Tolerance) -> list[Candidate]:
    """Give what can be a pair, with a turn for others now and then: equal payments make many combinations."""
    found = []
    for place, (one, other) in enumerate(pairs):
        close = closeness(one, other, allowed)
        if close.score:
            found.append(Candidate(one.id, other.id, close))
        if place % BREATH == 0:
            await asyncio.sleep(0)
    return found


async def _linked(connection: Driver, activities: Sequence[UUID], allowed: Tolerance) -> list[tuple[UUID, UUID]]:
    # A plan that was made for an empty table and kept would read all of it once it is large.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    rows = await connection.fetch(CANDIDATES, activities, allowed.usd, allowed.share, CLOSEST)
    return [(row[0], row[1]) for row in rows]


async def _pair(uow: UnitOfWork, reports: Mapping[UUID, Report], found: Sequence[Candidate]) -> int:
    """Choose the closest; a proposal that stands gives way to a closer one, what is one flow already does not.

    Gives how many are matched by that.
    """
    if not found:
        return 0
    live = [pair_of(one) for one in await live_pairs(uow.session, list(reports))]
    proposed = {_key(pair): pair for pair in live if pair.row.status == Status.PROPOSED}
    settled = {flow for pair in live if _key(pair) not in proposed for flow in _key(pair)}
    known = proposed.keys() | await _objected(uow, list(reports))
    new = [one for one in found if one.key not in known and settled.isdisjoint(one.key)]
    chosen = choose([*(_standing(pair) for pair in proposed.values()), *new])
    kept = {one.key for one in chosen if one.standing}
    await end(uow, [pair for key, pair in proposed.items() if key not in kept])
    fresh = [one for one in chosen if not one.standing]
    await _enter(uow, [new_pair(uow, reports[one.provider], reports[one.recipient], one.closeness) for one in fresh])
    return sum(one.closeness.certain for one in fresh)


async def _objected(uow: UnitOfWork, flows: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """Give the pairs that a side has said are none; asked after the live ones are locked, so that none is missed."""
    connection = await driver(await uow.session.connection())
    return {(row[0], row[1]) for row in await connection.fetch(OBJECTED, flows)}


def _key(pair: Pair) -> tuple[UUID, UUID]:
    return pair.provider.id, pair.recipient.id


def _standing(pair: Pair) -> Candidate:
    reasons = tuple(Reason(reason) for reason in pair.row.reasons)
    return Candidate(pair.provider.id, pair.recipient.id, Closeness(pair.row.score, reasons), standing=True)


async def _enter(uow: UnitOfWork, pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        pair.row.status = standing({}, certain=pair.row.certain)
    uow.session.add_all(pair.row for pair in pairs)
    await count_once(uow, pairs)
    await tell(uow, pairs)
