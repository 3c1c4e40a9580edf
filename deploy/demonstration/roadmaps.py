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
_ACTIONS = (
    {
        "en": "Discuss the roadmap in every part of the country",
        "fr": "Débattre de la feuille de route dans toutes les régions",
        "pt": "Debater o roteiro em todas as regiões",
    },
    {
        "en": "Give the coordination unit a line in the budget",
        "fr": "Doter l'unité de coordination d'une ligne budgétaire",
        "pt": "Dotar a unidade de coordenação de uma linha orçamental",
    },
    {
        "en": "Publish a manual of South-South funds",
        "fr": "Publier un manuel des fonds Sud-Sud",
        "pt": "Publicar um manual dos fundos Sul-Sul",
    },
    {
        "en": "Record all flows by one standard",
        "fr": "Enregistrer tous les flux selon une seule norme",
        "pt": "Registar todos os fluxos segundo uma só norma",
    },
    {
        "en": "Train those who write the progress report",
        "fr": "Former les auteurs du rapport d'avancement",
        "pt": "Formar quem escreve o relatório de progresso",
    },
)
"""What is done for each commitment, in their order."""
_MILESTONE = {
    "en": "The first half is done",
    "fr": "La première moitié est faite",
    "pt": "A primeira metade está feita",
}
_COMPLETIONS = ("complete", "substantial", "limited", "not_started", "no_evidence")
_PARTICIPANTS = (
    {"constituency": "public", "name": "Ministry of Planning (invented)"},
    {"constituency": "private", "name": "Chamber of Commerce (invented)"},
    {"constituency": "academic", "name": "National University (invented)"},
    {"constituency": "non_state", "name": "Council of Civil Society (invented)"},
)


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
class Action:
    """An invented action: its external identity, its body but for who is responsible, a milestone, and its rating."""

    key: str
    body: dict[str, Any]
    milestone: dict[str, Any]
    completion: str


@dataclass(frozen=True, slots=True)
class Roadmap:
    """An invented roadmap: its external identity, its owner's, the body that drafts it, and what happens to it."""

    key: str
    owner: str
    body: dict[str, Any]
    actions: tuple[Action, ...]
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
        "participants": list(_PARTICIPANTS),
    }
    key = f"demo-roadmap-{place}-{course.months_ago}"
    return Roadmap(
        key=key,
        owner=agency_key(place) if place in PLACE else f"demo-office-{place}",
        body=body,
        actions=tuple(_action(key, number, anchor, today) for number in range(1, COMMITMENTS + 1)),
        steps=tuple(Step(to, anchor + relativedelta(months=months)) for to, months in course.steps),
        report=None if course.report is None else _report(anchor, course),
    )


def _action(roadmap: str, number: int, anchor: date, today: date) -> Action:
    half = anchor + relativedelta(months=3 + number)
    milestone = {"titles": _marked(_MILESTONE), "due_on": half.isoformat()}
    if half < today and number <= 3:
        milestone["completed_on"] = half.isoformat()
    body = {
        "commitment": number,
        "titles": _marked(_ACTIONS[number - 1]),
        "starts_on": anchor.isoformat(),
        "ends_on": (anchor + relativedelta(months=6 + 3 * number)).isoformat(),
    }
    return Action(f"{roadmap}-{number}", body, milestone, _COMPLETIONS[number - 1])


def _marked(titles: dict[str, str]) -> dict[str, str]:
    return {language: f"{text} ({INVENTED[language]})" for language, text in titles.items()}


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
