"""Who a credential belongs to, and what its grants reach today."""

import hmac
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from services.gateway.models import ApiKey, Client, ClientGrant, Membership
from services.gateway.rules.keys import digest
from shared.auth import Grant, Kind, Principal, Role


async def principal_of_key(session: AsyncSession, key_id: UUID, secret: str, today: date) -> Principal | None:
    """Say whose an API key is; None where it does not exist, is wrong, has expired or was revoked."""
    row = (await session.execute(_working_keys().where(ApiKey.id == key_id))).one_or_none()
    if row is None or not hmac.compare_digest(row.secret_hash, digest(secret)):
        return None
    return await _principal(session, row.client, today)


async def principal_of_token(session: AsyncSession, key_id: UUID, today: date) -> Principal | None:
    """Say whose the key behind an access token is; None where it does not work any more."""
    row = (await session.execute(_working_keys().where(ApiKey.id == key_id))).one_or_none()
    return await _principal(session, row.client, today) if row else None


async def principal_of_client(session: AsyncSession, client_id: UUID, today: date) -> Principal | None:
    """Say who a client is; None where there is none, or it was revoked."""
    working = select(Client.id).where(Client.id == client_id, Client.revoked_at.is_(None))
    return await _principal(session, client_id, today) if await session.scalar(working) else None


async def key_of_secret(session: AsyncSession, client_id: UUID, secret: str) -> UUID | None:
    """Find the working key of a client that has this secret."""
    chosen = _working_keys().where(ApiKey.client == client_id, ApiKey.secret_hash == digest(secret))
    row = (await session.execute(chosen)).one_or_none()
    return row.id if row else None


def _working_keys() -> Select[UUID, UUID, bytes]:
    # The machine's clock, not the platform's: a moved clock must not make keys last, or end.
    return (
        select(ApiKey.id, ApiKey.client, ApiKey.secret_hash)
        .join(Client, Client.id == ApiKey.client)
        .where(
            Client.revoked_at.is_(None),
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > func.now()),
        )
    )


async def _principal(session: AsyncSession, client_id: UUID, today: date) -> Principal:
    members = func.array_agg(aggregate_order_by(Membership.country, Membership.country))
    chosen = (
        select(ClientGrant, members.filter(Membership.country.is_not(None)).label("members"))
        .outerjoin(Membership, and_(Membership.region == ClientGrant.region, _holds_on(today)))
        .where(ClientGrant.client == client_id, ClientGrant.revoked_at.is_(None))
        .group_by(ClientGrant.id)
        .order_by(ClientGrant.id)
    )
    grants = [_grant(row[0], row.members) for row in await session.execute(chosen)]
    return Principal(id=f"client:{client_id}", kind=Kind.CLIENT, grants=tuple(grants))


def _holds_on(day: date) -> ColumnElement[bool]:
    return and_(
        or_(Membership.valid_from.is_(None), Membership.valid_from <= day),
        or_(Membership.valid_to.is_(None), Membership.valid_to > day),
    )


def _grant(row: ClientGrant, members: list[str] | None) -> Grant:
    own = (row.country,) if row.country else ()
    return Grant(
        role=Role(row.role),
        actor=row.actor,
        country=row.country,
        region=row.region,
        countries=tuple(members or own),
    )
