"""Writes of the vocabulary that searches forgive wrong letters by."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert

from services.registry.models import Word
from services.registry.rules import searching
from shared.unit_of_work import UnitOfWork


async def learn(uow: UnitOfWork, texts: Iterable[str]) -> None:
    """Keep the words of these texts; in order, so that two who bring the same new words do not block each other."""
    found = {word for text in texts for word in searching.counting(text)}
    rows = [{"word": word, "forms": searching.forms(word)} for word in sorted(found)]
    if rows:
        await uow.session.execute(insert(Word).on_conflict_do_nothing(), rows)
