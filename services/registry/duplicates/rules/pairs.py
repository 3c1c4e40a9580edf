"""All pairs of many entries that may be one organisation, without comparing each with each.

Only entries that share something telling are compared: an identifier, a rare word of a name (a wrong letter forgiven),
or the acronym of a name. What is rare is counted among the entries themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from services.registry.duplicates.rules.names import Name, weight
from services.registry.duplicates.rules.score import LEAST_SHARED, THRESHOLD, Candidate, Entry, candidate

LARGEST = 60
"""Of a larger block, not all are compared with all."""

NEIGHBOURS = 15
"""In a block that is too large, each is compared with so many that follow in the order of names."""

SHORTEST_MISSPELT = 5

Block = Sequence[int]
Pair = tuple[int, int]


def find_pairs(entries: Sequence[Entry], least: float = THRESHOLD) -> list[Candidate]:
    """Find the pairs that score at least so much, the best first; less than `THRESHOLD` finds no more."""
    found = [candidate(entries[left], entries[right], least) for left, right in _worth_comparing(entries)]
    return sorted(filter(None, found), key=lambda one: (-one.score, one.left, one.right))


def _worth_comparing(entries: Sequence[Entry]) -> set[Pair]:
    chosen: set[Pair] = set()
    for block in _sharing_identifiers(entries):
        chosen.update(_inside(entries, block))
    for block in _sharing_words(entries):
        chosen.update(_of_one_country(entries, block))
    chosen.update(_acronyms(entries))
    return chosen


def _sharing_identifiers(entries: Sequence[Entry]) -> Iterable[Block]:
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(entries):
        for identifier in one.identifiers:
            blocks[identifier].append(place)
    return blocks.values()


def _sharing_words(entries: Sequence[Entry]) -> Iterable[Block]:
    frequent = Counter(word for one in entries for word in {word for name in one.names for word in name.words})
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(entries):
        telling_words = {word for name in one.names for word in telling(name, frequent)}
        together = {whole for name in one.names for whole in name.joined if whole in frequent}
        for form in together.union(*map(_spellings, telling_words)):
            blocks[form].append(place)
    return blocks.values()


def telling(name: Name, frequent: Counter[str]) -> Iterator[str]:
    """Give the rarest words of a name: so many that no other name can be alike and hold none of them."""
    left = name.weight
    for word in sorted(name.words, key=lambda word: (frequent[word], word)):
        if left < LEAST_SHARED * name.weight:
            return
        yield word
        left -= weight(word)


def _spellings(word: str) -> Iterable[str]:
    if len(word) < SHORTEST_MISSPELT or not word.isalpha():
        return [word]
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]


def _of_one_country(entries: Sequence[Entry], block: Block) -> Iterator[Pair]:
    """Pair members of the same country, and all with those that have none."""
    if len(block) < 2:
        return
    by_country: defaultdict[str | None, list[int]] = defaultdict(list)
    for place in block:
        by_country[entries[place].country].append(place)
    without = by_country.pop(None, [])
    for members in [[*members, *without] for members in by_country.values()] or [without]:
        yield from _inside(entries, members)


def _inside(entries: Sequence[Entry], block: Block) -> Iterator[Pair]:
    if len(block) <= LARGEST:
        yield from (_ordered(left, right) for left, right in combinations(block, 2))
        return
    ordered = sorted(block, key=lambda place: (entries[place].names[0].text, place))
    for place, one in enumerate(ordered):
        yield from (_ordered(one, other) for other in ordered[place + 1 : place + 1 + NEIGHBOURS])


def _acronyms(entries: Sequence[Entry]) -> Iterator[Pair]:
    long: defaultdict[str, list[int]] = defaultdict(list)
    short: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(entries):
        for name in one.names:
            if name.acronym:
                long[name.acronym].append(place)
            elif len(name.words) == 1:
                short[name.text].append(place)
    for acronym in short.keys() & long.keys():
        for left, right in product(short[acronym][:LARGEST], long[acronym][:LARGEST]):
            if left != right:
                yield _ordered(left, right)


def _ordered(left: int, right: int) -> Pair:
    return (left, right) if left < right else (right, left)
