"""What notifications keeps of the data of others: focal points, deadlines, grants and memberships."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text, update

from services.notifications.commands import planning
from services.notifications.models import Deadline, FocalPoint, Membership, Principal
from shared import copies
from shared.consuming import Received
from shared.unit_of_work import UnitOfWork

EMAIL = "email"
KEPT = {
    *("actor", "country", "language", "time_zone"),
    *("valid_from", "valid_to", "deputy", "absent_from", "absent_to"),
}
WITHOUT_PERSON = text(
    "UPDATE focal_points SET version = :sequence, email = NULL, active = FALSE, absent_from = NULL, absent_to = NULL"
    " WHERE id = :erased"
)

COUNT_CHANGE = text("""
INSERT INTO access_counter (id, changes) VALUES (1, 1)
ON CONFLICT (id) DO UPDATE SET changes = access_counter.changes + 1
""")


async def keep_focal_points(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Know whom to remind and how; then plan their reminders anew."""
    newest = {one.event.id: one for one in received}.values()
    values = [
        {
            "id": one.event.id,
            "version": one.envelope.sequence,
            "email": next((channel.address for channel in one.event.channels if channel.kind == EMAIL), None),
            "active": True,
            **one.event.model_dump(include=KEPT, mode="python"),
        }
        for one in newest
    ]
    await copies.keep_newest(uow.session, FocalPoint, values)
    await planning.plan(uow, focal_points=[value["id"] for value in values])


async def release_focal_points(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Remind nobody whose mandate has ended; from then on their deputies are."""
    ended = [one.event.id for one in received]
    await uow.session.execute(update(FocalPoint).where(FocalPoint.id.in_(ended)).values(active=False))
    await planning.plan(uow, focal_points=ended)


async def erase_focal_points(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Forget a person: nothing personal is left of the copy, and the reminders that are left name nobody."""
    erased = [{"erased": one.event.id, "sequence": one.envelope.sequence} for one in received]
    await uow.session.execute(WITHOUT_PERSON, erased)
    await planning.plan(uow, focal_points=[one["erased"] for one in erased])


async def keep_deadlines(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Know what is due; then plan its reminders anew."""
    await _keep_deadlines(uow, received, active=True)


async def close_deadlines(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Stop reminding of what was done or waived."""
    await _keep_deadlines(uow, received, active=False)


async def _keep_deadlines(uow: UnitOfWork, received: Sequence[Received[Any]], *, active: bool) -> None:
    kept = {"roadmap", "kind", "due_on", "country", "region", "owner", "titles"}
    newest = {one.event.id: one for one in received}.values()
    values = [
        {
            "id": one.event.id,
            "version": one.envelope.sequence,
            "active": active,
            "regions": list(one.envelope.regions),
            **one.event.model_dump(include=kept, mode="python"),
        }
        for one in newest
    ]
    await copies.keep_newest(uow.session, Deadline, values)
    await planning.plan(uow, deadlines=[value["id"] for value in values])


async def keep_principals(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Know what the holders of webhooks may see."""
    newest = {one.event.principal: one for one in received}.values()
    values = [
        {
            "id": one.event.principal,
            "version": one.envelope.sequence,
            "revoked": one.event.revoked,
            "grants": [grant.model_dump(mode="json") for grant in one.event.grants],
        }
        for one in newest
    ]
    await copies.keep_newest(uow.session, Principal, values)
    await uow.session.execute(COUNT_CHANGE)


async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Know which countries a grant for a region reaches."""
    await copies.keep_spells(uow.session, Membership, [one.event for one in received])
    await uow.session.execute(COUNT_CHANGE)
