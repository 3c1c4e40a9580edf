"""Clients, their keys and grants; for administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel

from services.gateway import commands, schemas
from services.gateway.api.dependencies import Administrator, PartReader, ThePlatform
from services.gateway.clients.parts import Reader as PartsReader
from services.gateway.models import ApiKey, Client, ClientGrant, Membership
from services.gateway.queries import administration as queries
from services.gateway.queries.platform import Platform
from services.gateway.rules.routes import Upstream
from shared.copies import check_regions
from shared.errors import (
    Fault,
    Forbidden,
    NotFound,
    PreconditionRequired,
    Refused,
    Stale,
    Unauthenticated,
)
from shared.http import IfMatch, Listing, Page, Reader, Shared, Uow, listed, problems, respond, service_router

router = service_router()
router.dependencies.append(Administrator)

ALLOWED = problems(Unauthenticated, Forbidden)
FOUND = problems(Unauthenticated, Forbidden, NotFound)
CHANGES = problems(Unauthenticated, Forbidden, NotFound, Refused, Stale, PreconditionRequired)


@router.get("/clients", response_model=Page[schemas.Client], responses={**listed(), **ALLOWED}, tags=["clients"])
async def list_clients(query: Annotated[schemas.ClientQuery, Query()], listing: Listing) -> Response:
    """List the programs that have been taken up, revoked ones among them."""
    return await listing.answer(query, queries.clients(query), schemas.Client, Client.id)


@router.post("/clients", status_code=201, response_model=schemas.Client, responses=ALLOWED, tags=["clients"])
async def create_client(request: Request, body: schemas.ClientIn, uow: Uow) -> Response:
    """Take up a program; it may nothing until it has a grant, and gets in with a key."""
    row = await commands.create_client(uow, body.name)
    return _shown(request, row, schemas.Client, created=f"/v1/clients/{row.id}")


@router.get("/clients/{client_id}", response_model=schemas.Client, responses=FOUND, tags=["clients"])
async def get_client(request: Request, client_id: UUID, session: Reader) -> Response:
    """Give one client."""
    return _shown(request, await queries.get_row(session, Client, client_id), schemas.Client)


@router.delete("/clients/{client_id}", response_model=schemas.Client, responses=CHANGES, tags=["clients"])
async def revoke_client(request: Request, client_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Shut a client out, with all its keys; open streams end and webhooks stop within ten seconds."""
    return _shown(request, await commands.revoke(uow, Client, client_id, expected), schemas.Client)


@router.get(
    "/clients/{client_id}/keys",
    response_model=Page[schemas.Key],
    responses={**listed(), **FOUND},
    tags=["clients"],
)
async def list_keys(
    client_id: UUID, query: Annotated[schemas.KeyQuery, Query()], listing: Listing, session: Reader
) -> Response:
    """List the keys of a client; the keys themselves are never shown again."""
    await queries.get_row(session, Client, client_id)
    return await listing.answer(query, queries.keys(client_id), schemas.Key, ApiKey.id)


@router.post(
    "/clients/{client_id}/keys",
    status_code=201,
    response_model=schemas.NewKey,
    responses=problems(Unauthenticated, Forbidden, NotFound, Refused),
    tags=["clients"],
)
async def issue_key(request: Request, client_id: UUID, body: schemas.KeyIn, uow: Uow) -> Response:
    """Make a key for a client. Only this answer shows it; a repeat with the same Idempotency-Key leaves it out."""
    row, key = await commands.issue_key(uow, client_id, body.expires_at)
    shown = schemas.Key.model_validate(row, from_attributes=True).model_dump()
    made, address = schemas.NewKey(**shown, key=key.reveal()), f"/v1/clients/{client_id}/keys"
    return respond(request, made, created=address, withheld={"key": None})


@router.delete("/clients/{client_id}/keys/{key_id}", response_model=schemas.Key, responses=FOUND, tags=["clients"])
async def revoke_key(request: Request, client_id: UUID, key_id: UUID, uow: Uow) -> Response:
    """End a key; open streams end and webhooks stop within ten seconds."""
    return _shown(request, await commands.revoke_key(uow, client_id, key_id), schemas.Key)


@router.get("/grants", response_model=Page[schemas.Grant], responses={**listed(), **ALLOWED}, tags=["grants"])
async def list_grants(query: Annotated[schemas.GrantQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List who may do what where, ended grants among them."""
    await check_regions(shared.sessions, Membership, query.region)
    await queries.refuse_unknown_clients(shared.sessions, query.client)
    return await listing.answer(query, queries.grants(query), schemas.Grant, ClientGrant.id)


@router.post(
    "/grants",
    status_code=201,
    response_model=schemas.Grant,
    responses=problems(Unauthenticated, Forbidden, Refused),
    tags=["grants"],
)
async def grant(
    request: Request, body: schemas.GrantIn, uow: Uow, platform: ThePlatform, reader: PartReader
) -> Response:
    """Let a client do something: a role for an actor, a country, a region's members, or everything."""
    row = await commands.grant(uow, body, await _actor_faults(platform, reader, body.actor))
    return _shown(request, row, schemas.Grant, created=f"/v1/grants/{row.id}")


@router.get("/grants/{grant_id}", response_model=schemas.Grant, responses=FOUND, tags=["grants"])
async def get_grant(request: Request, grant_id: UUID, session: Reader) -> Response:
    """Give one grant."""
    return _shown(request, await queries.get_row(session, ClientGrant, grant_id), schemas.Grant)


@router.delete("/grants/{grant_id}", response_model=schemas.Grant, responses=CHANGES, tags=["grants"])
async def revoke_grant(request: Request, grant_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """End a grant; open streams end and webhooks stop within ten seconds."""
    return _shown(request, await commands.revoke(uow, ClientGrant, grant_id, expected), schemas.Grant)


async def _actor_faults(platform: Platform, reader: PartsReader, actor: UUID | None) -> list[Fault]:
    """Say that the registry does not know an actor; while it does not answer all are taken."""
    if actor is None:
        return []
    try:
        await platform.parts.find(reader, Upstream.REGISTRY, f"/v1/actors/{actor}")
    except NotFound:
        return [Fault("/actor", "unknown_actor", f"There is no actor {actor}; see /v1/actors")]
    return []


def _shown(
    request: Request, row: Client | ApiKey | ClientGrant, schema: type[BaseModel], created: str | None = None
) -> Response:
    version = None if isinstance(row, ApiKey) else row.version
    return respond(request, schema.model_validate(row, from_attributes=True), version=version, created=created)
