"""Writes of the vocabulary that searches forgive wrong letters by."""

from collections.abc import Iterable

from services.registry.search import rules as searching
from shared.db import driver
from shared.unit_of_work import UnitOfWork

UNKNOWN = """
SELECT word FROM unnest($1::text[]) AS said (word) WHERE NOT EXISTS (SELECT FROM words WHERE words.word = said.word)
"""
# An array of arrays would need forms of one number; a word holds no space.
LEARN = """
INSERT INTO words (word, forms) SELECT word, string_to_array(forms, ' ') FROM unnest($1::text[], $2::text[])
    AS learnt (word, forms) ON CONFLICT DO NOTHING
"""


async def learn(uow: UnitOfWork, texts: Iterable[str]) -> None:
    """Keep the words of these texts; in order, so that two who bring the same new words do not block each other."""
    said = {word for text in texts for word in searching.words_of(text)}
    connection = await driver(await uow.session.connection())
    new = sorted(row["word"] for row in await connection.fetch(UNKNOWN, list(said)))
    if new:
        await connection.execute(LEARN, new, [" ".join(searching.forms(word)) for word in new])
