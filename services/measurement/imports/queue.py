"""Imports, from the queue to their end."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.measurement.events import ImportFailed, ImportFinished
from services.measurement.facts.registry.models import Actor
from services.measurement.imports.models import Import
from services.measurement.reading.findings import RULES, Finding, rejected
from services.measurement.reading.options import Accept, ImportStatus, Kind, Missing, Mode
from services.measurement.reading.tables.columns import AS_IT_IS, Reading, said, understood
from shared.addresses import Network, url_faults
from shared.auth import Role
from shared.db import driver
from shared.envelope import Audience
from shared.errors import InvalidInput
from shared.http.routing import Upload
from shared.identifiers import writings
from shared.unit_of_work import UnitOfWork

PART_BYTES = 1 << 20
PARTS_AT_ONCE = 4
LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3

CLAIM = """
UPDATE imports SET status = 'running', attempts = attempts + 1, version = version + 1, leased_until = now() + $1
WHERE id = (
    SELECT id FROM imports waiting WHERE (status = 'queued' OR (status = 'running' AND leased_until < now()))
    AND NOT EXISTS (
        SELECT FROM imports r WHERE r.created_by = waiting.created_by
        AND (r.status = 'running' AND r.leased_until >= now() OR r.status = 'fetching' AND r.id < waiting.id)
    )
    ORDER BY id LIMIT 1
)
RETURNING id, mode, missing, accept, created_by, may_report, attempts, kind, reading
"""

# The number of attempts fences off a worker whose lease ran out and who does not know it yet.
KEEP = """
UPDATE imports SET counts = $3, leased_until = now() + $4, version = version + 1, updated_at = $5
WHERE id = $1 AND attempts = $2 AND status IN ('fetching', 'running')
"""

FORGET = "DELETE FROM import_findings WHERE import_id = $1"

PARTS = "SELECT data FROM import_parts WHERE import_id = $1 ORDER BY number"


class Order(NamedTuple):
    """What is to be done with a file."""

    mode: Mode
    missing: Missing = Missing.KEEP
    reading: Reading = AS_IT_IS
    accept: Accept = Accept.RECORDABLE


class Lease(Protocol):
    """An import that is a worker's, for as long as its attempt is the last."""

    @property
    def id(self) -> UUID:
        """Which import."""

    @property
    def attempt(self) -> int:
        """Which attempt."""


class Claimed(NamedTuple):
    """An import that is this worker's to run."""

    id: UUID
    mode: Mode
    missing: Missing
    accept: Accept
    created_by: str
    may_report: frozenset[str] | None
    attempt: int
    kind: Kind
    reading: Reading


class LeaseLost(Exception):  # noqa: N818 - it is a state
    """Another worker has taken the import over."""


async def add(uow: UnitOfWork, order: Order, upload: Upload, kind: Kind) -> Import:
    """Take a file in."""
    job = await _new(uow, order, kind)
    await receive(uow, job, upload)
    return job


async def add_address(uow: UnitOfWork, order: Order, url: str, networks: Sequence[Network]) -> Import:
    """Have a file fetched; `networks` may be called beside public addresses. Raises InvalidInput."""
    if faults := url_faults(url, networks):
        raise InvalidInput(faults=faults)
    job = await _new(uow, order, Kind.PACKED)
    job.url, job.status = url, ImportStatus.FETCHING
    return job


async def receive(uow: UnitOfWork, job: Import, upload: Upload) -> None:
    """Keep an import's file until it has been read."""
    job.status, job.size, job.sha256 = ImportStatus.QUEUED, upload.size, upload.sha256
    await uow.session.flush()
    connection = await driver(await uow.session.connection())
    await connection.copy_records_to_table(
        "import_parts", columns=["import_id", "number", "data"], records=_parts(job.id, upload.path)
    )


async def _new(uow: UnitOfWork, order: Order, kind: Kind) -> Import:
    """Enter an import. Who reports for some actors only may report for their organisations only."""
    scope = uow.principal.scope(Role.REPORTER)
    uow.principal.require(Role.REPORTER, actors=scope.actors)
    refs = None
    if not scope.everything:
        rows = await uow.session.scalars(select(Actor.identifiers).where(Actor.id.in_(scope.actors)))
        refs = sorted({ref for identifiers in rows for one in identifiers for ref in writings(one)})
    job = Import(
        id=uuid7(),
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
        mode=order.mode,
        missing=order.missing,
        accept=order.accept,
        kind=kind,
        reading=said(order.reading),
        status=ImportStatus.QUEUED,
        size=0,
        sha256=b"",
        created_by=uow.principal.id,
        may_report=refs,
        counts={},
    )
    uow.session.add(job)
    return job


async def _parts(import_id: UUID, path: Path) -> AsyncIterator[tuple[UUID, int, bytes]]:
    with path.open("rb") as file:
        number = 0
        while data := await asyncio.to_thread(file.read, PART_BYTES):
            yield import_id, number, data
            number += 1


async def claim(connection: AsyncConnection) -> Claimed | None:
    """Take the oldest import that waits, or whose worker has gone; forget what was found in it so far.

    Imports of one publisher run one after the other.
    """
    raw = await driver(connection)
    await raw.execute("SELECT pg_advisory_xact_lock(hashtext('import claims'))")
    row = await raw.fetchrow(CLAIM, LEASE)
    if row is None:
        return None
    await raw.execute(FORGET, row["id"])
    refs = row["may_report"]
    return Claimed(
        row["id"],
        Mode(row["mode"]),
        Missing(row["missing"]),
        Accept(row["accept"]),
        row["created_by"],
        None if refs is None else frozenset(refs),
        row["attempts"],
        Kind(row["kind"]),
        understood(row["reading"]),
    )


async def forget(connection: AsyncConnection, job: Lease) -> None:
    """Forget what was found in it so far."""
    raw = await driver(connection)
    await raw.execute(FORGET, job.id)


async def release(connection: AsyncConnection, job: Lease) -> None:
    """Let another worker, or this one again, take it from the beginning."""
    raw = await driver(connection)
    await raw.execute("UPDATE imports SET leased_until = now() WHERE id = $1 AND attempts = $2", job.id, job.attempt)


async def fetch(connection: AsyncConnection, import_id: UUID, target: Path) -> None:
    """Put an import's file on disk."""
    raw = await driver(connection)
    with target.open("wb") as file:
        async for row in raw.cursor(PARTS, import_id, prefetch=PARTS_AT_ONCE):
            await asyncio.to_thread(file.write, row[0])


async def keep(
    connection: AsyncConnection, job: Lease, counts: Mapping[str, int], findings: Sequence[Finding], first: int
) -> None:
    """Keep the lease, how far it is, and what was found; `first` is the number of the first finding."""
    raw = await driver(connection)
    moment = await raw.fetchval("SELECT now()")
    if await raw.execute(KEEP, job.id, job.attempt, orjson.dumps(counts).decode(), LEASE, moment) == "UPDATE 0":
        raise LeaseLost
    rows = [
        (job.id, number, one.rule, *RULES[one.rule][:2], one.line, one.path, one.detail, one.activity, rejected(one))
        for number, one in enumerate(findings, first)
    ]
    await raw.copy_records_to_table("import_findings", records=rows)


async def end(uow: UnitOfWork, job: Lease, counts: Mapping[str, int], status: ImportStatus) -> None:
    """Say that an import has ended, and drop its file."""
    row = await held(uow, job)
    row.status, row.counts, row.finished_at, row.leased_until = status, dict(counts), uow.now, None
    uow.change(row)
    connection = await driver(await uow.session.connection())
    await connection.execute("DELETE FROM import_parts WHERE import_id = $1", job.id)
    kind = ImportFinished if status is ImportStatus.FINISHED else ImportFailed
    event = kind(id=row.id, mode=Mode(row.mode), counts=row.counts)
    # As the import, it is its sender's.
    uow.emit(event, sequence=row.version, audience=Audience.CLIENT.of(row.created_by))


async def held(uow: UnitOfWork, job: Lease) -> Import:
    """Give and lock an import that is this worker's. Raises LeaseLost."""
    row = await uow.session.get(Import, job.id, with_for_update=True)
    if row is None or row.attempts != job.attempt:
        raise LeaseLost
    return row
