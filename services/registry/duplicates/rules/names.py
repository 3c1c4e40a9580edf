"""How alike two names of organisations are: order of words, accents, small words and wrong letters do not matter.

Words that half of all organisations have in their names say little: "Ministry of Finance" and "Ministry of Planning"
share one of two words, and are two ministries. So do countries: "Oxfam" may well be "Oxfam Kenya". But where all that
two names share is such words, every other word tells them apart: "Bank of Uganda" is not "Uganda Development Bank".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from services.registry import reference
from services.registry.search import rules as searching
from shared import spelling

GENERIC_WEIGHT = 0.25
"""What a word of what organisations are, or the name of a country, counts beside another one's 1."""

ALIKE = 0.8
"""Words at least so alike are taken for one that was misspelt: one wrong letter of five."""

ACRONYMS: Mapping[int, float] = {1: 0.3, 2: 0.5, 3: 0.7, 4: 0.8}
LONG_ACRONYM = 0.9
"""How alike an acronym is to itself and to the name it stands for, by its letters: three are soon alike by chance."""

KINDS = frozenset(["bank", "banque", "banco", "banca", "banka", "benki"])
"""Words of what organisations are that count in full, but do not tell which one it is."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name, made ready to be compared."""

    shown: str
    text: str
    words: frozenset[str]
    weight: float
    acronym: str | None
    short: bool = False
    joined: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False)
    """Neighbours as one word: "Action Aid" is also written "ActionAid"."""


@lru_cache(maxsize=50_000)
def weight(word: str) -> float:
    """Say how much a word tells which organisation it is."""
    return GENERIC_WEIGHT if word in _generic() else 1.0


def read(texts: Iterable[str], acronyms: Iterable[str] = ()) -> tuple[Name, ...]:
    """Make names ready; one that holds its own acronym, such as "Young Women Association (YWA)", is two names."""
    short = [_short(one, "".join(spelling.spelt(one)) or one) for one in acronyms]
    found = {name.text: name for name in [*short, *(name for whole in texts for name in _names(whole))]}
    return tuple(found[text] for text in sorted(found))


def similarity(one: Name, other: Name) -> float:
    """Say how alike two names are, 0 to 1: the weight of the words they share, of the weight of all."""
    if one.text == other.text:
        return _certainty(one.text) if one.short or other.short else 1.0
    if not (one.words.isdisjoint(other.joined) and other.words.isdisjoint(one.joined)):
        one, other = _apart(one, other), _apart(other, one)
    return max(_shared(one, other), _abbreviated(one, other), _abbreviated(other, one))


def misspelt(one: str, other: str) -> float:
    """Say how alike two words are, 0 where one is not the other misspelt; School 10 is not School 11."""
    return OSA.normalized_similarity(one, other, score_cutoff=ALIKE) if _are_words(one, other) else 0.0


def _are_words(one: str, other: str) -> bool:
    return one.isalpha() and other.isalpha()


@cache
def _countries() -> frozenset[str]:
    called = [searching.counting(name) for country in reference.countries() for name in country["names"].values()]
    return frozenset(words[0] for words in called if len(words) == 1)


@cache
def _common() -> frozenset[str]:
    return _generic() | KINDS


@cache
def _generic() -> frozenset[str]:
    return reference.generic_words() | _countries()


def _names(whole: str) -> list[Name]:
    words = searching.counting(whole)
    for place, word in enumerate(words):
        rest = words[:place] + words[place + 1 :]
        if word == searching.initials(rest):
            return [_name(whole, rest, word), _short(whole, word)]
    # "U.S. Agency for International Development" has the letters of its initials in its acronym.
    short = searching.acronym(whole) if "." in whole else searching.initials(words)
    return [_name(whole, words or [whole], short)]


def _name(shown: str, parts: Sequence[str], acronym: str | None) -> Name:
    text, words = " ".join(parts), frozenset(parts)
    together = {first + second: (first, second) for first, second in pairwise(parts)}
    return Name(shown, text, words, _weight_of(words), acronym, joined=together)


def _weight_of(words: frozenset[str]) -> float:
    return len(words) - (1.0 - GENERIC_WEIGHT) * len(words & _generic())


def _short(shown: str, text: str) -> Name:
    return Name(shown, text, frozenset([text]), weight(text), None, short=True)


def _certainty(acronym: str) -> float:
    return ACRONYMS.get(len(acronym), LONG_ACRONYM)


def _abbreviated(short: Name, long: Name) -> float:
    return _certainty(short.text) if short.text == long.acronym else 0.0


def _shared(one: Name, other: Name) -> float:
    if one.short or other.short:
        return 0.0
    same = one.words & other.words
    common, every = _weight_of(same), one.weight + other.weight
    telling = not same <= _common()
    for alike, first, second in _misspelt(one.words - other.words, other.words - one.words):
        lighter = min(weight(first), weight(second))
        common += alike * lighter
        every += 2 * lighter - weight(first) - weight(second)
        telling = telling or not {first, second} & _common()
    alike = 2 * common / every
    return alike if telling or not common else min(alike, _in_full(one.words, other.words))


def _in_full(one: frozenset[str], other: frozenset[str]) -> float:
    """Say how alike names are that share no word which tells: all words but countries count in full."""
    return 2 * sum(map(_full_weight, one & other)) / (sum(map(_full_weight, one)) + sum(map(_full_weight, other)))


def _full_weight(word: str) -> float:
    return GENERIC_WEIGHT if word in _countries() else 1.0


def _apart(one: Name, other: Name) -> Name:
    """Write a name's words apart as far as the other name writes them so."""
    parts = [part for word in one.text.split() for part in other.joined.get(word, (word,))]
    return _name(one.shown, parts, one.acronym)


def _misspelt(left: frozenset[str], right: frozenset[str]) -> Iterator[tuple[float, str, str]]:
    """Pair words that were misspelt, those most alike first."""
    found = [
        (alike, first, second)
        for first in left
        for second in right
        if (alike := OSA.normalized_similarity(first, second, score_cutoff=ALIKE)) and _are_words(first, second)
    ]
    used: set[str] = set()
    for alike, first, second in sorted(found, key=lambda pair: (-pair[0], sorted(pair[1:]))):
        if first not in used and second not in used:
            used.update((first, second))
            yield alike, first, second
