"""Organisations that may be one and the same."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.registry.actors.queries import actors
from services.registry.actors.rules import ActorStatus
from services.registry.duplicates import queries as duplicates
from services.registry.duplicates.rules.pairs import find_pairs
from services.registry.duplicates.schemas import (
    Duplicate,
    DuplicatePair,
    DuplicatePairs,
    Duplicates,
    PairQuery,
    SuggestionQuery,
)
from shared.auth import Role
from shared.errors import Fault, Forbidden, InvalidInput, Moved, NotFound, Unauthenticated
from shared.http import Caller, Reader, problems, respond, service_router

router = service_router()

Limit = Annotated[int, Query(ge=1, le=100)]


@router.get(
    "/actors/duplicates",
    response_model=DuplicatePairs,
    responses=problems(Unauthenticated, Forbidden, InvalidInput),
    tags=["actors"],
)
async def list_duplicate_pairs(
    request: Request, query: Annotated[PairQuery, Query()], caller: Caller, session: Reader
) -> Response:
    """Compare the organisations of a country, or all of a small registry, and list pairs that may be one.

    Needs the role reporter or coordinator for the country.
    """
    caller.require(Role.REPORTER, Role.COORDINATOR, country=query.country)
    rows = await duplicates.compared(session, [query.country] if query.country else [])
    if len(rows) > duplicates.MOST_IN_PAIRS:
        detail = f"There are more than {duplicates.MOST_IN_PAIRS} organisations to compare; name a country with fewer"
        raise InvalidInput(faults=[Fault("/country", "too_many", detail, "query")])
    by_key = {str(row.id): row for row in rows}
    # Comparing thousands takes seconds; others are answered meanwhile.
    found = await asyncio.to_thread(find_pairs, await duplicates.entries(session, rows), float(query.min_score))
    items = [DuplicatePair.of(by_key[one.left], by_key[one.right], one) for one in found[: query.limit]]
    return respond(request, DuplicatePairs(items=items, found=len(found)))


@router.get("/actors/suggestions", response_model=Duplicates, responses=problems(InvalidInput), tags=["actors"])
async def suggest_actors(request: Request, query: Annotated[SuggestionQuery, Query()], session: Reader) -> Response:
    """List organisations that may be who somebody names, with a score from 0.5 and the reasons for it."""
    found = await duplicates.of_named(session, query.name, query.ref, query.country, query.limit)
    return respond(request, Duplicates(items=[Duplicate.of(row, one) for row, one in found]))


@router.get(
    "/actors/{actor_id}/duplicates", response_model=Duplicates, responses=problems(NotFound, Moved), tags=["actors"]
)
async def list_duplicates(request: Request, actor_id: UUID, session: Reader, limit: Limit = 20) -> Response:
    """List organisations that may be the same as this one, with a score and the reasons for it."""
    actor = await actors.get_actor(session, actor_id)
    if actor.status == ActorStatus.MERGED:
        raise Moved(f"/v1/actors/{await actors.survivor(session, actor_id)}/duplicates")
    found = await duplicates.of_one(session, actor, limit)
    return respond(request, Duplicates(items=[Duplicate.of(row, one) for row, one in found]))
