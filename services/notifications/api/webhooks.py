"""Routes of webhook subscriptions."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response
from uuid_utils.compat import uuid7

from services.notifications import models, queries, schemas
from services.notifications.channels.webhook import WebhookSender
from services.notifications.commands import subscriptions
from services.notifications.rules import webhooks
from services.notifications.rules.vault import Vault
from shared.addresses import Network
from shared.db import reading
from shared.envelope import instant
from shared.errors import NotFound, PreconditionRequired, Stale, Unauthenticated
from shared.http import (
    Caller,
    IfMatch,
    KnownCaller,
    Listing,
    ListQuery,
    MergePatch,
    Page,
    Reader,
    Shared,
    Uow,
    listed,
    patched,
    problems,
    respond,
    service_router,
)

CHANGES = problems(NotFound, Stale, PreconditionRequired)
TAGS: list[str | Enum] = ["subscriptions"]

router = service_router()


@router.get("/subscriptions", response_model=Page[schemas.Subscription], responses=listed(), tags=TAGS)
async def list_subscriptions(query: Annotated[ListQuery, Query()], listing: Listing, caller: KnownCaller) -> Response:
    """List your webhooks."""
    return await listing.answer(query, queries.subscriptions(caller), schemas.Subscription, models.Subscription.id)


@router.get(
    "/subscriptions/{subscription_id}", response_model=schemas.Subscription, responses=problems(NotFound), tags=TAGS
)
async def get_subscription(request: Request, subscription_id: UUID, caller: Caller, session: Reader) -> Response:
    """Give one webhook."""
    return _shown(request, await queries.get_subscription(session, subscription_id, caller))


@router.delete("/subscriptions/{subscription_id}", response_model=schemas.Subscription, responses=CHANGES, tags=TAGS)
async def withdraw_subscription(request: Request, subscription_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """End a webhook."""
    return _shown(request, await subscriptions.withdraw(uow, subscription_id, expected))


@router.get(
    "/subscriptions/{subscription_id}/deliveries",
    response_model=Page[schemas.Delivery],
    responses=listed(),
    tags=TAGS,
)
async def list_deliveries(
    subscription_id: UUID,
    query: Annotated[schemas.DeliveryQuery, Query()],
    caller: Caller,
    session: Reader,
    listing: Listing,
) -> Response:
    """List what was and will be sent to a webhook, newest first, with every attempt and answer."""
    row = await queries.get_subscription(session, subscription_id, caller)
    chosen = queries.deliveries(row, query)
    return await listing.answer(query, chosen, schemas.Delivery, models.Delivery.position, descending=True)


def create_router(vault: Vault, networks: Sequence[Network]) -> APIRouter:
    """Make the routes that deal with secrets and addresses.

    Secrets go into the vault, and addresses inside `networks` are allowed besides public ones.
    """
    secured = service_router()

    @secured.post(
        "/subscriptions",
        status_code=201,
        response_model=schemas.NewSubscription,
        responses=problems(Unauthenticated),
        tags=TAGS,
    )
    async def subscribe(request: Request, body: schemas.SubscriptionIn, uow: Uow) -> Response:
        """Have events sent to your address from now on, signed after Standard Webhooks; the secret is shown once."""
        row, secret = await subscriptions.subscribe(uow, body, vault, networks)
        shown = schemas.Subscription.model_validate(row, from_attributes=True)
        model = schemas.NewSubscription(**shown.model_dump(), secret=secret)
        address = f"/v1/subscriptions/{row.id}"
        return respond(request, model, version=row.version, created=address, withheld={"secret": None})

    @secured.patch(
        "/subscriptions/{subscription_id}",
        response_model=schemas.Subscription,
        responses=CHANGES,
        tags=TAGS,
        openapi_extra=patched(schemas.SubscriptionChange),
    )
    async def patch_subscription(
        request: Request, subscription_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow
    ) -> Response:
        """Change a webhook, suspend it, or resume it where it stopped."""
        return _shown(request, await subscriptions.patch(uow, subscription_id, change, expected, networks))

    @secured.post("/subscriptions/{subscription_id}/test", responses=problems(NotFound), tags=TAGS)
    async def try_subscription(subscription_id: UUID, caller: Caller, shared: Shared, uow: Uow) -> schemas.TestAnswer:
        """Send a signed event of type `harambee.subscription.test` now, and say what came back."""
        # Read apart from the transaction of the request, which is not to stay open while the receiver thinks.
        async with reading(shared.sessions) as session:
            row = await queries.get_subscription(session, subscription_id, caller)
        secrets = [vault.open(locked) for locked in row.secrets]
        identity, body = _test_event(row)
        async with WebhookSender(networks) as sender:
            answer = await sender.send(row.url, webhooks.headers(secrets, identity, int(time.time()), body), body)
        if answer.ok:
            subscriptions.verify(uow, await queries.lock_subscription(uow.session, subscription_id))
        return schemas.TestAnswer(ok=answer.ok, status=answer.status, error=answer.error)

    return secured


def _shown(request: Request, row: models.Subscription) -> Response:
    return respond(request, schemas.Subscription.model_validate(row, from_attributes=True), version=row.version)


def _test_event(row: models.Subscription) -> tuple[str, bytes]:
    identity = str(uuid7())
    event = {
        "specversion": "1.0",
        "id": identity,
        "source": "/notifications",
        "type": "harambee.subscription.test",
        "subject": f"subscriptions/{row.id}",
        "time": instant(datetime.now(UTC)),
        "datacontenttype": "application/json",
        "data": {"id": str(row.id)},
    }
    return identity, orjson.dumps(event)
