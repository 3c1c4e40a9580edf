"""Finding rows by what somebody typed; the same as `search.rules`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, false, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.registry.search import rules as searching
from services.registry.search.models import Word
from shared.db import Sessions, reading

Terms = InstrumentedAttribute[list[str]]
"""The column that holds what a row can be found by."""

LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for: the words that were typed, what each may mean, in two words too, and their acronym."""

    words: list[str]
    meanings: list[list[str]]
    apart: list[list[list[str]]]
    acronym: str | None


async def seek(sessions: Sessions, q: str) -> Sought:
    """Ask the vocabulary what that which was typed may mean."""
    typed = searching.counting(q)
    async with reading(sessions) as session:
        known = set(await similar_words(session, typed))
    apart = [searching.apart(one, known) for one in typed]
    return Sought(typed, searching.meanings(typed, known), apart, searching.acronym(q))


async def similar_words(session: AsyncSession, typed: Sequence[str]) -> list[str]:
    """Give all words that the typed ones may mean, alone, together or in parts, and some more that look like them."""
    forms = sorted({form for one in typed for form in searching.forms_sought(one)})
    longer = (
        and_(Word.word > one, Word.word < one + LAST_LETTER) for one in typed if len(one) >= searching.SHORTEST_PREFIX
    )
    alike = Word.forms.overlap(unguessed(Word.forms, forms))
    together = {*searching.joined(typed), *(part for one in typed for pair in searching.parts(one) for part in pair)}
    return list(await session.scalars(select(Word.word).where(or_(alike, *longer, Word.word.in_(sorted(together))))))


def found_by(terms: Terms, sought: Sought) -> ColumnElement[bool]:
    """Say which rows are found."""
    each = (_holds(terms, words, apart) for words, apart in zip(sought.meanings, sought.apart, strict=True))
    every = and_(*each) if sought.meanings else false()
    return or_(every, terms.contains(unguessed(terms, [sought.acronym]))) if sought.acronym else every


def _holds(terms: Terms, words: list[str], apart: list[list[str]]) -> ColumnElement[bool]:
    pairs = (terms.contains(unguessed(terms, pair)) for pair in apart)
    return or_(terms.overlap(unguessed(terms, words)), *pairs)


def rank(terms: Terms, sought: Sought) -> ColumnElement[int]:
    """Order what was found: first the rows that hold all words as they were typed."""
    return case((terms.contains(sought.words), literal(0)), else_=literal(1))


def unguessed(terms: Terms, words: list[str]) -> ColumnElement[list[str]]:
    """Keep the planner from counting on how often words occur.

    Its guesses for sets are far off: it would read all rows rather than use the index.
    """
    return select(literal(words, terms.type)).scalar_subquery()
