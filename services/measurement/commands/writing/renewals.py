"""Jobs that go through what is held: queued, taken up by one worker at a time, gone on with after a crash."""

from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import select, true
from uuid_utils.compat import uuid7

from services.measurement.commands.writing.locks import hold_facts
from services.measurement.models import Classification, Conversion, Renewal
from services.measurement.rules.renewals import RenewalStatus
from shared.db import Driver
from shared.unit_of_work import UnitOfWork

SEEN = """
SELECT (SELECT id FROM conversions ORDER BY id DESC LIMIT 1), (SELECT id FROM classifications ORDER BY id DESC LIMIT 1)
"""

R = TypeVar("R", bound=Renewal)


def queue(uow: UnitOfWork, job: R) -> R:
    """Put a job up."""
    job.id, job.version, job.created_at, job.updated_at = uuid7(), 1, uow.now, uow.now
    job.status = RenewalStatus.QUEUED
    uow.session.add(job)
    return job


class Facts(NamedTuple):
    """The latest changes of rates and of country groups that somebody has seen."""

    conversion: UUID | None
    classification: UUID | None


async def facts_seen(connection: Driver) -> Facts:
    """Give the latest changes, before rates and groups are read."""
    [row] = await connection.fetch(SEEN)
    return Facts(*row)


async def catch_up(uow: UnitOfWork, connection: Driver, before: Facts) -> None:
    """Have flows that were written by earlier rates or groups derived anew, where these have changed meanwhile.

    The jobs of those changes may have passed already. Until the commit there are no further changes.
    """
    await hold_facts(connection)
    now = await facts_seen(connection)
    if now.conversion != before.conversion:
        newer = Conversion.id > before.conversion if before.conversion else true()
        rows = (await uow.session.scalars(select(Conversion).where(newer))).all()
        currencies = sorted({currency for row in rows for currency in row.currencies})
        queue(uow, Conversion(currencies=currencies, since=min(row.since for row in rows), sources=[], flows=0))
    if now.classification != before.classification:
        latest = await uow.session.get_one(Classification, now.classification)
        queue(uow, Classification(edition=latest.edition, activities=0, flows=0))


async def take_up(uow: UnitOfWork, kind: type[R]) -> R | None:
    """Give the oldest job that is not finished and that nobody works on."""
    unfinished = kind.status != RenewalStatus.FINISHED
    oldest = select(kind).where(unfinished).order_by(kind.id).limit(1).with_for_update(skip_locked=True)
    job: R | None = await uow.session.scalar(oldest)
    if job is not None:
        uow.change(job)
        job.started_at = job.started_at or uow.now
    return job


def note(uow: UnitOfWork, job: Renewal, reached: UUID | None) -> None:
    """Write down how far a job is, so that whoever goes on after a crash goes on from here; None is its end."""
    if reached is None:
        job.status, job.finished_at = RenewalStatus.FINISHED, uow.now
    else:
        job.status, job.reached = RenewalStatus.RUNNING, reached
