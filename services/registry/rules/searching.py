"""Finding by what somebody typed: accents, order, acronyms and one or two wrong letters forgiven.

What can be found keeps its words, and the acronyms of its names, as its terms. Every word that occurs anywhere is
also in the vocabulary, once, with forms of its beginning that lack letters: words that differ by a letter or two share
such a form. So a search asks the vocabulary what each typed word may mean, and then compares sets, which an index
answers.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import combinations

from rapidfuzz.distance import OSA

WORD = re.compile(r"\w+")
SHORTEST_FORGIVEN = 4
SHORTEST_TWICE_FORGIVEN = 8
SHORTEST_PREFIX = 3
BEGINNING = 7
"""Forms are made of so many letters: whatever is wrong further on does not change them."""

ARTICLES = "a al das de del des do dos du el l la las le les los na the wa ya za"
CONNECTIVES = "and da e et for in of on or para pour to y"
SILENT = frozenset(f"{ARTICLES} {CONNECTIVES}".split())
"""Words that acronyms leave out."""


def fold(text: str) -> str:
    """Take away accents and case."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """Split into folded words."""
    return WORD.findall(fold(text).replace("_", " "))


def counting(text: str) -> list[str]:
    """Give the words that count: all but articles and the like, unless there are no others."""
    every = words(text)
    return [word for word in every if word not in SILENT] or every


def acronym(text: str) -> str | None:
    """Give the initials of the words that count, where there are at least three."""
    initials = [word[0] for word in words(text) if word not in SILENT]
    return "".join(initials) if len(initials) >= SHORTEST_PREFIX else None


def terms(texts: Iterable[str]) -> list[str]:
    """Give all that something with these texts can be found by."""
    found: set[str] = set()
    for text in texts:
        found.update(counting(text), filter(None, [acronym(text)]))
    return sorted(found)


def forms(word: str) -> list[str]:
    """Give the forms under which the vocabulary keeps a word."""
    return _lacking(word, mistakes(word))


def forms_sought(typed: str) -> list[str]:
    """Give the forms to look for: all words that somebody may have meant, up to two letters longer, share one."""
    return _lacking(typed, mistakes(f"{typed}__"))


def mistakes(word: str) -> int:
    """Say how many wrong, missing, surplus or swapped letters are forgiven in a word."""
    return (len(word) >= SHORTEST_FORGIVEN) + (len(word) >= SHORTEST_TWICE_FORGIVEN)


def may_mean(typed: str, word: str) -> bool:
    """Say whether somebody who typed this may have meant a word: it begins so, or differs by forgiven mistakes."""
    if len(typed) >= SHORTEST_PREFIX and word.startswith(typed):
        return True
    return OSA.distance(typed, word) <= mistakes(word)


def matches(known: Sequence[str], q: str) -> bool:
    """Say whether what has these terms is found by what was typed; the database does the same."""
    sought, short = counting(q), acronym(q)
    every = all(any(may_mean(typed, word) for word in known) for typed in sought)
    return bool(sought) and (every or (short is not None and short in known))


def _lacking(word: str, most: int) -> list[str]:
    beginning = word[:BEGINNING]
    places = range(len(beginning))
    return sorted(
        {
            "".join(letter for place, letter in enumerate(beginning) if place not in gone)
            for count in range(min(most, len(beginning)) + 1)
            for gone in combinations(places, count)
        }
    )
