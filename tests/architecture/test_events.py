"""The catalogue of events: complete, documented, and every published version readable for ever."""

import re

import orjson
import pytest

from shared.envelope import Envelope
from tests.event_catalogue import SAMPLES, published

EVENTS = published()


def test_every_event_has_a_name_of_the_form_and_a_text() -> None:
    for name, kind in EVENTS.items():
        assert re.fullmatch(r"harambee\.[a-z_]+\.[a-z_]+\.v\d+", name)
        assert (kind.__doc__ or "").strip(), name
        assert kind.topic.name.startswith(f"harambee.{kind.__module__.split('.')[1]}"), name


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_the_golden_sample_of_each_published_version_stays_readable(name: str) -> None:
    sample = SAMPLES / f"{name}.json"
    assert sample.exists(), f"{name} has no golden sample; publish one under {SAMPLES.name}/ and never change it"
    envelope = Envelope.from_structured(sample.read_bytes())
    event = EVENTS[name].model_validate_json(envelope.data)
    assert envelope.subject == event.subject
    said = orjson.loads(envelope.data)
    assert event.model_dump(mode="json", by_alias=True, exclude_unset=True) == said


def test_no_sample_was_taken_away() -> None:
    assert {sample.stem for sample in SAMPLES.glob("*.json")} <= EVENTS.keys()


def test_personal_data_travels_on_its_own_topic_only() -> None:
    personal = re.compile(r"address|email|phone|channels|person|given_name|family_name")
    for name, kind in EVENTS.items():
        if kind.topic.name != "harambee.registry.contacts":
            assert not [field for field in kind.model_fields if personal.search(field)], name
