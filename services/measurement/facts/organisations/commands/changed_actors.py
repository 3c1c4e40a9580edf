"""Sees to it that flows follow when organisations prove to be somebody else than was known."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from services.measurement.locks import lock_reference_facts
from shared.db import Driver, driver
from shared.identifiers import canonical_reference
from shared.unit_of_work import UnitOfWork

# What is said of an actor is said of all that have proved to be it, too.
STANDING = """
WITH RECURSIVE line AS (
    SELECT id, identifiers, country, constituency, merged_into FROM actors WHERE id = ANY($1)
    UNION
    SELECT a.id, a.identifiers, line.country, line.constituency, line.merged_into
    FROM line JOIN actors a ON a.merged_into = line.id
)
SELECT id, identifiers, country, constituency, merged_into FROM line
"""
FLAG = """
UPDATE reported_organisations SET waits = true WHERE named_by = ANY($1) AND actor IS NULL OR actor = ANY($2)
"""


@asynccontextmanager
async def flag_changed(uow: UnitOfWork, actors: Collection[UUID]) -> AsyncIterator[None]:
    """Change who actors are; the flows of organisations that are somebody else afterwards are attributed anew."""
    connection = await driver(await uow.session.connection())
    await lock_reference_facts(connection, alone=True)
    before = await _standing(connection, actors)
    yield
    changed = before ^ await _standing(connection, actors)
    if changed:
        refs = {canonical_reference(ref) for _, identifiers, *_ in changed for ref in identifiers}
        await connection.execute(FLAG, refs, {actor for actor, *_ in changed})


async def _standing(connection: Driver, actors: Collection[UUID]) -> set[tuple[Any, ...]]:
    rows = await connection.fetch(STANDING, list(actors))
    return {(row["id"], tuple(row["identifiers"]), *row[2:]) for row in rows}
