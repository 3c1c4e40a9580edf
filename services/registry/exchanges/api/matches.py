"""Pairs of offers and needs that fit."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.registry.actors.queries.filters import refuse_unknown
from services.registry.exchanges import models
from services.registry.exchanges.commands import matches as commands
from services.registry.exchanges.queries import matches as queries
from services.registry.exchanges.queries.matches import Pair
from services.registry.exchanges.schemas.matches import Decline, Match, MatchQuery, MatchSide
from shared.errors import Forbidden, NotFound, Refused, Unauthenticated
from shared.http import Listing, Page, Reader, Shared, Uow, listed, problems, respond, service_router

router = service_router()


@router.get("/matches", response_model=Page[Match], responses=listed(), tags=["matches"])
async def list_matches(query: Annotated[MatchQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List what fits together, best first, each with the reasons that make its score."""
    await refuse_unknown(shared.sessions, actor=query.actor)
    chosen = queries.matches(query, shared.clock.now().date())
    keys = (models.Match.score, models.Match.id)
    return await listing.answer(query, chosen, Match, *keys, descending=True, of=lambda row: _shown(Pair.of(row)))


@router.get("/matches/{match_id}", response_model=Match, responses=problems(NotFound), tags=["matches"])
async def get_match(request: Request, match_id: UUID, session: Reader) -> Response:
    """Give one match."""
    return _match(request, await queries.get_match(session, match_id))


@router.post(
    "/matches/{match_id}/decline",
    response_model=Match,
    responses=problems(NotFound, Unauthenticated, Forbidden, Refused),
    tags=["matches"],
)
async def decline_match(request: Request, match_id: UUID, body: Decline, uow: Uow) -> Response:
    """Turn a match down for the actor on either side; it is never proposed again."""
    return _match(request, await commands.decline(uow, match_id, body))


def _match(request: Request, pair: Pair) -> Response:
    # Without its version: the titles of both sides, which it shows, may change while the match does not.
    return respond(request, _shown(pair))


def _shown(pair: Pair) -> Match:
    offer = MatchSide.of(pair.offer, pair.offering_country)
    need = MatchSide.of(pair.need, pair.needing_country)
    return Match.of(pair.match, offer, need)
