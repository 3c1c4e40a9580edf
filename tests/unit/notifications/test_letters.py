import re
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from services.notifications.rules.texts import Letter, reminder_letter

DUE_ON = date(2027, 11, 4)
LINK = "https://harambee.example/roadmaps/1?a=1&b=2"
LANGUAGES = ["en", "fr", "pt", "es", "ar", "sw"]
KINDS = ["roadmap_adopted", "progress_report", "milestone", "unheard_of"]
DISTANCES = [-182, -100, -14, -7, -2, -1, 0, 1, 2, 7, 14, 30, 90]


def letter(language: str = "en", kind: str = "roadmap_adopted", days: int = 7, **facts: Any) -> Letter:
    given = {
        "titles": {"en": "Roadmap of Kenya"},
        "milestone": {},
        "country": "KE",
        "region": None,
        "link": LINK,
    } | facts
    return reminder_letter(language=language, kind=kind, due_on=DUE_ON, today=DUE_ON - timedelta(days=days), **given)


class Page(HTMLParser):
    """What a mail program makes of the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str | None] = []
        self.tags: list[str] = []
        self.root: dict[str, str | None] = {}
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "html":
            self.root = dict(attrs)
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("days", DISTANCES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_what_is_due_where_and_when_and_how_to_do_it(language: str, kind: str, days: int) -> None:
    written = letter(language, kind, days)
    page = Page(written.html)
    assert written.language == language
    assert page.links == [LINK]
    assert written.text.count("https://") == 1
    assert LINK in written.text
    for text in (written.text, page.text):
        assert "2027" in text
        assert "Roadmap of Kenya" in text
        assert not re.search(r"[{}]|None", text)
    assert written.subject in page.text
    assert page.root == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    if language != "en":
        assert written.text != letter("en", kind, days).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_distance_and_kind_reads_differently(language: str) -> None:
    subjects = {letter(language, kind, days).subject for kind in KINDS for days in DISTANCES}
    assert len(subjects) == len(KINDS) * len(DISTANCES)


@pytest.mark.parametrize(
    ("language", "days", "subject"),
    [
        ("en", 7, "Kenya: Adopt the roadmap – due in 7 days"),
        ("en", 1, "Kenya: Adopt the roadmap – due tomorrow"),
        ("en", 0, "Kenya: Adopt the roadmap – due today"),
        ("en", -1, "Kenya: Adopt the roadmap – overdue by 1 day"),
        ("en", -14, "Kenya: Adopt the roadmap – overdue by 14 days"),
        ("fr", 30, "Kenya\xa0: Adopter la feuille de route – échéance dans 30 jours"),
        ("fr", -1, "Kenya\xa0: Adopter la feuille de route – en retard d’un jour"),
        ("pt", 0, "Quénia: Adotar o roteiro – prazo hoje"),
        ("es", -7, "Kenia: Adoptar la hoja de ruta – 7 días de retraso"),
        ("ar", 2, "كينيا: اعتماد خارطة الطريق – الموعد بعد يومين"),
        ("ar", 7, "كينيا: اعتماد خارطة الطريق – الموعد بعد 7 أيام"),
        ("ar", 14, "كينيا: اعتماد خارطة الطريق – الموعد بعد 14 يومًا"),
        ("ar", -100, "كينيا: اعتماد خارطة الطريق – تأخير 100 يوم"),
        ("sw", 14, "Kenya: Kuidhinisha mpango kazi – mwisho baada ya siku 14"),
    ],
)
def test_the_distance_is_counted_as_the_language_counts(language: str, days: int, subject: str) -> None:
    assert letter(language, days=days).subject == subject


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "4 November 2027"),
        ("fr", "4 novembre 2027"),
        ("pt", "4 de novembro de 2027"),
        ("es", "4 de noviembre de 2027"),
        ("ar", "4 نوفمبر 2027"),
        ("sw", "4 Novemba 2027"),
    ],
)
def test_the_day_is_written_as_the_language_does(language: str, day: str) -> None:
    assert day in letter(language).text
    assert day in Page(letter(language).html).text


def test_a_language_without_words_is_answered_in_english_and_a_dialect_in_its_language() -> None:
    assert letter("de") == letter("en")
    assert letter("pt-MZ") == letter("pt")


def test_the_title_comes_in_the_readers_language_where_there_is_one() -> None:
    titles = {"en": "Roadmap", "fr": "Feuille de route du Kenya"}
    assert "Feuille de route du Kenya" in letter("fr", titles=titles).text
    assert '<bdi lang="en">Roadmap</bdi>' in letter("ar", titles=titles).html
    assert "Hoja" in letter("en", titles={"es": "Hoja"}).text
    assert "Roadmap:" not in letter("en", titles={}).text


def test_a_region_and_an_unknown_country_go_by_their_code() -> None:
    assert letter(country=None, region="EAC").subject.startswith("EAC: ")
    assert "Region: EAC" in letter(country=None, region="EAC").text
    assert letter(country="XZZ").subject.startswith("XZZ: ")
    assert letter(country=None).subject == "Adopt the roadmap – due in 7 days"


def test_nothing_that_others_wrote_becomes_markup_or_a_line_of_its_own() -> None:
    evil = '<script>alert("1")</script>\r\nBcc: x@y.example'
    written = letter(titles={"en": evil}, country=None, region=evil, link='https://h.example/"><img src=x>')
    assert not {"script", "img"} & set(Page(written.html).tags)
    assert "\n" not in written.subject
    assert "\nBcc" not in written.text


def test_a_form_of_a_language_is_written_in_it() -> None:
    assert letter("fr-CA") == letter("fr")
    assert letter("ha-NG") == letter("en")
