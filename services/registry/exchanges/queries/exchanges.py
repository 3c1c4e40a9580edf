"""Reads of offers and needs; everybody may see them."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.exchanges.models import Exchange
from services.registry.exchanges.rules.exchanges import ANYWHERE, ExchangeStatus, Side, sector_keys, topic_keys
from services.registry.exchanges.schemas.exchanges import ExchangeQuery
from services.registry.regions.models import Membership
from services.registry.search.queries import Sought, found_by
from shared.db import Rows
from shared.errors import NotFound
from shared.spells import holds_on


def exchanges(side: Side, query: ExchangeQuery, sought: Sought | None, today: date) -> Rows:
    """Select offers, or needs; `sought` is what `q` may mean."""
    conditions: list[ColumnElement[bool]] = [Exchange.side == side]
    if query.actor:
        conditions.append(Exchange.actor.in_(query.actor))
    if query.modality:
        conditions.append(Exchange.modality.in_(query.modality))
    if query.language:
        conditions.append(Exchange.languages.overlap(query.language))
    if sought is not None:
        conditions.append(found_by(Exchange.terms, sought))
    if query.updated_since:
        conditions.append(Exchange.updated_at >= query.updated_since)
    conditions += [*_about(query), *_where(query, today), *_standing(query, today)]
    return select(Exchange).where(*conditions)


async def get_exchange(session: AsyncSession, side: Side, exchange_id: UUID, *, for_update: bool = False) -> Exchange:
    """Give an offer or a need. Raises NotFound."""
    row = await session.get(Exchange, exchange_id, with_for_update=for_update or None)
    if row is None or row.side != side:
        raise NotFound(f"There is no {side} {exchange_id}")
    return row


def in_time(today: date, exchange: type[Exchange] = Exchange) -> ColumnElement[bool]:
    """Say which offers and needs are not over."""
    return or_(exchange.valid_to.is_(None), exchange.valid_to > today)


def _standing(query: ExchangeQuery, today: date) -> list[ColumnElement[bool]]:
    in_force = [] if query.lapsed else [or_(Exchange.status != ExchangeStatus.OPEN, in_time(today))]
    return [Exchange.status.in_(query.status), *in_force] if query.status else in_force


def _about(query: ExchangeQuery) -> list[ColumnElement[bool]]:
    return [
        Exchange.keys.overlap(sorted(wanted))
        for wanted in (topic_keys(query.topic), sector_keys(query.sector))
        if wanted
    ]


def _where(query: ExchangeQuery, today: date) -> list[ColumnElement[bool]]:
    open_to_all = Exchange.keys.contains([ANYWHERE])
    found = []
    if query.country:
        regions = select(func.array_agg(Membership.region)).where(Membership.country.in_(query.country))
        holding = Exchange.regions.overlap(regions.where(holds_on(Membership, today)).scalar_subquery())
        found.append(or_(Exchange.countries.overlap(query.country), holding, open_to_all))
    if query.region:
        countries = select(func.array_agg(Membership.country)).where(Membership.region.in_(query.region))
        inside = Exchange.countries.overlap(countries.where(holds_on(Membership, today)).scalar_subquery())
        found.append(or_(Exchange.regions.overlap(query.region), inside, open_to_all))
    return found
