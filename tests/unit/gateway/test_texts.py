import re
from enum import StrEnum

import pytest

from services.gateway.web.labels import CODES, EVENTS
from services.gateway.web.speech import Speech, languages
from services.measurement import events as measurement
from services.measurement.reading.findings import Severity
from services.notifications import events as notifications
from services.registry import events as registry
from services.roadmaps import events as roadmaps
from services.roadmaps.rules import DeadlineKind, DeadlineState, RoadmapStatus
from shared.envelope import catalogue
from shared.standards import Pillar


def test_every_event_that_anybody_may_see_has_words() -> None:
    for publisher in (registry, roadmaps, measurement, notifications):
        for kind, event in catalogue().items():
            if event.topic == publisher.TOPIC:
                assert re.sub(r"^harambee\.(.+)\.v1$", r"\1", kind) in EVENTS


@pytest.mark.parametrize("codes", [RoadmapStatus, DeadlineKind, DeadlineState, Pillar, Severity])
def test_every_code_that_a_page_shows_has_words(codes: type[StrEnum]) -> None:
    assert set(codes) - CODES.keys() == set()


@pytest.mark.parametrize("language", languages())
def test_what_has_no_words_is_still_readable(language: str) -> None:
    assert Speech(language).event("harambee.unheard_thing.done.v1") == "unheard thing done"
    assert Speech(language).label("unheard_of") == "unheard of"


def test_texts_come_in_the_language_of_the_page() -> None:
    assert (Speech("en").label("met_late"), Speech("fr").label("met_late")) == ("met late", "respectée en retard")
    assert Speech("fr").event("harambee.roadmap.drafted.v1") == "Une feuille de route a été commencée"
    assert [(Speech(one).other, Speech(one).other_name) for one in languages()] == [
        ("fr", "Français"),
        ("en", "English"),
    ]


def test_an_import_says_how_far_it_is() -> None:
    clean = {"rejected": 0, "flows_rejected": 0}
    finished = {"status": "finished", "mode": "apply", "counts": clean}
    say = Speech("en")
    assert say.import_state(finished) == "The file has been taken"
    assert say.import_state(finished | {"counts": clean | {"flows_rejected": 1}}).endswith("what cannot be recorded")
    assert say.import_state(finished | {"mode": "check"}).endswith("nothing was changed")
    assert say.import_state(finished | {"status": "queued"}) == "The file waits for its turn"


def test_amounts_and_days_are_written_as_the_language_does() -> None:
    assert Speech("en").money("61450000.00") == "$61.4M"
    assert Speech("fr").money("61450000.00").replace("\xa0", " ") == "61,4 M $US"
    assert Speech("en").money(None) == "–"
    assert (Speech("en").day("2026-03-01"), Speech("fr").day("2026-03-01")) == ("Mar 1, 2026", "1 mars 2026")
