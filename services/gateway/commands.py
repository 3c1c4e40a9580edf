"""Writes of the gateway: clients, their keys and grants, and the copy of memberships."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from services.gateway.models import ApiKey, Client, ClientGrant, Membership
from services.gateway.queries.administration import get_row
from services.gateway.rules import keys
from services.gateway.schemas import GrantIn, ScopeIn
from shared import copies
from shared.auth import Role
from shared.consuming import Received
from shared.errors import NotFound, Refused
from shared.unit_of_work import Expected, UnitOfWork

Revocable = TypeVar("Revocable", Client, ClientGrant)


async def create_client(uow: UnitOfWork, name: str) -> Client:
    """Take up a client; it may nothing yet."""
    client = Client(id=uuid7(), version=1, name=name, created_at=uow.now, updated_at=uow.now)
    uow.session.add(client)
    await uow.session.flush()
    return client


async def issue_key(uow: UnitOfWork, client_id: UUID, expires_at: datetime | None = None) -> tuple[ApiKey, keys.ApiKey]:
    """Make a key of a client; the secret is known to the caller alone."""
    client = await get_row(uow.session, Client, client_id)
    if client.revoked_at:
        raise Refused(f"The client {client.name} was revoked")
    minted = keys.ApiKey.mint(uuid7())
    row = ApiKey(
        id=minted.id,
        client=client.id,
        secret_hash=keys.digest(minted.secret),
        created_at=datetime.now(UTC),
        created_by=uow.principal.id,
        expires_at=expires_at,
    )
    uow.session.add(row)
    await uow.session.flush()
    return row, minted


async def grant(uow: UnitOfWork, body: GrantIn) -> ClientGrant:
    """Let a client do something somewhere. Raises Refused where it already may."""
    await get_row(uow.session, Client, body.client)
    row = ClientGrant(
        id=uuid7(),
        version=1,
        **body.model_dump(),
        granted_by=uow.principal.id,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    try:
        await uow.session.flush()
    except IntegrityError as error:
        raise Refused("The client holds this grant already") from error
    return row


async def create_key(
    uow: UnitOfWork, *, name: str, role: Role, scope: ScopeIn, expires_at: datetime | None = None
) -> tuple[Client, keys.ApiKey]:
    """Take up a client with one grant and one key."""
    client = await create_client(uow, name)
    await grant(uow, GrantIn(client=client.id, role=role, **scope.model_dump()))
    _, key = await issue_key(uow, client.id, expires_at)
    return client, key


async def revoke(uow: UnitOfWork, kind: type[Revocable], identity: UUID, expected: Expected) -> Revocable:
    """End a client or a grant; it stays listed, with who ended it and when."""
    row = await get_row(uow.session, kind, identity, for_update=True)
    uow.change(row, expected=expected)
    row.revoked_at, row.revoked_by = uow.now, uow.principal.id
    return row


async def revoke_key(uow: UnitOfWork, client_id: UUID, key_id: UUID) -> ApiKey:
    """End a key; revoking it again changes nothing."""
    row = await get_row(uow.session, ApiKey, key_id, for_update=True)
    if row.client != client_id:
        raise NotFound(f"The client has no key {key_id}")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = datetime.now(UTC), uow.principal.id
    return row


async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[Any]]) -> None:
    """Keep when countries belonged to regional bodies; an event carries all spells of one country in one body."""
    spells = {
        (event.region, event.country): [
            {"region": event.region, "country": event.country, "spell": place, **period.model_dump()}
            for place, period in enumerate(event.periods)
        ]
        for event in (one.event for one in received)
    }
    await copies.replace(uow.session, Membership, [Membership.region, Membership.country], spells)
