"""Finding by what somebody typed: accents, order, acronyms and one or two wrong letters forgiven.

What can be found keeps its words, and the acronyms of its names, as its terms. Every word that occurs anywhere is
also in the vocabulary, once, with forms of its beginning that lack letters: words that differ by a letter or two share
such a form. So a search asks the vocabulary what each typed word may mean, and then compares sets, which an index
answers.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, pairwise

from rapidfuzz.distance import OSA

from shared.spelling import spelt, words, written_out

SHORTEST_FORGIVEN = 4
SHORTEST_TWICE_FORGIVEN = 8
SHORTEST_PREFIX = 3
SHORTEST_PART = 3
"""A word may be two that are written together ("ActionAid"), each at least so long."""
BEGINNING = 7
"""Forms are made of so many letters: whatever is wrong further on does not change them."""

ARTICLES = "a al das de del des do dos du el l la las le les los na the wa ya za"
CONNECTIVES = "and da e et for in of on or para pour to y"
SILENT = frozenset(f"{ARTICLES} {CONNECTIVES}".split())
"""Words that acronyms leave out."""


def counting(text: str) -> list[str]:
    """Give the words that count: all but articles and the like, unless there are no others."""
    every = spelt(text)
    return [word for word in every if word not in SILENT] or every


def acronym(text: str) -> str | None:
    """Give the initials of the words that count, where there are at least three."""
    return initials(words(text))


def initials(said: Iterable[str]) -> str | None:
    """Give the first letters of folded words, as `acronym`."""
    return _initials([word for word in said if word not in SILENT])


def _initials(said: list[str]) -> str | None:
    return "".join([word[0] for word in said]) if len(said) >= SHORTEST_PREFIX else None


def terms(texts: Iterable[str]) -> list[str]:
    """Give all that something with these texts can be found by."""
    found: set[str] = set()
    for text in texts:
        every = spelt(text)
        said = [word for word in every if word not in SILENT]
        found.update(said or every)
        if not text.isascii() and (out := written_out(text)) != text:
            found.update(counting(out))
        # Initials with points are one word of one spelling, but letters of an acronym.
        if short := acronym(text) if "." in text else _initials(said):
            found.add(short)
    return sorted(found)


def words_of(text: str) -> set[str]:
    """Give the words that something called so is found by, those with umlauts in both spellings."""
    out = written_out(text)
    return {*counting(text), *counting(out)} if out != text else set(counting(text))


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


def joined(said: Sequence[str]) -> list[str]:
    """Give each two neighbours as one word: "Action Aid" is also written "ActionAid"."""
    return [first + second for first, second in pairwise(said)]


def parts(word: str) -> list[tuple[str, str]]:
    """Give the pairs of words that may be written together as this one."""
    if not word.isalpha():
        return []
    return [(word[:place], word[place:]) for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]


def meanings(typed: Sequence[str], known: Collection[str]) -> list[list[str]]:
    """Give what each typed word may mean of the known ones: itself, one it looks like, or it and its neighbour."""
    found = [[one, *(word for word in known if word != one and may_mean(one, word))] for one in typed]
    for place, whole in enumerate(joined(typed)):
        if whole in known:
            found[place].append(whole)
            found[place + 1].append(whole)
    return found


def apart(word: str, known: Collection[str]) -> list[list[str]]:
    """Give the pairs of known words that may be written together as this one."""
    return [list(pair) for pair in parts(word) if pair[0] in known and pair[1] in known]


def matches(known: Collection[str], q: str) -> bool:
    """Say whether what has these terms is found by what was typed; the database does the same."""
    sought, short = counting(q), acronym(q)
    meant = meanings(sought, known)
    every = all(
        any(word in known for word in words) or apart(typed, known) for typed, words in zip(sought, meant, strict=True)
    )
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
