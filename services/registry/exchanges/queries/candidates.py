"""The search for what fits an offer or a need: over an index, ranked as `rules.score.score` ranks."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Numeric, and_, case, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry import reference
from services.registry.exchanges.models import Exchange
from services.registry.exchanges.queries.exchanges import in_time
from services.registry.exchanges.queries.matches import paired
from services.registry.exchanges.rules import exchanges as rules
from services.registry.exchanges.rules.exchanges import ANYWHERE, ExchangeStatus, Modality, Side
from services.registry.exchanges.rules.score import MOST, WEIGHTS, Background, Half, MatchStatus, ReasonCode, Vicinity
from services.registry.regions.models import Membership, Region
from shared.spells import holds_on

Condition = ColumnElement[bool]
Weight = ColumnElement[Decimal]


def half(row: Exchange) -> Half:
    """Give an offer or a need as far as it matters whether it fits."""
    sets = ("topics", "sectors", "languages", "countries", "regions")
    return Half(actor=row.actor, modality=row.modality, **{name: frozenset(getattr(row, name)) for name in sets})


async def background(session: AsyncSession, today: date) -> Background:
    """Give what a score rests on beside the pair."""
    members = func.array_agg(Membership.country)
    chosen = select(Region.code, Region.kind, members).join(Membership, Membership.region == Region.code)
    rows = (await session.execute(chosen.where(holds_on(Membership, today)).group_by(Region.code))).all()
    return Background(
        members={code: frozenset(countries) for code, _, countries in rows},
        kinds={code: kind for code, kind, _ in rows},
        topics=reference.topics(),
    )


async def best(
    session: AsyncSession, own: Exchange, vicinity: Vicinity, partners: Collection[UUID], today: date
) -> list[UUID]:
    """Name what fits an offer or a need best.

    Each set holds the one before it, and nothing outside a set ranks before what is in it: the first that has enough
    has the best. So where there are many, few of them are looked at.
    """
    ranked = sum(_weights(own, vicinity, partners), literal(0, Numeric)).desc()
    found: list[UUID] = []
    for narrowing in _sets(own, vicinity):
        chosen = select(Exchange.id).where(*_eligible(own, today), narrowing)
        found = list(await session.scalars(chosen.order_by(ranked, Exchange.id.desc()).limit(MOST)))
        if len(found) == MOST:
            break
    return found


async def eligible(session: AsyncSession, own: Exchange, named: Collection[UUID], today: date) -> list[Exchange]:
    """Give those named, and all that are proposed with it already, as far as they may be proposed."""
    proposed = await session.scalars(paired(own, MatchStatus.PROPOSED))
    chosen = select(Exchange).where(Exchange.id.in_({*named, *proposed}), *_eligible(own, today))
    return list(await session.scalars(chosen))


def _eligible(own: Exchange, today: date) -> list[Condition]:
    return [
        Exchange.side == Side(own.side).opposite,
        Exchange.status == ExchangeStatus.OPEN,
        Exchange.actor != own.actor,
        Exchange.id.not_in(paired(own, MatchStatus.DECLINED)),
        in_time(today),
    ]


def _sets(own: Exchange, vicinity: Vicinity) -> Iterator[Condition]:
    about = [_same_topic(own)] * bool(own.topics) + [_same_category(own)] * bool(own.sectors)
    before: Condition = false()
    for subject in (and_(*about), or_(*about)) if len(about) > 1 else about:
        if ANYWHERE not in own.keys:
            yield or_(before, and_(subject, _same_place(vicinity)))
        yield subject
        before = subject


def _weights(own: Exchange, vicinity: Vicinity, partners: Collection[UUID]) -> list[Weight]:
    same_purpose = Exchange.sectors.overlap(sorted(rules.purposes(own.sectors)))
    same_modality = false() if own.modality == Modality.OTHER else Exchange.modality == own.modality
    return [
        _weight((_same_topic(own), ReasonCode.TOPIC)),
        _weight((same_purpose, ReasonCode.PURPOSE), (_same_category(own), ReasonCode.CATEGORY)),
        _geography(own, vicinity),
        _weight((Exchange.languages.overlap(own.languages), ReasonCode.LANGUAGE)),
        _weight((same_modality, ReasonCode.MODALITY)),
        _weight((Exchange.actor.in_(partners), ReasonCode.PARTNERSHIP)),
    ]


def _geography(own: Exchange, vicinity: Vicinity) -> Weight:
    if ANYWHERE in own.keys:
        return literal(WEIGHTS[ReasonCode.ANYWHERE])
    neighbours = Exchange.countries.overlap(sorted(vicinity.neighbours))
    return _weight(
        (Exchange.keys.contains([ANYWHERE]), ReasonCode.ANYWHERE),
        (_same_place(vicinity), ReasonCode.PLACE),
        (neighbours, ReasonCode.BODY),
    )


def _same_topic(own: Exchange) -> Condition:
    return _shares(rules.topic_keys(own.topics))


def _same_category(own: Exchange) -> Condition:
    return _shares(rules.sector_keys(rules.categories(own.sectors)))


def _same_place(vicinity: Vicinity) -> Condition:
    return _shares(rules.place_keys(vicinity.countries, vicinity.regions) | {ANYWHERE})


def _shares(keys: Collection[str]) -> Condition:
    shared: Condition = Exchange.keys.overlap(sorted(keys))
    return shared


def _weight(*alternatives: tuple[Condition, ReasonCode]) -> Weight:
    """Give the weight of the first that holds."""
    return case(*((condition, literal(WEIGHTS[code])) for condition, code in alternatives), else_=literal(Decimal(0)))
