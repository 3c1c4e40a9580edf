"""Writes of webhook subscriptions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, text, update
from uuid_utils.compat import uuid7

from services.notifications import events, queries, schemas
from services.notifications.models import Delivery, Membership, Subscription
from services.notifications.rules import webhooks
from services.notifications.rules.vault import Vault
from shared.addresses import Network
from shared.auth import Kind
from shared.copies import placed, region_faults
from shared.egress import call_faults
from shared.envelope import Audience
from shared.errors import InvalidInput, Unauthenticated
from shared.http import merged
from shared.unit_of_work import Expected, UnitOfWork


async def subscribe(
    uow: UnitOfWork, body: schemas.SubscriptionIn, vault: Vault, networks: Sequence[Network]
) -> tuple[Subscription, str]:
    """Make a webhook that gets, from now on, what its holder's grants allow; give it with its secret."""
    if uow.principal.kind is Kind.ANYONE:
        raise Unauthenticated("This needs a credential: Authorization: Bearer hk_…")
    await _check(uow, body, networks)
    secret = webhooks.new_secret()
    head = await uow.session.scalar(text("SELECT position FROM event_counter"))
    row = Subscription(
        id=uuid7(),
        holder=uow.principal.id,
        secrets=[vault.lock(secret)],
        status="active",
        position=head or 0,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
        **body.model_dump(),
    )
    uow.session.add(row)
    return row, secret


async def patch(
    uow: UnitOfWork, subscription_id: UUID, change: dict[str, Any], expected: Expected, networks: Sequence[Network]
) -> Subscription:
    """Change, suspend or resume a webhook; where it was resumed or its address changed, what waits is sent at once."""
    row = await queries.get_subscription(uow.session, subscription_id, uow.principal, for_update=True)
    current = schemas.Subscription.model_validate(row, from_attributes=True)
    body = merged(uow, schemas.SubscriptionChange, current, change)
    if (body.url, body.regions) != (row.url, row.regions):
        await _check(uow, body, networks)
    uow.change(row, expected=expected)
    at_once = (row.url, row.status) != (body.url, body.status) and body.status == "active"
    for name, value in body.model_dump().items():
        setattr(row, name, value)
    if row.status == "active":
        row.reason, row.contact_told = None, True
    if at_once:
        await _send_at_once(uow, row)
    return row


async def _send_at_once(uow: UnitOfWork, row: Subscription) -> None:
    row.failed_events, row.unanswered, row.paused_until = 0, 0, None
    waiting = (Delivery.subscription == row.id, Delivery.state == "pending", Delivery.next_attempt_at.is_not(None))
    await uow.session.execute(update(Delivery).where(*waiting).values(next_attempt_at=func.now()))


async def withdraw(uow: UnitOfWork, subscription_id: UUID, expected: Expected) -> Subscription:
    """End a webhook; what it was sent stays readable."""
    row = await queries.get_subscription(uow.session, subscription_id, uow.principal, for_update=True)
    uow.change(row, expected=expected)
    row.status = "withdrawn"
    return row


def verify(uow: UnitOfWork, row: Subscription) -> None:
    """Note that a webhook works, the first time it takes something; the caller holds its lock."""
    if row.verified_at is None:
        uow.change(row)
        row.verified_at = uow.now
        uow.emit(events.SubscriptionVerified(id=row.id), sequence=row.version, audience=Audience.CLIENT.of(row.holder))


def suspend(uow: UnitOfWork, row: Subscription, reason: str) -> None:
    """Send a webhook nothing any more until its holder resumes it, and have its contact told; the caller locks it."""
    uow.change(row)
    row.status, row.reason, row.contact_told = "suspended", reason, row.contact is None
    event = events.SubscriptionSuspended(id=row.id, reason=reason)
    uow.emit(event, sequence=row.version, audience=Audience.CLIENT.of(row.holder))


async def _check(uow: UnitOfWork, body: schemas.SubscriptionIn, networks: Sequence[Network]) -> None:
    faults = [*await call_faults(body.url, networks)]
    faults += await region_faults(uow.session, Membership, placed("/regions", body.regions))
    if faults:
        raise InvalidInput(faults=faults)
