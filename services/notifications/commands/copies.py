"""What notifications keeps of the data of others: focal points, deadlines, grants and memberships."""

from collections.abc import Sequence

from sqlalchemy import text, update

from services.notifications.commands import plans
from services.notifications.models import Deadline, FocalPoint, Membership, Principal
from services.notifications.schemas import DeadlineState, FocalPointEnd, FocalPointState, PrincipalState
from shared import copies
from shared.consuming import Received
from shared.unit_of_work import UnitOfWork

EMAIL = "email"
WITHOUT_PERSON = text(
    "UPDATE focal_points SET version = :sequence, email = NULL, active = FALSE, absent_from = NULL, absent_to = NULL"
    " WHERE id = :erased"
)

COUNT_CHANGE = text("""
INSERT INTO access_counter (id, changes) VALUES (1, 1)
ON CONFLICT (id) DO UPDATE SET changes = access_counter.changes + 1
""")


async def keep_focal_points(uow: UnitOfWork, received: Sequence[Received[FocalPointState]]) -> None:
    """Know whom to remind and how; then plan their reminders anew."""
    newest = {one.data.id: one for one in received}.values()
    values = [
        {
            "version": one.envelope.sequence,
            "email": next((channel.address for channel in one.data.channels if channel.kind == EMAIL), None),
            "active": True,
            **one.data.model_dump(exclude={"channels"}),
        }
        for one in newest
    ]
    await copies.keep_newest(uow.session, FocalPoint, values)
    await plans.plan(uow, focal_points=[one.data.id for one in newest])


async def release_focal_points(uow: UnitOfWork, received: Sequence[Received[FocalPointEnd]]) -> None:
    """Remind nobody whose mandate has ended; from then on their deputies are."""
    ended = [one.data.id for one in received]
    await uow.session.execute(update(FocalPoint).where(FocalPoint.id.in_(ended)).values(active=False))
    await plans.plan(uow, focal_points=ended)


async def erase_focal_points(uow: UnitOfWork, received: Sequence[Received[FocalPointEnd]]) -> None:
    """Forget a person: nothing personal is left of the copy, and the reminders that are left name nobody."""
    erased = [{"erased": one.data.id, "sequence": one.envelope.sequence} for one in received]
    await uow.session.execute(WITHOUT_PERSON, erased)
    await plans.plan(uow, focal_points=[one.data.id for one in received])


async def keep_deadlines(uow: UnitOfWork, received: Sequence[Received[DeadlineState]]) -> None:
    """Know what is due; then plan its reminders anew."""
    await _keep_deadlines(uow, received, active=True)


async def close_deadlines(uow: UnitOfWork, received: Sequence[Received[DeadlineState]]) -> None:
    """Stop reminding of what was done or waived."""
    await _keep_deadlines(uow, received, active=False)


async def _keep_deadlines(uow: UnitOfWork, received: Sequence[Received[DeadlineState]], *, active: bool) -> None:
    newest = {one.data.id: one for one in received}.values()
    values = [
        {
            "version": one.envelope.sequence,
            "active": active,
            "regions": list(one.envelope.regions),
            **one.data.model_dump(),
        }
        for one in newest
    ]
    await copies.keep_newest(uow.session, Deadline, values)
    await plans.plan(uow, deadlines=[one.data.id for one in newest])


async def keep_principals(uow: UnitOfWork, received: Sequence[Received[PrincipalState]]) -> None:
    """Know what the holders of webhooks may see."""
    newest = {one.data.principal: one for one in received}.values()
    values = [
        {
            "id": one.data.principal,
            "version": one.envelope.sequence,
            "revoked": one.data.revoked,
            "grants": [grant.model_dump(mode="json") for grant in one.data.grants],
        }
        for one in newest
    ]
    await copies.keep_newest(uow.session, Principal, values)
    await uow.session.execute(COUNT_CHANGE)


async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[copies.Spells]]) -> None:
    """Know which countries a grant for a region reaches."""
    await copies.keep_spells(uow.session, Membership, [one.data for one in received])
    await uow.session.execute(COUNT_CHANGE)
