"""Invented roadmaps in every state, and their reports; the framework is the real one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from deploy.demonstration.organisations import agency_key
from deploy.demonstration.places import LANGUAGES, PLACE
from deploy.demonstration.projects import INVENTED

FRAMEWORK = "nairobi-2017"
COMMITMENTS = 5

_TITLES = {"en": "Roadmap of {place}", "fr": "Feuille de route : {place}", "pt": "Roteiro: {place}"}
_NARRATIVES = {
    "en": "What would stand here on commitment {number} of a real report.",
    "fr": "Ce qui figurerait ici sur l'engagement {number} dans un vrai rapport.",
    "pt": "O que estaria aqui sobre o compromisso {number} num relatório real.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a roadmap, and the day on which it is said to have happened."""

    to: str
    on: date


@dataclass(frozen=True, slots=True)
class Report:
    """An invented progress report: the body that begins it, but for the roadmap, and its steps."""

    body: dict[str, Any]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roadmap:
    """An invented roadmap: its external identity, its owner's, the body that drafts it, and what happens to it."""

    key: str
    owner: str
    body: dict[str, Any]
    steps: tuple[Step, ...]
    report: Report | None


@dataclass(frozen=True, slots=True)
class Course:
    """How a roadmap goes: how many months ago it was anchored, after how many each step came, how its report stands.

    `said` is how many of the commitments the report speaks of.
    """

    months_ago: int
    steps: tuple[tuple[str, int], ...] = ()
    report: tuple[str, ...] | None = None
    said: int = COMMITMENTS


_ADOPTED = (("consultation", 2), ("adopted", 5))
_IMPLEMENTING = (*_ADOPTED, ("implementing", 7))
_COURSES: tuple[tuple[str, Course], ...] = (
    ("UG", Course(2)),
    ("EG", Course(9)),
    ("ET", Course(5, (("consultation", 3),))),
    ("TZ", Course(14, (("consultation", 4),))),
    ("MZ", Course(10, (("consultation", 3), ("adopted", 8)))),
    ("GH", Course(8, _ADOPTED)),
    ("RW", Course(16, (("withdrawn", 3),))),
    ("RW", Course(11, _IMPLEMENTING, ())),
    ("SN", Course(11, _IMPLEMENTING, ("submitted",))),
    ("MA", Course(15, _IMPLEMENTING, ("submitted", "returned"), said=2)),
    ("BJ", Course(12, _IMPLEMENTING, ("submitted", "validated"))),
    ("CI", Course(13, _IMPLEMENTING, ("submitted", "validated", "published"))),
    ("ZA", Course(30, (*_IMPLEMENTING, ("closed", 28)), ("submitted", "validated", "published"))),
    ("SADC", Course(4, (("consultation", 1),))),
    ("ECOWAS", Course(7, _ADOPTED)),
    ("EAC", Course(12, _IMPLEMENTING, ("submitted",))),
)
"""One roadmap each; Kenya is left for the reader of the documentation to begin."""


def roadmaps(today: date) -> Iterator[Roadmap]:
    """Invent all roadmaps as they stand on a day."""
    return (_roadmap(place, course, today) for place, course in _COURSES)


def _roadmap(place: str, course: Course, today: date) -> Roadmap:
    anchor = today - relativedelta(months=course.months_ago)
    scope = {"country": place} if place in PLACE else {"region": place}
    names = {language: PLACE[place].name(language) if place in PLACE else place for language in LANGUAGES}
    body = {
        "framework": FRAMEWORK,
        "scope": scope,
        "anchor_date": anchor.isoformat(),
        "titles": {
            language: f"{_TITLES[language].format(place=name)} ({INVENTED[language]})"
            for language, name in names.items()
        },
    }
    return Roadmap(
        key=f"demo-roadmap-{place}-{course.months_ago}",
        owner=agency_key(place) if place in PLACE else f"demo-office-{place}",
        body=body,
        steps=tuple(Step(to, anchor + relativedelta(months=months)) for to, months in course.steps),
        report=None if course.report is None else _report(anchor, course),
    )


def _report(anchor: date, course: Course) -> Report:
    sections = [
        {
            "commitment": number,
            "narrative": {
                language: f"{_NARRATIVES[language].format(number=number)} ({INVENTED[language]})"
                for language in LANGUAGES
            },
        }
        for number in range(1, course.said + 1)
    ]
    period = {"period_from": anchor.isoformat(), "period_to": (anchor + relativedelta(years=1)).isoformat()}
    return Report({**period, "sections": sections}, course.report or ())
