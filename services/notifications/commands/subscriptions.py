"""Writes of webhook subscriptions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from uuid_utils.compat import uuid7

from services.notifications import events, queries, schemas
from services.notifications.models import Subscription
from services.notifications.rules import webhooks
from services.notifications.rules.vault import Vault
from shared.addresses import Network, url_faults
from shared.auth import Kind
from shared.errors import InvalidInput, Unauthenticated
from shared.http import merged
from shared.unit_of_work import Expected, UnitOfWork


async def subscribe(
    uow: UnitOfWork, body: schemas.SubscriptionIn, vault: Vault, networks: Sequence[Network]
) -> tuple[Subscription, str]:
    """Make a webhook that hears what its holder's grants allow, from now on; give it with its secret."""
    if uow.principal.kind is Kind.ANYONE:
        raise Unauthenticated("This needs a credential: Authorization: Bearer hk_…")
    _check_url(body.url, networks)
    secret = webhooks.new_secret()
    scope = uow.principal.scope()
    head = await uow.session.scalar(text("SELECT position FROM event_counter"))
    row = Subscription(
        id=uuid7(),
        holder=uow.principal.id,
        audiences=None if scope.everything else scope.audiences(),
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
    """Change, suspend or resume a webhook; its grants are taken anew."""
    row = await queries.get_subscription(uow.session, subscription_id, uow.principal, for_update=True)
    current = schemas.SubscriptionChange.model_validate(row, from_attributes=True)
    body = merged(schemas.SubscriptionChange, current, change)
    _check_url(body.url, networks)
    uow.change(row, expected=expected)
    for name, value in body.model_dump().items():
        setattr(row, name, value)
    if row.status == "active":
        row.reason = None
    scope = uow.principal.scope()
    row.audiences = None if scope.everything else scope.audiences()
    return row


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
        uow.emit(events.SubscriptionVerified(id=row.id), sequence=row.version, audience=f"client:{row.holder}")


def suspend(uow: UnitOfWork, row: Subscription, reason: str) -> None:
    """Send a webhook nothing any more until its holder resumes it; the caller holds its lock."""
    uow.change(row)
    row.status, row.reason = "suspended", reason
    event = events.SubscriptionSuspended(id=row.id, reason=reason)
    uow.emit(event, sequence=row.version, audience=f"client:{row.holder}")


def _check_url(url: str, networks: Sequence[Network]) -> None:
    if faults := url_faults(url, networks):
        raise InvalidInput(faults=faults)
