"""Who a credential belongs to, and what grants reach today."""

import hmac
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from services.gateway.models import ApiKey, Client, ClientGrant, Membership, MergedActor
from services.gateway.rules.keys import digest
from shared.auth import Grant, Kind, Principal, Role
from shared.spells import holds_on


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


async def roles_of(session: AsyncSession, client_id: UUID) -> Sequence[str]:
    """Name the roles that a client has somewhere."""
    chosen = select(ClientGrant.role).where(ClientGrant.client == client_id, ClientGrant.revoked_at.is_(None))
    return (await session.scalars(chosen.distinct())).all()


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
        .outerjoin(Membership, and_(Membership.region == ClientGrant.region, holds_on(Membership, today)))
        .where(ClientGrant.client == client_id, ClientGrant.revoked_at.is_(None))
        .group_by(ClientGrant.id)
        .order_by(ClientGrant.id)
    )
    grants = [_grant(row[0], row.members) for row in await session.execute(chosen)]
    merged = await successors(session, {grant.actor for grant in grants if grant.actor})
    following = [grant.model_copy(update={"actor": actor}) for grant in grants for actor in merged.get(grant.actor, ())]
    return Principal(id=principal_id(client_id), kind=Kind.CLIENT, grants=(*grants, *following))


def principal_id(client_id: UUID) -> str:
    """Give the name by which all services know a client."""
    return f"client:{client_id}"


async def successors(session: AsyncSession, actors: Collection[UUID]) -> dict[UUID | None, list[UUID]]:
    """Give the actors that each of these was merged into, directly or by way of others; most have none.

    A grant for an actor holds for them too.
    """
    if not actors:
        return {}
    line = (
        select(MergedActor.id.label("actor"), MergedActor.into)
        .where(MergedActor.id.in_(actors))
        .cte("line", recursive=True)
    )
    line = line.union(select(line.c.actor, MergedActor.into).join(line, line.c.into == MergedActor.id))
    rows = await session.execute(select(line.c.actor, func.array_agg(line.c.into).label("into")).group_by(line.c.actor))
    return {row.actor: list(row.into) for row in rows}


def _grant(row: ClientGrant, members: list[str] | None) -> Grant:
    own = (row.country,) if row.country else ()
    return Grant(
        role=Role(row.role),
        actor=row.actor,
        country=row.country,
        region=row.region,
        countries=tuple(members or own),
    )
