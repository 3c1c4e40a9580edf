"""Reads of matches; everybody may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from services.registry.actors.models import Actor
from services.registry.exchanges.models import Exchange, Match
from services.registry.exchanges.queries.exchanges import in_time
from services.registry.exchanges.rules.exchanges import Side, topic_keys
from services.registry.exchanges.rules.score import MatchStatus
from services.registry.exchanges.schemas.matches import MatchQuery
from shared.db import Rows
from shared.errors import NotFound

OFFER, NEED = aliased(Exchange, name="offered"), aliased(Exchange, name="needed")
OFFERING, NEEDING = aliased(Actor, name="offering"), aliased(Actor, name="needing")


@dataclass(frozen=True, slots=True)
class Pair:
    """A match with both its sides."""

    match: Match
    offer: Exchange
    need: Exchange
    offering_country: str | None
    needing_country: str | None

    @classmethod
    def of(cls, row: Row[*tuple[Any, ...]]) -> Self:
        """Read a row of `matches`; a page of a list adds its keys to the end."""
        return cls(*row[:5])


def matches(query: MatchQuery, today: date) -> Rows:
    """Select matches with both their sides; a proposed one whose offer or need is over is left out."""
    in_force = and_(in_time(today, OFFER), in_time(today, NEED))
    conditions = [or_(Match.status != MatchStatus.PROPOSED, in_force), *_between(query)]
    if query.topic:
        shared = [(OFFER.keys.contains([key]), NEED.keys.contains([key])) for key in topic_keys(query.topic)]
        conditions.append(or_(*(and_(*both) for both in shared)))
    if query.min_score is not None:
        conditions.append(Match.score >= query.min_score)
    if query.status:
        conditions.append(Match.status.in_(query.status))
    if query.updated_since:
        conditions.append(Match.updated_at >= query.updated_since)
    return _pairs().where(*conditions)


async def get_match(session: AsyncSession, match_id: UUID, *, for_update: bool = False) -> Pair:
    """Give a match with both its sides. Raises NotFound."""
    chosen = _pairs().where(Match.id == match_id)
    if for_update:
        chosen = chosen.with_for_update(of=Match)
    row = (await session.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no match {match_id}")
    return Pair.of(row)


def of_exchanges(exchanges: Collection[UUID]) -> ColumnElement[bool]:
    """Say which matches have one of these offers or needs."""
    return or_(Match.offer.in_(exchanges), Match.need.in_(exchanges))


def column(side: str) -> InstrumentedAttribute[UUID]:
    """Give the column of matches that holds the offers, or the needs."""
    return Match.offer if side == Side.OFFER else Match.need


def paired(own: Exchange, status: MatchStatus) -> Select[UUID]:
    """Select what an offer or a need is matched with."""
    chosen = select(column(Side(own.side).opposite))
    return chosen.where(column(own.side) == own.id, Match.status == status)


def _between(query: MatchQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.offer:
        found.append(Match.offer.in_(query.offer))
    if query.need:
        found.append(Match.need.in_(query.need))
    if query.actor:
        own = select(Exchange.id).where(Exchange.actor.in_(query.actor))
        found.append(or_(Match.offer.in_(own), Match.need.in_(own)))
    if query.country:
        either = or_(OFFERING.country.in_(query.country), NEEDING.country.in_(query.country))
        found.append(or_(either, NEED.countries.overlap(query.country)))
    return found


def _pairs() -> Rows:
    return (
        select(Match, OFFER, NEED, OFFERING.country, NEEDING.country)
        .join(OFFER, OFFER.id == Match.offer)
        .join(NEED, NEED.id == Match.need)
        .join(OFFERING, OFFERING.id == OFFER.actor)
        .join(NEEDING, NEEDING.id == NEED.actor)
    )
