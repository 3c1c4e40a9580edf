"""Reads of actors that may be one and the same."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, and_, case, literal, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.actors.models import Actor, KnownIdentifier
from services.registry.actors.rules import ActorStatus
from services.registry.duplicates.rules import names
from services.registry.duplicates.rules.names import Name
from services.registry.duplicates.rules.pairs import telling
from services.registry.duplicates.rules.score import THRESHOLD, Candidate, Entry, candidate, entry
from services.registry.search import rules as searching
from services.registry.search.queries import similar_words, unguessed
from shared.identifiers import canonical_reference

COMPARED = 200
"""So many actors that share most with one are compared with it in full."""

MOST_IN_PAIRS = 20_000

SUGGESTED = 0.5
"""Who scores less is not suggested to somebody who decides by hand."""

COMMON_WORDS = text("""
    SELECT unnest(most_common_elems::text::text[]) AS word, unnest(most_common_elem_freqs) AS share
    FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'actors' AND attname = 'terms'
""")
"""PostgreSQL counts these for itself; it appends the least and the most share, which have no word."""


async def of_one(session: AsyncSession, actor: Actor, limit: int) -> list[tuple[Actor, Candidate]]:
    """Give the actors that may be the same as one, the likeliest first."""
    [own] = await entries(session, [actor])
    return await _likeliest(session, own, await _alike(session, own, actor.id), limit)


async def of_named(
    session: AsyncSession, name: str, ref: str, country: str | None, limit: int
) -> list[tuple[Actor, Candidate]]:
    """Give the actors that may be who somebody names by a name, a reference, or both, the likeliest first."""
    identifiers = [canonical_reference(ref)] if ref else []
    own = entry("", [name] if name else [], identifiers=identifiers, country=country)
    known = select(Actor).join(KnownIdentifier, KnownIdentifier.actor == Actor.id)
    known = known.where(KnownIdentifier.identifier.in_(identifiers), Actor.status == ActorStatus.ACTIVE)
    alike = await _alike(session, own) if name else []
    return await _likeliest(session, own, [*alike, *await session.scalars(known)], limit, SUGGESTED)


async def _likeliest(
    session: AsyncSession, own: Entry, others: Iterable[Actor], limit: int, least: float = THRESHOLD
) -> list[tuple[Actor, Candidate]]:
    rows = {str(row.id): row for row in others}
    found = [candidate(own, other, least) for other in await entries(session, list(rows.values()))]
    likeliest = sorted(filter(None, found), key=lambda one: (-one.score, one.right))
    return [(rows[one.right], one) for one in likeliest[:limit]]


async def compared(session: AsyncSession, countries: Collection[str]) -> list[Actor]:
    """Give the active actors of countries and those without one, or all; some more than may be compared at once."""
    chosen = select(Actor).where(Actor.status == ActorStatus.ACTIVE).order_by(Actor.id).limit(MOST_IN_PAIRS + 1)
    if countries:
        chosen = chosen.where(or_(Actor.country.in_(countries), Actor.country.is_(None)))
    return list(await session.scalars(chosen))


async def entries(session: AsyncSession, rows: Sequence[Actor]) -> list[Entry]:
    """Make actors ready to be compared, with all identifiers they have or had."""
    known: defaultdict[UUID, list[str]] = defaultdict(list)
    held = select(KnownIdentifier).where(KnownIdentifier.actor.in_([row.id for row in rows]))
    for one in await session.scalars(held):
        known[one.actor].append(one.identifier)
    return [
        entry(
            str(row.id),
            [*row.names.values(), *(one["name"] for one in row.former_names)],
            acronyms=row.acronyms,
            identifiers=known[row.id],
            website=row.website,
            country=row.country,
            parent=str(row.parent) if row.parent else None,
        )
        for row in rows
    ]


async def _alike(session: AsyncSession, own: Entry, itself: UUID | None = None) -> list[Actor]:
    """Give the actors that share most with one: words that tell which one it is, or an acronym."""
    meant, apart = await _spellings(session, own.names)
    frequent = await _frequent(session)
    telling_words = {word for name in own.names for word in telling(name, frequent)}
    sought = {spelling for word in telling_words for spelling in meant[word]}
    sought.update(name.acronym for name in own.names if name.acronym)
    sought.update(whole for name in own.names for whole in name.joined)
    alike: ColumnElement[bool] = or_(
        Actor.terms.overlap(unguessed(Actor.terms, sorted(sought))),
        *(Actor.terms.contains(unguessed(Actor.terms, pair)) for pair in apart),
    )
    if own.country:
        alike = and_(alike, or_(Actor.country == own.country, Actor.country.is_(None)))
    chosen = select(Actor).where(Actor.status == ActorStatus.ACTIVE, alike)
    if itself:
        chosen = chosen.where(Actor.id != itself)
    chosen = chosen.order_by(_shared(own.names, meant).desc(), Actor.id)
    return list(await session.scalars(chosen.limit(COMPARED)))


async def _spellings(session: AsyncSession, own: Sequence[Name]) -> tuple[dict[str, list[str]], list[list[str]]]:
    """Give how others may spell the words of names, and the pairs of words that others may write apart."""
    words = sorted({word for name in own for word in name.words})
    known = set(await similar_words(session, words))
    apart = [pair for word in words for pair in searching.apart(word, known)]
    meant = {word: sorted({word, *(one for one in known if names.misspelt(word, one))}) for word in words}
    return meant, apart


async def _frequent(session: AsyncSession) -> Counter[str]:
    """Say of a million actors how many hold each of the common words."""
    rows = (await session.execute(COMMON_WORDS)).all()
    return Counter({row.word: int(row.share * 1_000_000) for row in rows if row.word is not None})


def _shared(own: Sequence[Name], meant: dict[str, list[str]]) -> ColumnElement[int]:
    """Weigh how many of an actor's words others hold."""
    words = sorted({word for name in own for word in name.words})
    parts = [
        case((Actor.terms.overlap(meant[word]), literal(int(100 * names.weight(word)))), else_=literal(0))
        for word in words
    ]
    return sum(parts, literal(0, Integer))
