import random
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.registry.duplicates.rules import score as duplicates
from services.registry.duplicates.rules.pairs import find_pairs
from services.registry.duplicates.rules.score import THRESHOLD, Entry, candidate, score
from shared.spelling import fold

SPOKEN = """ministry ministère health santé plan développement of du umoja tumaini nairobi école étrangères red cross
oxfam kenya university 11 12 umojaa UNOSSC united nations office south cooperation"""
WORDS = st.sampled_from(SPOKEN.split())
NAMES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
ENTRIES = st.builds(
    duplicates.entry,
    st.just("key"),
    st.lists(NAMES, min_size=1, max_size=3),
    acronyms=st.lists(st.sampled_from(["UNOSSC", "ab", "MFA"]), max_size=2),
    identifiers=st.lists(st.sampled_from(["KE-COA-1", "KE-COA-2"]), max_size=2),
    website=st.sampled_from([None, "https://www.mfa.example/", "http://mfa.example/en", "https://gov.example"]),
    country=st.sampled_from([None, "KE", "UG"]),
    parent=st.sampled_from([None, "one", "two"]),
)
UNOSSC = "United Nations Office for South-South Cooperation"


def entry(*names: str, country: str | None = "KE", **more: Any) -> Entry:
    return duplicates.entry(names[0], names, country=country, **more)


def codes(one: Entry, other: Entry) -> list[str]:
    found = candidate(one, other)
    return [reason.code for reason in found.reasons] if found else []


@given(ENTRIES, ENTRIES)
def test_the_score_is_the_same_from_both_sides(one: Entry, other: Entry) -> None:
    assert score(one, other) == score(other, one)
    assert 0 <= score(one, other) <= 1


@given(ENTRIES)
def test_an_entry_is_itself_for_certain(one: Entry) -> None:
    assert score(one, one) == 1


@given(NAMES, NAMES, st.randoms())
def test_order_of_words_and_accents_do_not_matter(one: str, other: str, chance: random.Random) -> None:
    shuffled = fold(other).upper().split()
    chance.shuffle(shuffled)
    assert score(entry(one), entry(" ".join(shuffled))) == score(entry(one), entry(other))


@given(ENTRIES, ENTRIES)
def test_what_is_the_same_never_lowers_the_score(one: Entry, other: Entry) -> None:
    apart = duplicates.entry("key", [name.shown for name in other.names])
    together = duplicates.entry(
        "key", [name.shown for name in other.names], website=f"https://{one.host}", country=one.country
    )
    assert score(one, together) >= score(one, apart)


def test_any_name_is_compared_with_any_name() -> None:
    one, other = entry("Ministère du Plan", "Ministry of Planning"), entry("Wizara ya Mipango", "ministere plan")
    assert (score(one, other), codes(one, other)) == (1, ["same_name", "country"])


def test_an_acronym_is_its_name() -> None:
    one, other = entry("UNOSSC", country=None), entry(UNOSSC, country=None)
    assert codes(one, other) == ["acronym"]
    assert score(entry("MoPD"), entry("Ministry of Planning and Development")) < THRESHOLD
    both = entry("United Nations Office for South-South Cooperation (UNOSSC)", country=None)
    assert (score(one, both), score(other, both)) == (0.9, 1)


def test_what_is_called_alike_for_short_may_be_two() -> None:
    one, other = entry("Ministry of Foreign Affairs", acronyms=["MFA"]), entry("Mombasa Freight", acronyms=["MFA"])
    assert 0 < score(one, other) < THRESHOLD
    sites = [
        entry(name, acronyms=["MFA"], website="https://mfa.example") for name in ("Foreign Affairs", "Mambo ya Nje")
    ]
    assert codes(*sites) == ["acronym", "website", "country"]


def test_words_that_all_have_say_little() -> None:
    assert score(entry("Ministry of Finance"), entry("Ministry of Planning")) < 0.5
    one, other = entry("Umoja Community Development Organization"), entry("Tumaini Community Development Organization")
    assert score(one, other) < THRESHOLD
    assert codes(entry("Oxfam"), entry("Oxfam Kenya")) == ["similar_name", "country"]
    assert score(entry("Kenya Wildlife Service"), entry("Kenya Forest Service")) < THRESHOLD


def test_wrong_letters_are_forgiven_and_numbers_are_not() -> None:
    assert codes(entry("Minstry of Forein Affairs"), entry("Ministry of Foreign Affairs")) == [
        "similar_name",
        "country",
    ]
    assert score(entry("Primary School 100001"), entry("Primary School 100002")) < THRESHOLD


def test_ministries_of_two_countries_are_two() -> None:
    one, other = entry("Ministry of Health"), entry("Ministry of Health", country="UG")
    assert score(one, other) < THRESHOLD
    assert score(one, entry("Ministry of Health", country=None)) == 1


def test_one_identifier_is_enough_in_any_country() -> None:
    one = entry("Umoja", identifiers=["KE-COA-1"])
    other = entry("Tumaini", identifiers=["KE-COA-2", "KE-COA-1"], country="UG")
    assert codes(one, other) == ["identifier", "other_country"]


def test_a_website_is_the_same_whatever_its_page() -> None:
    one = entry("Oxfam Great Lakes", website="https://www.oxfam.example/lakes")
    other = entry("Oxfam Lakes", website="http://oxfam.example")
    assert "website" in codes(one, other)
    assert score(one, other) > score(entry("Oxfam Great Lakes"), entry("Oxfam Lakes"))


@given(st.lists(ENTRIES, max_size=12))
def test_blocking_finds_what_comparing_all_finds_where_words_are_spelt_right(found: list[Entry]) -> None:
    entries = [
        duplicates.entry(
            str(place),
            [name.shown.replace("umojaa", "umoja") for name in one.names],
            identifiers=one.identifiers,
            website=f"https://{one.host}" if one.host else None,
            country=one.country,
            parent=one.parent,
        )
        for place, one in enumerate(found)
    ]
    expected = {(one.key, other.key) for one, other in combinations(entries, 2) if candidate(one, other)}
    assert {(one.left, one.right) for one in find_pairs(entries)} == expected


def test_blocking_forgives_a_wrong_letter_in_the_only_word_that_tells() -> None:
    entries = [entry("Tumaini Foundation"), entry("Tumiani Foundation"), entry("Oxfam Foundation")]
    [pair] = find_pairs(entries)
    assert (pair.left, pair.right) == ("Tumaini Foundation", "Tumiani Foundation")


def test_a_block_too_large_to_compare_all_still_finds_neighbours() -> None:
    entries = [entry(f"Umoja {number}") for number in range(500)] + [entry("Umoja 250 "), entry("umoja, 77")]
    same = {frozenset((one.left, one.right)) for one in find_pairs(entries) if one.score == 1}
    assert same == {frozenset(("Umoja 250", "Umoja 250 ")), frozenset(("Umoja 77", "umoja, 77"))}


def test_names_that_share_only_words_which_all_have_are_told_apart_by_every_other_word() -> None:
    assert score(entry("Bank of Uganda", country="UG"), entry("Uganda Development Bank", country="UG")) < THRESHOLD
    assert score(entry("Bank of Kenya"), entry("National Bank of Kenya")) < THRESHOLD
    assert score(entry("Development Bank of Uganda"), entry("Uganda Development Bank")) == 1


def test_one_name_written_in_several_ways_is_one() -> None:
    for one, other in [
        ("Action Aid", "ActionAid"),
        ("ActionAid Uganda", "Action-Aid Uganda"),
        ("U.N.D.P.", "UNDP"),
        ("St. Mary's Hospital", "Saint Mary's Hospital"),
    ]:
        assert score(entry(one), entry(other)) == 1, one
        assert len(find_pairs([entry(one), entry(other)])) == 1, one
    assert score(entry("Müller Stiftung"), entry("Mueller Stiftung")) > THRESHOLD


def test_initials_with_points_are_letters_of_an_acronym() -> None:
    long = entry("U.S. Agency for International Development", country=None)
    assert codes(entry("USAID", country=None), long) == ["acronym"]
