"""The letters that remind people, in their language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from shared.translations import SOURCE, Translation, mark, translations

SERVICE = "notifications"
FORMS = {"en": "en_001", "pt": "pt_PT"}
"""Which form of a language writes days and names of countries."""


class Duty(NamedTuple):
    """What is to be done, and how it is said that this lies ahead, and that it is overdue."""

    task: str
    ahead: str
    overdue: str


DUTIES = {
    "roadmap_adopted": Duty(
        mark("Adopt the roadmap"),
        mark("The roadmap still has to be adopted."),
        mark("The roadmap should have been adopted by now."),
    ),
    "progress_report": Duty(
        mark("Submit the progress report"),
        mark("The progress report still has to be submitted."),
        mark("The progress report should have been submitted by now."),
    ),
    "milestone": Duty(
        mark("Complete the milestone"),
        mark("A milestone of the roadmap still has to be completed."),
        mark("A milestone of the roadmap should have been completed by now."),
    ),
}
"""By the kind of deadline."""
ANY_DUTY = Duty(
    mark("Roadmap deadline"),
    mark("A deadline of the roadmap is coming up."),
    mark("A deadline of the roadmap has passed."),
)


@dataclass(frozen=True)
class Letter:
    """A message in one language, as text and as HTML."""

    subject: str
    text: str
    html: str
    language: str = SOURCE


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
    milestone: Mapping[str, str],
    country: str | None,
    region: str | None,
    due_on: date,
    today: date,
    link: str,
) -> Letter:
    """Say what is due where and when, and where to do it; in English if the language has no words here.

    The country is an ISO 3166 code, the region a code such as EAC, the titles are the roadmap's by language, and
    those of the milestone that is due, none where none is.
    """
    known = translations(SERVICE)
    words = known.get(language.partition("-")[0].lower(), known[SOURCE])
    _, language = words.gettext, words.language
    locale = Locale.parse(FORMS.get(language, language))
    days = (due_on - today).days
    duty = DUTIES.get(kind, ANY_DUTY)
    task, when = _(duty.task), _when(words, days)
    subject = _("{task} – {when}", task=task, when=when)
    if days >= 0:
        subject = _("{task} – due {when}", task=task, when=when)
    places = _places(words, locale, country, region)
    deadline = Fact(_("Deadline"), f"{format_date(due_on, 'long', locale)} ({when})", language)
    return _written(
        words,
        locale.text_direction,
        subject=_pair(words, places[0].value, subject) if places else subject,
        sentence=_(duty.overdue if days < 0 else duty.ahead),
        facts=[*places, *_title(words, _("Roadmap"), titles), *_title(words, _("Milestone"), milestone), deadline],
        link=link,
    )


def _when(words: Translation, days: int) -> str:
    if days == 0:
        return words.gettext("today")
    if days > 0:
        return words.ngettext("tomorrow", "in {number} days", days)
    return words.ngettext("overdue by 1 day", "overdue by {number} days", -days)


def _places(words: Translation, locale: Locale, country: str | None, region: str | None) -> list[Fact]:
    if country:
        return [Fact(words.gettext("Country"), _one_line(locale.territories.get(country, country)), words.language)]
    return [Fact(words.gettext("Region"), _one_line(region), words.language)] if region else []


def _title(words: Translation, label: str, titles: Mapping[str, str]) -> list[Fact]:
    """Take the title in the reader's language, or in English, or in any."""
    spoken = next((one for one in (words.language, SOURCE, *titles) if titles.get(one)), None)
    return [Fact(label, _one_line(titles[spoken]), spoken)] if spoken else []


def _written(
    words: Translation, direction: str, *, subject: str, sentence: str, facts: Sequence[Fact], link: str
) -> Letter:
    _ = words.gettext
    greeting, action = _("Hello,"), _("Open the roadmap")
    footer = _("You receive this message because you are a focal point. The reminders stop as soon as this is done.")
    lines = [_pair(words, fact.label, fact.value) for fact in facts]
    text = "\n\n".join([greeting, sentence, "\n".join(lines), _pair(words, action, link), footer]) + "\n"
    html = _page().render(
        language=words.language,
        direction=direction,
        subject=subject,
        greeting=greeting,
        sentence=sentence,
        facts=facts,
        link=link,
        open=action,
        footer=footer,
    )
    return Letter(subject=subject, text=text, html=html, language=words.language)


@cache
def _page() -> Template:
    loader = PackageLoader("services.notifications")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("letter.html")


def _pair(words: Translation, label: str, value: str) -> str:
    return words.gettext("{label}: {value}", label=label, value=value)


def _one_line(text: str) -> str:
    """Give the text without line breaks: the place goes into the subject, a header."""
    return " ".join(text.split())
