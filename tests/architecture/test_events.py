"""The catalogue of events: complete, documented, and every published version readable for ever."""

import importlib
import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from pydantic import BaseModel

from shared.consuming import Consumer
from shared.envelope import Envelope
from tests.event_catalogue import SAMPLES, SERVICES, published

EVENTS = published()
LISTENERS = tuple(service for service in SERVICES if service != "registry")
"""The registry needs nothing of others."""


def _needs() -> Iterator[tuple[str, type[BaseModel]]]:
    for service in LISTENERS:
        consumer: Consumer = importlib.import_module(f"services.{service}.consumers").consumer
        yield from consumer.needs.items()


NEEDS = [pytest.param(*one, id=f"{one[1].__module__.split('.')[1]}-{one[0]}") for one in _needs()]


def _shape(schema: Any, whole: dict[str, Any]) -> Any:
    """Give a JSON schema without its texts and defaults, each object as the shapes of its fields."""
    if isinstance(schema, list):
        return [_shape(one, whole) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _shape(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "properties" in schema:
        return {"properties": {name: _shape(one, whole) for name, one in schema["properties"].items()}}
    texts = {"title", "description", "examples", "default"}
    return {name: _shape(one, whole) for name, one in schema.items() if name not in texts}


def _missing(needed: Any, given: Any, place: str = "") -> Iterator[str]:
    """Name what is needed and not given, or given otherwise."""
    if isinstance(needed, dict) and isinstance(given, dict):
        for name, one in needed.items():
            yield from _missing(one, given.get(name), f"{place}/{name}")
    elif isinstance(needed, list) and isinstance(given, list) and len(needed) == len(given):
        for number, pair in enumerate(zip(needed, given, strict=True)):
            yield from _missing(*pair, f"{place}/{number}")
    elif needed != given:
        yield f"{place}: {needed} is needed, {given} is given"


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


@pytest.mark.parametrize(("name", "needs"), NEEDS)
def test_a_listener_reads_the_golden_sample_and_needs_nothing_that_its_publisher_does_not_give(
    name: str, needs: type[BaseModel]
) -> None:
    needs.model_validate_json(Envelope.from_structured((SAMPLES / f"{name}.json").read_bytes()).data)
    needed, given = (_shape(schema, schema) for schema in (needs.model_json_schema(), EVENTS[name].model_json_schema()))
    needed["properties"].pop("id", None)  # every event has one, in its collection's form, which the sample shows
    assert list(_missing(needed, given)) == []


def test_no_sample_was_taken_away() -> None:
    assert {sample.stem for sample in SAMPLES.glob("*.json")} <= EVENTS.keys()


def test_personal_data_travels_on_its_own_topic_only() -> None:
    personal = re.compile(r"address|email|phone|channels|person|given_name|family_name")
    for name, kind in EVENTS.items():
        if kind.topic.name != "harambee.registry.contacts":
            assert not [field for field in kind.model_fields if personal.search(field)], name
