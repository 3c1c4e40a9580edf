"""Derives kinds of cooperation anew when country groups have changed; what somebody has set stays."""

from sqlalchemy import select

from services.measurement.facts.country_groups.lookup import groups_in_force
from services.measurement.facts.country_groups.models import Classification
from services.measurement.jobs.commands import claim_job, note
from services.measurement.ledger.activities.commands.cooperation import classify_held
from services.measurement.ledger.activities.commands.stored_activity import locked_activities
from services.measurement.ledger.models import Activity
from services.measurement.locks import WORKER_LOCK_TIMEOUT, lock_reference_facts, short_lock_timeout
from shared.unit_of_work import UnitOfWork

BATCH = 2_000
"""Activities of one transaction; imports take turns with it."""


async def classify_next(uow: UnitOfWork) -> bool:
    """Go on with the oldest classification that is not finished; say whether there was one. Raises Unavailable."""
    job = await claim_job(uow, Classification)
    if job is None:
        return False
    async with short_lock_timeout(uow, WORKER_LOCK_TIMEOUT) as connection:
        chosen = select(Activity.id).where(Activity.withdrawn_at.is_(None)).order_by(Activity.id).limit(BATCH)
        found = (await uow.session.scalars(chosen.where(Activity.id > job.reached) if job.reached else chosen)).all()
        rows = (await locked_activities(uow, connection, found)).values()
        await lock_reference_facts(connection)
        found_anew = await classify_held(uow, connection, rows, await groups_in_force(connection))
    job.activities += found_anew.activities
    job.flows += found_anew.flows
    note(uow, job, found[-1] if len(found) == BATCH else None)
    return True
