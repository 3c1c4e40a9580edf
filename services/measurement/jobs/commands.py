"""Jobs that go through what is held: queued, taken up by one worker at a time, gone on with after a crash."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.measurement.jobs.models import RecomputeJob
from services.measurement.jobs.rules import JobStatus
from shared.unit_of_work import UnitOfWork

R = TypeVar("R", bound=RecomputeJob)


def queue(uow: UnitOfWork, job: R) -> R:
    """Put a job up."""
    job.id, job.version, job.created_at, job.updated_at = uuid7(), 1, uow.now, uow.now
    job.status = JobStatus.QUEUED
    uow.session.add(job)
    return job


async def claim_job(uow: UnitOfWork, kind: type[R]) -> R | None:
    """Give the oldest job that is not finished and that nobody works on."""
    unfinished = kind.status != JobStatus.FINISHED
    oldest = select(kind).where(unfinished).order_by(kind.id).limit(1).with_for_update(skip_locked=True)
    job: R | None = await uow.session.scalar(oldest)
    if job is not None:
        uow.change(job)
        job.started_at = job.started_at or uow.now
    return job


def note(uow: UnitOfWork, job: RecomputeJob, reached: UUID | None) -> None:
    """Write down how far a job is, so that whoever goes on after a crash goes on from here; None is its end."""
    if reached is None:
        job.status, job.finished_at = JobStatus.FINISHED, uow.now
    else:
        job.status, job.reached = JobStatus.RUNNING, reached
