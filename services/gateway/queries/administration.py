"""Clients, their keys and grants, as an administrator sees them."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.gateway import schemas
from services.gateway.models import ApiKey, Client, ClientGrant
from shared.db import Sessions, reading
from shared.errors import Fault, InvalidInput, NotFound

Row = TypeVar("Row", Client, ApiKey, ClientGrant)


def clients(query: schemas.ClientQuery) -> Select[Any]:
    """Select clients, revoked ones among them."""
    chosen = select(Client)
    return chosen.where(Client.updated_at >= query.updated_since) if query.updated_since else chosen


def keys(client_id: UUID) -> Select[Any]:
    """Select the keys of a client."""
    return select(ApiKey).where(ApiKey.client == client_id)


def grants(query: schemas.GrantQuery) -> Select[Any]:
    """Select grants, revoked ones among them."""
    chosen = select(ClientGrant)
    for column, wanted in (
        (ClientGrant.client, query.client),
        (ClientGrant.role, query.role),
        (ClientGrant.country, query.country),
        (ClientGrant.region, query.region),
    ):
        if wanted:
            chosen = chosen.where(column.in_(wanted))
    return chosen.where(ClientGrant.updated_at >= query.updated_since) if query.updated_since else chosen


async def refuse_unknown_clients(sessions: Sessions, asked: Sequence[UUID]) -> None:
    """Check the clients that grants are listed by. Raises InvalidInput with all that there are not."""
    async with reading(sessions) as session:
        known = set(await session.scalars(select(Client.id).where(Client.id.in_(asked)))) if asked else set()
    faults = [
        Fault(f"/client/{place}", "unknown_client", f"There is no client {one}; see /v1/clients", "query")
        for place, one in enumerate(asked)
        if one not in known
    ]
    if faults:
        raise InvalidInput(faults=faults)


async def get_row(session: AsyncSession, kind: type[Row], identity: UUID, *, for_update: bool = False) -> Row:
    """Give a client, a key or a grant. Raises NotFound."""
    row = await session.get(kind, identity, with_for_update=for_update)
    if row is None:
        raise NotFound(f"There is no such thing: {identity}")
    return row


async def find_grant(session: AsyncSession, body: schemas.GrantIn) -> ClientGrant | None:
    """Find the grant, not revoked, that says the same."""
    own = body.model_dump(exclude={"everything"})
    same = (getattr(ClientGrant, name).is_not_distinct_from(value) for name, value in own.items())
    found: ClientGrant | None = await session.scalar(select(ClientGrant).where(ClientGrant.revoked_at.is_(None), *same))
    return found
