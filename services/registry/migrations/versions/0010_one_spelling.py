"""One spelling of names and identifiers.

Terms and the vocabulary also hold initials without points, "saint" for "st", and words with umlauts in both spellings.
Identifiers of lists that have one form of them lead to their actors in that form too.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import combinations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ARTICLES = "a al das de del de des do dos du el l la las le les los na the wa ya za"
CONNECTIVES = "and da e et for in of on or para pour to y"
SILENT = frozenset(f"{ARTICLES} {CONNECTIVES}".split())
INITIALS = re.compile(r"\b\w(?:\.\s?\w\b)+")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
LETTERS = str.maketrans({"ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"})
ABBREVIATED = {"st": "saint", "ste": "sainte"}

ACTORS = "SELECT id, terms, names, former_names, acronyms FROM actors"
TITLES = {
    "exchanges": "SELECT id, terms, titles FROM exchanges",
    "instruments": "SELECT id, terms, titles FROM instruments",
}
LEARN = "INSERT INTO words (word, forms) VALUES (:word, :forms) ON CONFLICT DO NOTHING"
CLAIMS = (
    r"SELECT identifier, actor FROM known_identifiers WHERE identifier ~ '^(GB-COH|NL-KVK|BE-BCE_KBO|XI-LEI|XI-ROR)-'"
)
CLAIM = "INSERT INTO known_identifiers (identifier, actor) VALUES (:identifier, :actor) ON CONFLICT DO NOTHING"


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    for id_, terms, names, former, acronyms in connection.execute(sa.text(ACTORS)).all():
        _find_by("actors", id_, terms, [*names.values(), *(one["name"] for one in former), *acronyms])
    for table, statement in TITLES.items():
        for id_, terms, titles in connection.execute(sa.text(statement)).all():
            _find_by(table, id_, terms, titles.values())
    for identifier, actor in connection.execute(sa.text(CLAIMS)).all():
        connection.execute(sa.text(CLAIM), {"identifier": _one_form(identifier), "actor": actor})


def downgrade() -> None:
    """Take nothing back: what is found by more terms is still found by those before."""


def _find_by(table: str, id_: object, terms: list[str], texts: Iterable[str]) -> None:
    said = [words for text in texts for words in (_words(text), _words(_written_out(text)))]
    words = {word for words in said for word in words}
    new = words - set(terms)
    if not new:
        return
    update = sa.text(f"UPDATE {table} SET terms = :terms WHERE id = :id")  # noqa: S608 - the names stand above
    op.get_bind().execute(update, {"id": id_, "terms": sorted({*terms, *new})})
    for word in sorted(new & words):
        op.get_bind().execute(sa.text(LEARN), {"word": word, "forms": _forms(word)})


def _written_out(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(UMLAUTS)


def _words(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(LETTERS)
    folded = "".join(sign for sign in apart if not unicodedata.combining(sign)).replace("_", " ")
    joined = INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]), folded)
    every = [ABBREVIATED.get(word, word) for word in re.findall(r"\w+", joined)]
    return [word for word in every if word not in SILENT] or every


def _forms(word: str) -> list[str]:
    most = (len(word) >= 4) + (len(word) >= 8)
    places = range(len(word[:7]))
    gone = [set(chosen) for count in range(most + 1) for chosen in combinations(places, count)]
    return sorted({"".join(word[place] for place in places if place not in one) for one in gone})


def _one_form(identifier: str) -> str:
    scheme = next(one for one in ("GB-COH", "NL-KVK", "BE-BCE_KBO", "XI-LEI", "XI-ROR") if identifier.startswith(one))
    value = identifier[len(scheme) + 1 :]
    if scheme == "GB-COH":
        found = re.fullmatch(r"([A-Z]{2})?(\d{1,8})", value.upper())
        value = (found[1] or "") + found[2].zfill(8 - len(found[1] or "")) if found else value
    elif scheme in {"NL-KVK", "BE-BCE_KBO"}:
        least, length = (7, 8) if scheme == "NL-KVK" else (9, 10)
        plain = re.sub(r"(?<=\d)[. ](?=\d)", "", value)
        value = plain.zfill(length) if re.fullmatch(rf"\d{{{least},{length}}}", plain) else value
    else:
        value = value.upper() if scheme == "XI-LEI" else value.lower()
    return f"{scheme}-{value}"
