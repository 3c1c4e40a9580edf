"""Organisations."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response

from services.registry.actors import models
from services.registry.actors.queries import actors as queries
from services.registry.actors.queries.filters import refuse_unknown
from services.registry.actors.rules import ActorStatus
from services.registry.actors.schemas import Actor, ActorIn, ActorQuery, ActorVersion, MergeIn
from services.registry.registration.commands import actors as commands
from services.registry.registration.commands import merges
from services.registry.search.queries import rank, seek
from shared.db import reading
from shared.errors import Forbidden, Moved, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
    IfMatch,
    IfMatchOrNew,
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
from shared.standards import ExternalId

router = service_router()

MINISTRY = {
    "names": {"en": "Ministry of Foreign Affairs", "sw": "Wizara ya Mambo ya Nje"},
    "kind": "10",
    "constituency": "public",
    "country": "KE",
    "topics": [1, 3],
}
Sent = Annotated[ActorIn, Body(openapi_examples={"ministry": {"value": MINISTRY}})]
"""An organisation as it is sent, with an example that can be tried as it stands."""

CHANGES = problems(NotFound, Forbidden, Refused, Stale, PreconditionRequired)


@router.post("/actors", status_code=201, response_model=Actor, responses=problems(Forbidden, Refused), tags=["actors"])
async def register_actor(request: Request, body: Sent, uow: Uow) -> Response:
    """Register an organisation; where no list has an identifier for it, it gets one of this registry."""
    return _actor(request, await commands.register(uow, body), new=True)


@router.get("/actors", response_model=Page[Actor], responses=listed(), tags=["actors"])
async def list_actors(query: Annotated[ActorQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """Search organisations; accents, the order of words and a wrong letter or two are forgiven."""
    await refuse_unknown(shared.sessions, region=query.region, parent=query.parent)
    sought = await seek(shared.sessions, query.q) if query.q is not None else None
    today = shared.clock.now().date()
    chosen = queries.actors(query, sought, today)
    if not sought:
        return await listing.answer(query, chosen, Actor, models.Actor.id, of=Actor.of)
    keys = (rank(models.Actor.terms, sought), models.Actor.id)
    first = queries.as_typed(query, sought, today)
    return await listing.answer(query, chosen, Actor, *keys, of=Actor.of, first=first)


@router.get("/actors/{actor_id}", response_model=Actor, responses=problems(NotFound, Moved), tags=["actors"])
async def get_actor(request: Request, actor_id: UUID, session: Reader) -> Response:
    """Give one organisation; one that was withdrawn says so in its status, one that was merged sends you on."""
    row = await queries.get_actor(session, actor_id)
    if row.status == ActorStatus.MERGED:
        raise Moved(f"/v1/actors/{await queries.survivor(session, row.id)}")
    return _actor(request, row)


@router.get(
    "/actors/{actor_id}/history",
    response_model=Page[ActorVersion],
    responses={**listed(), **problems(NotFound)},
    tags=["actors"],
)
async def list_actor_versions(
    actor_id: UUID, query: Annotated[ListQuery, Query()], listing: Listing, shared: Shared
) -> Response:
    """List all that the registry has said of an organisation: what, when, and on whose word; also of a merged one."""
    async with reading(shared.sessions) as session:
        await queries.get_actor(session, actor_id)
    return await listing.answer(query, queries.versions(actor_id), ActorVersion, models.ActorVersion.version)


@router.get(
    "/actors/by-identifier/{identifier:path}", response_model=Actor, responses=problems(NotFound), tags=["actors"]
)
async def get_actor_by_identifier(request: Request, identifier: str, session: Reader) -> Response:
    """Find the organisation that has an identifier, or once had it: `KE-COA-1052`."""
    row = await queries.get_by_identifier(session, identifier)
    answer = _actor(request, row)
    answer.headers["Content-Location"] = f"/v1/actors/{row.id}"
    return answer


@router.put("/actors/by-external-id/{external_id:path}", response_model=Actor, responses=CHANGES, tags=["actors"])
async def put_actor(
    request: Request, external_id: ExternalId, body: Sent, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Create or replace the organisation that your system knows by this identity."""
    row, new = await commands.put(uow, external_id, body, expected)
    return _actor(request, row, new=new)


@router.patch(
    "/actors/{actor_id}", response_model=Actor, responses=CHANGES, tags=["actors"], openapi_extra=patched(ActorIn)
)
async def patch_actor(request: Request, actor_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow) -> Response:
    """Change an organisation; identifiers that it had go on leading to it."""
    return _actor(request, await commands.patch(uow, actor_id, change, expected))


@router.delete("/actors/{actor_id}", response_model=Actor, responses=CHANGES, tags=["actors"])
async def withdraw_actor(request: Request, actor_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Withdraw an organisation; it stays readable, its focal points are released, its offers and needs withdrawn."""
    return _actor(request, await commands.withdraw(uow, actor_id, expected))


@router.post("/actors/{actor_id}/merge", response_model=Actor, responses=CHANGES, tags=["actors"])
async def merge_actor(request: Request, actor_id: UUID, body: MergeIn, expected: IfMatch, uow: Uow) -> Response:
    """Merge an organisation into the one that it has proved to be.

    All its identifiers lead to the other from now on, which also gains its topics, sectors and names, and what was part
    of it. Its address answers 308; its history stays. It can be undone for 30 days.
    """
    return _actor(request, await merges.merge(uow, actor_id, body, expected))


@router.post("/actors/{actor_id}/unmerge", response_model=Actor, responses=CHANGES, tags=["actors"])
async def unmerge_actor(request: Request, actor_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Undo a merge of the last 30 days.

    The organisation has again what was its own. The other one keeps a list of its own that was changed since.
    """
    return _actor(request, await merges.unmerge(uow, actor_id, expected))


def _actor(request: Request, row: models.Actor, *, new: bool = False) -> Response:
    created = f"/v1/actors/{row.id}" if new else None
    return respond(request, Actor.of(row), version=row.version, created=created)
