"""Writes a plan in sets: one statement for all new actors, one for all changed ones, never one per row.

Counters, words, actors, identifiers: in the order in which a single actor takes them, and each sorted, so that nobody
waits for somebody who waits for him.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

import orjson

from services.registry import events
from services.registry.actors.commands.history import keep
from services.registry.actors.rules import ActorStatus, identifiers
from services.registry.bulk.commands.check import Checked
from services.registry.bulk.commands.plan import Plan
from services.registry.focal_points import commands as focal_points
from services.registry.search import commands as vocabulary
from services.registry.search import rules as searching
from shared.db import Driver, driver
from shared.unit_of_work import UnitOfWork

PLAIN = ("acronyms", "kind", "constituency", "country", "active_in", "topics", "sectors", "website", "external_id")
OBJECTS = ("names", "former_names", "identifiers")
COLUMNS = (*("id", "version", "created_at", "updated_at", "status", "reporter", "parent", "terms"), *PLAIN, *OBJECTS)

CHANGED = "CREATE TEMP TABLE changed_actors (LIKE actors) ON COMMIT DROP"
CHANGE = """
UPDATE actors SET version = c.version, updated_at = c.updated_at, names = c.names, former_names = c.former_names,
    acronyms = c.acronyms, kind = c.kind, constituency = c.constituency, country = c.country, active_in = c.active_in,
    identifiers = c.identifiers, parent = c.parent, topics = c.topics, sectors = c.sectors, website = c.website,
    external_id = c.external_id, terms = c.terms, status = c.status, withdrawn_by = NULL
FROM changed_actors c WHERE actors.id = c.id
"""
RESERVE = """
INSERT INTO minted_numbers (country, last) SELECT * FROM unnest($1::text[], $2::int[])
ON CONFLICT (country) DO UPDATE SET last = minted_numbers.last + excluded.last RETURNING country, last
"""
CLAIM = """
INSERT INTO known_identifiers (identifier, actor) SELECT * FROM unnest($1::text[], $2::uuid[]) ON CONFLICT DO NOTHING
"""
LOST = """
SELECT count(*) FROM unnest($1::text[], $2::uuid[]) AS claimed (identifier, actor)
JOIN known_identifiers known ON known.identifier = claimed.identifier AND known.actor <> claimed.actor
"""
TOLD_AT_ONCE = 2000
"""Events that are held in memory."""

Record = tuple[Any, ...]


class Overtaken(Exception):  # noqa: N818 - it is a state
    """Somebody else has claimed an identifier since the plan was made."""


async def write(uow: UnitOfWork, plan: Plan, reporter: str) -> None:
    """Write what a plan holds, with its events. Raises Overtaken."""
    connection = await driver(await uow.session.connection())
    written = [*plan.new, *plan.changed]
    await _identify(connection, written)
    await vocabulary.learn(uow, chain.from_iterable(map(_texts, written)))
    new = await asyncio.to_thread(lambda: list(_records(uow, plan.new, reporter)))
    await connection.copy_records_to_table("actors", columns=COLUMNS, records=new)
    if plan.changed:
        changed = await asyncio.to_thread(lambda: list(_records(uow, plan.changed, reporter)))
        await connection.execute(CHANGED)
        await connection.copy_records_to_table("changed_actors", columns=COLUMNS, records=changed)
        await connection.execute(CHANGE)
    await _claim(connection, written)
    await _tell(uow, connection, written)
    moved = {one.id: one.fields["country"] for one in plan.changed if _has_moved(one)}
    await focal_points.follow(uow, moved)


def _has_moved(one: Checked) -> bool:
    return one.meant.known is not None and one.meant.known.fields["country"] != one.fields["country"]


async def _identify(connection: Driver, written: Sequence[Checked]) -> None:
    """Let actors keep the identifiers that this registry has given them, and give one to those who have none."""
    for one in written:
        sent = [each for each in one.fields["identifiers"] if each["scheme"] != identifiers.MINTED]
        before = one.meant.known.fields["identifiers"] if one.meant.known else []
        one.fields["identifiers"] = [*sent, *(each for each in before if each["scheme"] == identifiers.MINTED)]
    bare = [one for one in written if not one.fields["identifiers"]]
    numbers = await _reserve(connection, Counter(_counter(one) for one in bare))
    for one in bare:
        value = identifiers.mint(one.fields["country"], next(numbers[_counter(one)]))
        minted = {"scheme": identifiers.MINTED, "value": value, "valid_from": None, "valid_to": None}
        one.fields["identifiers"] = [minted]


def _counter(one: Checked) -> str:
    return one.fields["country"] or identifiers.NO_COUNTRY


async def _reserve(connection: Driver, wanted: Mapping[str, int]) -> dict[str, Iterator[int]]:
    """Take as many numbers of each country as are wanted."""
    ordered = sorted(wanted)
    rows = await connection.fetch(RESERVE, ordered, [wanted[country] for country in ordered]) if ordered else []
    return {country: iter(range(last - wanted[country] + 1, last + 1)) for country, last in rows}


def _texts(one: Checked) -> list[str]:
    fields = one.fields
    return [*fields["names"].values(), *(former["name"] for former in fields["former_names"]), *fields["acronyms"]]


def _full(one: Checked) -> list[str]:
    return [identifiers.full(each["scheme"], each["value"]) for each in one.fields["identifiers"]]


def _version(one: Checked) -> int:
    return one.meant.known.version + 1 if one.meant.known else 1


def _records(uow: UnitOfWork, written: Iterable[Checked], reporter: str) -> Iterator[Record]:
    for one in written:
        fields = one.fields
        parent = UUID(fields["parent"]) if fields["parent"] else None
        terms = searching.terms([*_texts(one), *_full(one)])
        own = (one.id, _version(one), uow.now, uow.now, ActorStatus.ACTIVE, reporter, parent, terms)
        plain = (fields[name] for name in PLAIN)
        yield *own, *plain, *(orjson.dumps(fields[name]).decode() for name in OBJECTS)


async def _claim(connection: Driver, written: Iterable[Checked]) -> None:
    """Make identifiers lead to their actors for ever."""
    claims = sorted((full, one.id) for one in written for full in _full(one))
    columns = [full for full, _ in claims], [actor for _, actor in claims]
    await connection.execute(CLAIM, *columns)
    if await connection.fetchval(LOST, *columns):
        raise Overtaken


async def _tell(uow: UnitOfWork, connection: Driver, written: Sequence[Checked]) -> None:
    """Keep every actor as it is now, and tell of it."""
    for start in range(0, len(written), TOLD_AT_ONCE):
        part = written[start : start + TOLD_AT_ONCE]
        await keep(connection, uow.principal.id, {one.id: _kind(one).type for one in part})
        for one in part:
            event = _kind(one).model_validate({"id": one.id, **one.fields})
            uow.emit(event, sequence=_version(one), places=[one.fields["country"]])
        await uow.write_events()


def _kind(one: Checked) -> type[events.ActorRegistered | events.ActorUpdated]:
    return events.ActorUpdated if one.meant.known else events.ActorRegistered
