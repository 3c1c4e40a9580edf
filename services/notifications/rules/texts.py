"""The letters that remind people, in their language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from babel import Locale
from babel.dates import format_date
from jinja2 import Environment, StrictUndefined, Template

from services.notifications import reference

DEFAULT_LANGUAGE = "en"

Words = Mapping[str, Any]


@dataclass(frozen=True)
class Letter:
    """A message in one language, as text and as HTML."""

    subject: str
    text: str
    html: str
    language: str = DEFAULT_LANGUAGE


class Fact(NamedTuple):
    """A line of the letter; its value may be in another language than the letter."""

    label: str
    value: str
    language: str


def reminder_letter(
    *,
    language: str,
    kind: str,
    titles: Mapping[str, str],
    country: str | None,
    region: str | None,
    due_on: date,
    today: date,
    link: str,
) -> Letter:
    """Say what is due where and when, and where to do it; in English if the language has no words here.

    The country is an ISO 3166 code, the region a code such as EAC, the titles are the roadmap's by language.
    """
    language = _spoken(language)
    words = reference.texts()[language]
    locale = Locale.parse(words["locale"])
    days = (due_on - today).days
    task, tense = words["kinds"].get(kind, words["kinds"]["other"]), "overdue" if days < 0 else "ahead"
    when = _when(words, locale, days)
    subject = words["subject"][tense].format(task=task["task"], when=when)
    places = _places(words, language, locale, country, region)
    deadline = Fact(words["deadline"], f"{format_date(due_on, 'long', locale)} ({when})", language)
    return _written(
        words,
        language,
        subject=_labelled(words, places[0].value, subject) if places else subject,
        sentence=task[tense],
        facts=[*places, *_title(words, language, titles), deadline],
        link=link,
    )


def _spoken(language: str) -> str:
    primary = language.partition("-")[0].lower()
    return primary if primary in reference.texts() else DEFAULT_LANGUAGE


def _when(words: Words, locale: Locale, days: int) -> str:
    when: Mapping[str, Any] = words["when"]
    if days == 0:
        return str(when["today"])
    forms: Mapping[str, str] = when["ahead" if days > 0 else "overdue"]
    number = abs(days)
    return forms.get(locale.plural_form(number), forms["other"]).format(n=number)


def _places(words: Words, language: str, locale: Locale, country: str | None, region: str | None) -> list[Fact]:
    if country:
        return [Fact(words["country"], _one_line(locale.territories.get(country, country)), language)]
    return [Fact(words["region"], _one_line(region), language)] if region else []


def _title(words: Words, language: str, titles: Mapping[str, str]) -> list[Fact]:
    """Take the title in the reader's language, or in English, or in any."""
    spoken = next((one for one in (language, DEFAULT_LANGUAGE, *titles) if titles.get(one)), None)
    return [Fact(words["roadmap"], _one_line(titles[spoken]), spoken)] if spoken else []


def _written(words: Words, language: str, *, subject: str, sentence: str, facts: Sequence[Fact], link: str) -> Letter:
    lines = [_labelled(words, fact.label, fact.value) for fact in facts]
    action = _labelled(words, words["open"], link)
    text = "\n\n".join([words["greeting"], sentence, "\n".join(lines), action, words["footer"]]) + "\n"
    html = _page().render(
        language=language,
        direction=Locale.parse(words["locale"]).text_direction,
        subject=subject,
        greeting=words["greeting"],
        sentence=sentence,
        facts=facts,
        link=link,
        open=words["open"],
        footer=words["footer"],
    )
    return Letter(subject=subject, text=text, html=html, language=language)


@cache
def _page() -> Template:
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(reference.page())


def _labelled(words: Words, label: str, value: str) -> str:
    return str(words["pair"]).format(label=label, value=value)


def _one_line(text: str) -> str:
    """Give the text without line breaks: the place goes into the subject, a header."""
    return " ".join(text.split())
