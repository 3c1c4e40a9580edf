"""A bulk import, from the file to the registry."""

import asyncio
from collections.abc import Sequence

from asyncpg.exceptions import DeadlockDetectedError, UniqueViolationError

from services.registry.actors.queries import actors
from services.registry.bulk import queries
from services.registry.bulk.commands.find_duplicates import find_resemblances
from services.registry.bulk.commands.identify import keys
from services.registry.bulk.commands.plan import Plan, make_plan
from services.registry.bulk.commands.write import Overtaken, write
from services.registry.bulk.files import File, Read, Unreadable, rows
from services.registry.bulk.rules import Mode, Row, text
from shared.auth import Role
from shared.db import driver
from shared.errors import InvalidInput, Refused
from shared.unit_of_work import UnitOfWork

WRITERS = (Role.REPORTER, Role.COORDINATOR)
ATTEMPTS = 3
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"


async def import_actors(uow: UnitOfWork, read: Read, file: File, mode: Mode) -> Plan:
    """Say what a file would change, and change it where `mode` says so. Raises InvalidInput where it is unreadable."""
    require_some_grant(uow)
    try:
        found = await asyncio.to_thread(rows, read, file)
    except Unreadable as error:
        raise InvalidInput(faults=error.faults) from None
    if mode is Mode.APPLY:
        return await _apply(uow, found)
    plan = await _plan(uow, found, lock=False)
    plan.resemblances = await find_resemblances(uow, plan.new)
    return plan


def require_some_grant(uow: UnitOfWork) -> None:
    """Refuse who may write nothing at all; which rows the others may write is found row by row."""
    scope = uow.principal.scope(*WRITERS)
    uow.principal.require(*WRITERS, country=next(iter(scope.countries), None), actors=scope.actors)


async def _apply(uow: UnitOfWork, found: Sequence[Row]) -> Plan:
    """Plan and write; once more where somebody has written the same at the same moment."""
    who = uow.principal.system
    connection = await driver(await uow.session.connection())
    # Two imports of one reporter at once: the second waits, then finds what the first has written.
    await connection.execute(LOCK, f"bulk {who}")
    if any(text(row.said, name) for row in found for name in ("parent", "parent_external_id")):
        await actors.hold_parents(uow.session)
    for _ in range(ATTEMPTS):
        try:
            async with uow.session.begin_nested():
                plan = await _plan(uow, found, lock=True)
                await write(uow, plan, who)
                return plan
        except (Overtaken, UniqueViolationError, DeadlockDetectedError):
            continue
    raise Refused("Others write the same actors at the same moment; nothing was changed, send it again")


async def _plan(uow: UnitOfWork, found: Sequence[Row], *, lock: bool) -> Plan:
    who, scope = uow.principal.system, uow.principal.scope(*WRITERS)
    connection = await driver(await uow.session.connection())
    held = await queries.find(connection, who, keys(found), lock=lock)
    return await asyncio.to_thread(make_plan, found, held, who, scope)
