"""Pairs of offers and needs: found when one of the two is published, declined by one of their actors."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.actors.queries import actors
from services.registry.exchanges.models import Exchange, Match
from services.registry.exchanges.queries import candidates, matches
from services.registry.exchanges.queries.matches import Pair
from services.registry.exchanges.rules.exchanges import Side, stands
from services.registry.exchanges.rules.score import Background, Half, MatchStatus, Reason, Scored, score, vicinity
from services.registry.exchanges.schemas.matches import Decline
from services.registry.partnerships import queries as partnerships
from shared.auth import Role
from shared.errors import Refused
from shared.unit_of_work import UnitOfWork

DECLINERS = (Role.REPORTER, Role.COORDINATOR)

Fitting = Mapping[UUID, tuple[Exchange, Scored]]
"""What fits an offer or a need, by its id, and how well."""


async def hold(uow: UnitOfWork) -> None:
    """Let one change at a time look for pairs: of an offer and a need published at once, the second sees the first."""
    await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("matching"))))


async def propose(uow: UnitOfWork, own: Exchange) -> None:
    """Make an offer's or a need's pairs those that fit now, and tell of the new ones; `hold` goes before."""
    background = await candidates.background(uow.session, uow.now.date())
    standing = stands(own.status, own.valid_to, uow.now.date())
    fitting = await _fitting(uow, own, background) if standing else {}
    unfit = matches.column(Side(own.side).opposite).not_in(fitting)
    await _drop(uow, Match.status == MatchStatus.PROPOSED, matches.column(own.side) == own.id, unfit)
    if fitting:
        await _tell(uow, own, fitting, await _store(uow, own, fitting))


async def drop_all(uow: UnitOfWork, exchanges: Collection[UUID]) -> None:
    """Let the pairs of offers and needs that are no longer open be proposed no more."""
    await _drop(uow, Match.status == MatchStatus.PROPOSED, matches.of_exchanges(exchanges))


async def drop_own(uow: UnitOfWork, actor: UUID) -> None:
    """Take away the pairs of which both sides are one actor's."""
    own = select(Exchange.id).where(Exchange.actor == actor)
    await _drop(uow, Match.status != MatchStatus.GONE, Match.offer.in_(own), Match.need.in_(own))


async def decline(uow: UnitOfWork, match_id: UUID, body: Decline) -> Pair:
    """Turn a pair down for one of its actors; it is never proposed again."""
    pair = await matches.get_match(uow.session, match_id, for_update=True)
    if not uow.principal.may(*DECLINERS, country=pair.needing_country):
        either = [pair.offer.actor, pair.need.actor]
        uow.principal.require(*DECLINERS, country=pair.offering_country, actors=either)
    if pair.match.status == MatchStatus.DECLINED:
        raise Refused("The match has been declined already")
    uow.change(pair.match)
    pair.match.status = MatchStatus.DECLINED
    pair.match.declined_by, pair.match.declined_because = uow.principal.id, body.reason
    return pair


async def _fitting(uow: UnitOfWork, own: Exchange, background: Background) -> Fitting:
    today, half = uow.now.date(), candidates.half(own)
    partners = await partnerships.partners_of(uow.session, own.actor)
    best = await candidates.best(uow.session, own, vicinity(half, background), partners, today)
    others = await candidates.eligible(uow.session, own, best, today)
    scored = {
        other.id: (other, _scored(own, half, candidates.half(other), background, partnered=other.actor in partners))
        for other in others
    }
    return {key: pair for key, pair in scored.items() if pair[1][0] > 0}


def _scored(own: Exchange, half: Half, other: Half, background: Background, *, partnered: bool) -> Scored:
    offer, need = (half, other) if own.side == Side.OFFER else (other, half)
    return score(offer, need, background, partnered=partnered)


async def _store(uow: UnitOfWork, own: Exchange, fitting: Fitting) -> dict[UUID, UUID]:
    """Write the pairs that fit, but for those declined; give the new ones' identities by what fits."""
    statement = insert(Match)
    fresh = statement.excluded
    changing = {name: fresh[name] for name in ("score", "reasons", "status", "updated_at")}
    different = or_(*(getattr(Match, name) != fresh[name] for name in ("score", "reasons", "status")))
    stored = statement.on_conflict_do_update(
        index_elements=["offer", "need"],
        set_={**changing, "version": Match.version + 1},
        where=and_(Match.status != MatchStatus.DECLINED, different),
    ).returning(Match.id, matches.column(Side(own.side).opposite), Match.version)
    written = await uow.session.execute(stored, [_row(uow, own, other, found) for other, found in fitting.values()])
    return {other: match_id for match_id, other, version in written if version == 1}


def _row(uow: UnitOfWork, own: Exchange, other: Exchange, found: Scored) -> dict[str, Any]:
    points, reasons = found
    return {
        "id": uuid7(),
        own.side: own.id,
        other.side: other.id,
        "score": points,
        "reasons": [_reason(reason) for reason in reasons],
        "status": MatchStatus.PROPOSED,
        "version": 1,
        "created_at": uow.now,
        "updated_at": uow.now,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "detail": reason.detail,
        "shared": list(reason.shared),
        "weight": str(reason.weight),
    }


async def _tell(uow: UnitOfWork, own: Exchange, fitting: Fitting, new: Mapping[UUID, UUID]) -> None:
    countries = await actors.countries_of(uow.session, {own.actor, *(fitting[key][0].actor for key in new)})
    for key, match_id in new.items():
        other, (points, reasons) = fitting[key]
        offer, need = (own, other) if own.side == Side.OFFER else (other, own)
        event = events.MatchFound.model_validate(
            {
                "id": match_id,
                "offer": offer.id,
                "need": need.id,
                "offering": offer.actor,
                "needing": need.actor,
                "offering_country": countries[offer.actor],
                "needing_country": countries[need.actor],
                "score": points,
                "reasons": [_reason(reason) for reason in reasons],
            }
        )
        uow.emit(event, sequence=1, places=[event.needing_country])


async def _drop(uow: UnitOfWork, *which: ColumnElement[bool]) -> None:
    dropped = update(Match).where(*which)
    await uow.session.execute(
        dropped.values(status=MatchStatus.GONE, version=Match.version + 1, updated_at=uow.now),
        execution_options={"synchronize_session": False},
    )
