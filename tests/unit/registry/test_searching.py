import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.search import rules as searching

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12)
NAMES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
UNOSSC = "United Nations Office for South-South Cooperation"


def found(name: str, q: str) -> bool:
    return searching.matches(searching.terms([name]), q)


@given(NAMES)
def test_a_name_is_found_by_itself_in_any_order(name: str) -> None:
    shuffled = name.split()
    random.Random(0).shuffle(shuffled)
    assert found(name, " ".join(shuffled))


@given(NAMES, st.data())
def test_one_wrong_letter_in_a_word_is_forgiven(name: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(name.split()))
    place = data.draw(st.integers(0, len(word) - 1))
    change = data.draw(st.sampled_from(["drop", "put", "swap", "replace"]))
    letter = data.draw(st.sampled_from("aeiou"))
    typed = {
        "drop": word[:place] + word[place + 1 :],
        "put": word[:place] + letter + word[place:],
        "swap": word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        "replace": word[:place] + letter + word[place + 1 :],
    }[change]
    assert found(name, typed)


@given(st.text("abcd", min_size=1, max_size=12), st.text("abcd", min_size=1, max_size=12))
def test_the_vocabulary_gives_every_word_that_may_be_meant(typed: str, word: str) -> None:
    if searching.may_mean(typed, word) and not word.startswith(typed):
        assert set(searching.forms_sought(typed)) & set(searching.forms(word))


@given(st.text("abcdefgh", min_size=8, max_size=12), st.data())
def test_two_wrong_letters_in_a_long_word_are_forgiven(word: str, data: st.DataObject) -> None:
    first, second = data.draw(st.lists(st.integers(0, len(word) - 1), min_size=2, max_size=2, unique=True))
    typed = "".join("x" if place in {first, second} else letter for place, letter in enumerate(word))
    assert found(word, typed)
    assert not found(word, f"{typed}xx")


def test_accents_case_and_small_words_do_not_matter() -> None:
    assert found("Ministère du Plan et du Développement", "MINISTERE plan")
    assert found("Ministère du Plan", "le ministère du plan")
    assert not found("Ministère du Plan", "ministère des finances")


def test_an_acronym_finds_the_full_name_and_the_full_name_the_acronym() -> None:
    assert found(UNOSSC, "unossc")
    assert found("UNOSSC", UNOSSC)


def test_the_beginning_of_a_word_is_enough() -> None:
    assert found("Agence de coopération internationale", "coop intern")


def test_other_scripts_are_found() -> None:
    assert found("وزارة الخارجية", "الخارجية")


def test_a_search_without_words_finds_nothing() -> None:
    assert not found("Anything", " - ")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Action Aid Uganda", "ActionAid"),
        ("ActionAid Uganda", "Action Aid"),
        ("U.N.D.P.", "UNDP"),
        ("UNDP Kenya", "U. N. D. P."),
        ("J. F. Kennedy School", "JF Kennedy"),
        ("Süd-Nord-Stiftung", "Sued Nord"),
        ("Sued-Nord-Stiftung", "Süd Nord"),
        ("St. Mary's Hospital", "Saint Mary"),
        ("Saint Mary's Hospital", "St Mary"),
        (unicodedata.normalize("NFC", "École d'été"), unicodedata.normalize("NFD", "École d'été")),
        ("Sørlandet", "sorlandet"),
    ],
)
def test_the_same_name_is_found_however_it_is_written(name: str, typed: str) -> None:
    assert found(name, typed)
