"""Words that searches forgive wrong letters by.

Terms of actors become their plain words; until now they held all forms of them.
"""

import re
import unicodedata
from itertools import combinations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TERMS = sa.text("UPDATE actors SET terms = :terms WHERE id = :id")
ARTICLES = "a al das de del des do dos du el l la las le les los na the wa ya za"
CONNECTIVES = "and da e et for in of on or para pour to y"
SILENT = frozenset(f"{ARTICLES} {CONNECTIVES}".split())


def upgrade() -> None:
    """Apply."""
    words = op.create_table(
        "words",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("words_pkey")),
    )
    op.create_index(op.f("words_forms_idx"), "words", ["forms"], unique=False, postgresql_using="gin")
    vocabulary: set[str] = set()
    for id_, names, identifiers in op.get_bind().execute(sa.text("SELECT id, names, identifiers FROM actors")).all():
        full = [f"{one['scheme']}-{one['value']}" for one in identifiers]
        terms = {term for text in [*names.values(), *full] for term in [*_words(text), *_acronym(text)]}
        op.get_bind().execute(TERMS, {"id": id_, "terms": sorted(terms)})
        vocabulary.update(word for text in names.values() for word in _words(text))
    op.bulk_insert(words, [{"word": word, "forms": _forms(word)} for word in sorted(vocabulary)])


def downgrade() -> None:
    """Take back; until an actor is written again, it is found by whole words only."""
    op.drop_index(op.f("words_forms_idx"), table_name="words", postgresql_using="gin")
    op.drop_table("words")


def _words(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(sign for sign in apart if not unicodedata.combining(sign))
    every = re.findall(r"\w+", folded.replace("_", " "))
    return [word for word in every if word not in SILENT] or every


def _acronym(text: str) -> list[str]:
    initials = [word[0] for word in _words(text) if word not in SILENT]
    return ["".join(initials)] if len(initials) >= 3 else []


def _forms(word: str) -> list[str]:
    most = (len(word) >= 4) + (len(word) >= 8)
    places = range(len(word[:7]))
    gone = [set(chosen) for count in range(most + 1) for chosen in combinations(places, count)]
    return sorted({"".join(word[place] for place in places if place not in one) for one in gone})
