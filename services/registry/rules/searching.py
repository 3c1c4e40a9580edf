"""Finding an actor by what somebody typed: accents, order, acronyms and one or two wrong letters forgiven.

Every word is kept with all its forms that lack one letter. Two words that share a form differ by one wrong, missing,
surplus or swapped letter, or by two that lie well. So a search is a comparison of sets, which an index answers.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

WORD = re.compile(r"\w+")
SHORTEST_FORGIVEN = 4
SHORTEST_PREFIX = 3
ARTICLES = "a al das de del des do dos du el l la las le les los na the wa ya za"
CONNECTIVES = "and da e et for in of on or para pour to y"
SILENT = frozenset(f"{ARTICLES} {CONNECTIVES}".split())
"""Words that acronyms leave out."""


def fold(text: str) -> str:
    """Take away accents and case."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """Split into folded words."""
    return WORD.findall(fold(text).replace("_", " "))


def acronym(text: str) -> str | None:
    """Give the initials of the words that count, where there are at least three."""
    initials = [word[0] for word in words(text) if word not in SILENT]
    return "".join(initials) if len(initials) >= SHORTEST_PREFIX else None


def terms(texts: Iterable[str]) -> list[str]:
    """Give all that an actor can be found by."""
    found: set[str] = set()
    for text in texts:
        found.update(filter(None, [acronym(text)]))
        for word in words(text):
            found.update(_forms(word))
            found.update(word[:length] for length in range(SHORTEST_PREFIX, len(word)))
    return sorted(found)


def asked(q: str) -> tuple[list[list[str]], str | None]:
    """Give what to look for: for each word any of its forms, or instead of all words their acronym."""
    counting = [word for word in words(q) if word not in SILENT] or words(q)
    return [sorted(_forms(word)) for word in counting], acronym(q)


def matches(known: Sequence[str], q: str) -> bool:
    """Say whether an actor with these terms is found by what was typed; the database does the same."""
    each, short = asked(q)
    return bool(each) and (all(set(forms) & set(known) for forms in each) or (short is not None and short in known))


def _forms(word: str) -> set[str]:
    if len(word) < SHORTEST_FORGIVEN:
        return {word}
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
