import re
import string

import pytest

from services.gateway.web.texts import CATALOGUE, ENGLISH, Speech
from services.measurement import events as measurement
from services.notifications import events as notifications
from services.registry import events as registry
from services.roadmaps import events as roadmaps
from shared.envelope import catalogue


@pytest.mark.parametrize("language", CATALOGUE)
def test_every_language_has_every_text_with_the_same_blanks(language: str) -> None:
    texts = CATALOGUE[language]
    assert texts.keys() == ENGLISH.keys()
    for name, text in texts.items():
        blanks = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        assert blanks == {field for _, field, _, _ in string.Formatter().parse(ENGLISH[name]) if field}


@pytest.mark.parametrize("language", CATALOGUE)
def test_every_event_that_anybody_may_see_has_words(language: str) -> None:
    for publisher in (registry, roadmaps, measurement, notifications):
        for kind, event in catalogue().items():
            if event.topic == publisher.TOPIC:
                assert re.sub(r"^harambee\.(.+)\.v1$", r"\1", kind) in CATALOGUE[language]


def test_an_event_without_words_is_still_readable() -> None:
    assert Speech("fr").event("harambee.unheard_thing.done.v1") == "unheard thing done"


def test_amounts_and_days_are_written_as_the_language_does() -> None:
    assert Speech("en").money("61450000.00") == "$61.4M"
    assert Speech("fr").money("61450000.00").replace("\xa0", " ") == "61,4 M $US"
    assert Speech("en").money(None) == "–"
    assert (Speech("en").day("2026-03-01"), Speech("fr").day("2026-03-01")) == ("Mar 1, 2026", "1 mars 2026")
