"""Writes of the gateway: clients, their keys and grants, and the copies of memberships and merges."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, select
from uuid_utils.compat import uuid7

from services.gateway.events import ClientGrantsChanged, GrantState
from services.gateway.models import ApiKey, Client, ClientGrant, Membership, MergedActor
from services.gateway.queries.administration import find_grant, get_row
from services.gateway.queries.credentials import principal_id, successors
from services.gateway.rules import keys
from services.gateway.schemas import ActorMerge, ActorState, GrantIn, ScopeIn
from shared import copies
from shared.auth import Role
from shared.consuming import Received
from shared.errors import Fault, InvalidInput, NotFound, Refused
from shared.unit_of_work import Expected, UnitOfWork, held

Revocable = TypeVar("Revocable", Client, ClientGrant)


async def create_client(uow: UnitOfWork, name: str) -> Client:
    """Take up a client; it may nothing yet."""
    client = Client(id=uuid7(), version=1, name=name, created_at=uow.now, updated_at=uow.now)
    uow.session.add(client)
    await announce_grants(uow, [client.id])
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


async def grant(uow: UnitOfWork, body: GrantIn, found: Sequence[Fault] = ()) -> ClientGrant:
    """Let a client do something somewhere; `found` are faults that were found before.

    Raises Refused where it already may, and InvalidInput.
    """
    regions = {"/region": body.region} if body.region else {}
    faults = [*found, *await copies.region_faults(uow.session, Membership, regions)]
    if await uow.session.get(Client, body.client) is None:
        faults.append(Fault("/client", "unknown_client", f"There is no client {body.client}; see /v1/clients"))
    if faults:
        raise InvalidInput(faults=faults)
    row = ClientGrant(
        id=uuid7(),
        version=1,
        **body.model_dump(exclude={"everything"}),
        granted_by=uow.principal.id,
        created_at=uow.now,
        updated_at=uow.now,
    )
    if known := await find_grant(uow.session, body):
        raise Refused.taken(held(known), f"/v1/grants/{known.id}", "/client")
    uow.session.add(row)
    await uow.session.flush()
    await announce_grants(uow, [row.client])
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
    """End a client or a grant; it stays listed, with who ended it and when. Ending it again changes nothing."""
    row = await get_row(uow.session, kind, identity, for_update=True)
    if row.revoked_at:
        return row
    uow.change(row, expected=expected)
    row.revoked_at, row.revoked_by = uow.now, uow.principal.id
    await announce_grants(uow, [row.id if isinstance(row, Client) else row.client])
    return row


async def announce_grants(uow: UnitOfWork, clients: Collection[UUID]) -> None:
    """Emit for each client an event with all its grants, as they are now; locks the clients."""
    await uow.session.flush()
    chosen = select(Client).where(Client.id.in_(clients)).order_by(Client.id).with_for_update()
    rows = (await uow.session.scalars(chosen.execution_options(populate_existing=True))).all()
    current = select(ClientGrant).where(ClientGrant.client.in_(clients), ClientGrant.revoked_at.is_(None))
    grants = (await uow.session.scalars(current.order_by(ClientGrant.id))).all()
    merged = await successors(uow.session, {one.actor for one in grants if one.actor})
    for row in rows:
        row.grants_version += 1
        states = [
            GrantState(role=Role(one.role), actor=actor, country=one.country, region=one.region)
            for one in grants
            if one.client == row.id and row.revoked_at is None
            for actor in (one.actor, *merged.get(one.actor, ()))
        ]
        event = ClientGrantsChanged(
            id=row.id, principal=principal_id(row.id), revoked=row.revoked_at is not None, grants=states
        )
        uow.emit(event, sequence=row.grants_version, audience=principal_id(row.id))


async def announce_unknown_grants(uow: UnitOfWork) -> None:
    """Emit the grants of clients that were made before grants were announced."""
    unknown = (await uow.session.scalars(select(Client.id).where(Client.grants_version == 0))).all()
    if unknown:
        await announce_grants(uow, unknown)


async def revoke_key(uow: UnitOfWork, client_id: UUID, key_id: UUID) -> ApiKey:
    """End a key; revoking it again changes nothing."""
    row = await get_row(uow.session, ApiKey, key_id, for_update=True)
    if row.client != client_id:
        raise NotFound(f"The client has no key {key_id}")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = datetime.now(UTC), uow.principal.id
    return row


async def keep_memberships(uow: UnitOfWork, received: Sequence[Received[copies.Spells]]) -> None:
    """Keep when countries belonged to regional bodies; an event carries all spells of one country in one body."""
    await copies.keep_spells(uow.session, Membership, [one.data for one in received])


async def follow_merges(uow: UnitOfWork, received: Sequence[Received[ActorMerge]]) -> None:
    """Let grants for actors that were merged hold for those that stay."""
    rows = [{"id": one.data.id, "version": one.envelope.sequence, "into": one.data.into} for one in received]
    await copies.keep_newest(uow.session, MergedActor, rows)
    await _announce_grants_for(uow, [one.data.id for one in received])


async def follow_undone_merges(uow: UnitOfWork, received: Sequence[Received[ActorState]]) -> None:
    """Let grants for actors whose merge was undone hold for them alone: a later state is that of an actor again."""
    actors = [one.data.id for one in received]
    undone = delete(MergedActor).where(MergedActor.id.in_(actors)).returning(MergedActor.id)
    if merged := (await uow.session.scalars(undone)).all():
        await _announce_grants_for(uow, merged)


async def _announce_grants_for(uow: UnitOfWork, actors: Sequence[UUID]) -> None:
    """Announce the grants of clients that hold one for any of the actors, or for one that was merged into them."""
    line = select(MergedActor.id).where(MergedActor.into.in_(actors)).cte("line", recursive=True)
    line = line.union(select(MergedActor.id).join(line, line.c.id == MergedActor.into))
    holding = select(ClientGrant.client).where(
        ClientGrant.actor.in_(actors) | ClientGrant.actor.in_(select(line.c.id)), ClientGrant.revoked_at.is_(None)
    )
    if clients := (await uow.session.scalars(holding.distinct())).all():
        await announce_grants(uow, clients)
