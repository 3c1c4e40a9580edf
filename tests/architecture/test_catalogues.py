"""That every text of pages and mails is there in every language of its service, and nothing else is."""

import string
from collections.abc import Iterable
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from services.notifications.rules.texts import FORMS
from shared.translations import SOURCE, translations

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
LANGUAGES = {"gateway": {"en", "fr"}, "notifications": {"en", "fr", "pt", "es", "ar", "sw"}}
CATALOGUES = [(service, one) for service, several in LANGUAGES.items() for one in sorted(several - {SOURCE})]

FORMS_IN_ORDER = ("zero", "one", "two", "few", "many", "other")

Message = str | tuple[str, ...]


def extracted(service: str) -> set[Message]:
    """Give the texts that a service's sources have."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT / "services" / service, methods, options, KEYWORDS)  # type: ignore[arg-type]
    return {message for _, _, message, _, _ in found}


def catalogue(service: str, language: str) -> Catalog:
    path = ROOT / "services" / service / "locale" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def blanks(texts: Iterable[str]) -> set[str | None]:
    return {field for text in texts for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def several(text: Message) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


@pytest.mark.parametrize("service", LANGUAGES)
def test_a_service_speaks_its_languages(service: str) -> None:
    assert set(translations(service)) == LANGUAGES[service]


@pytest.mark.parametrize(("service", "language"), CATALOGUES)
def test_a_catalogue_has_the_texts_of_the_sources(service: str, language: str) -> None:
    held = catalogue(service, language)
    assert {message.id for message in held if message.id} == extracted(service)
    assert not held.obsolete


@pytest.mark.parametrize(("service", "language"), CATALOGUES)
def test_every_text_is_translated_with_the_same_blanks(service: str, language: str) -> None:
    held = catalogue(service, language)
    for message in held:
        if message.id:
            texts = several(message.string)
            assert not message.fuzzy, message.id
            assert all(texts), message.id
            assert len(texts) == (1 if isinstance(message.id, str) else held.num_plurals), message.id
            # One day may be a word of its own, as "tomorrow", so the first forms need not have the number.
            assert blanks(several(message.id)) == blanks(texts), message.id
            assert blanks(texts[-1:]) == blanks(several(message.id)[-1:]), message.id


@pytest.mark.parametrize(("service", "language"), CATALOGUES)
def test_forms_are_counted_as_cldr_counts_them(service: str, language: str) -> None:
    """`pybabel init` writes a list of its own, where two of the Arabic forms stand in each other's place."""
    held, rule = catalogue(service, language), Locale.parse(FORMS.get(language, language)).plural_form
    # No text comes to a million, from where on French, Spanish and Portuguese have one more form.
    numbers = range(1000)
    forms = sorted({rule(number) for number in numbers}, key=FORMS_IN_ORDER.index)
    assert held.num_plurals == len(forms)
    chosen = c2py(held.plural_expr)
    assert {number: forms[chosen(number)] for number in numbers} == {number: rule(number) for number in numbers}


def test_a_number_chooses_the_form_of_its_language() -> None:
    said = {
        number: translations("notifications")["ar"].ngettext("tomorrow", "in {number} days", number)
        for number in (1, 2, 3, 11, 100)
    }
    assert said == {1: "غدًا", 2: "بعد يومين", 3: "بعد 3 أيام", 11: "بعد 11 يومًا", 100: "بعد 100 يوم"}
    english = translations("notifications")[SOURCE]
    assert english.ngettext("tomorrow", "in {number} days", 1) == "tomorrow"
    assert english.ngettext("tomorrow", "in {number} days", 2) == "in 2 days"
