from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from shared.envelope import EVERYBODY, Audience, Envelope, Event, Topic, catalogue, enveloped

TOPIC = Topic("tests")
NOW = datetime(2026, 11, 23, 8, 0, 0, 1000, UTC)


class ThingMade(Event, type="harambee.thing.made.v1", topic=TOPIC, collection="things", audiences=EVERYBODY):
    """A thing was made."""

    name: str


def made(name: str = "drum", **more: object) -> Envelope:
    return enveloped(ThingMade(id="1", name=name), source="tests", time=NOW, sequence=3, **more)


@given(st.text(), st.text(min_size=1, alphabet=st.characters(blacklist_categories=["Cs"])))
def test_survives_both_modes_unchanged(name: str, country: str) -> None:
    envelope = made(name.encode("utf8", "replace").decode(), country=country, regions=["EAC", "COMESA"])
    assert Envelope.from_kafka(envelope.to_kafka(), envelope.data) == envelope
    assert Envelope.from_structured(envelope.to_structured()) == envelope
    assert envelope.regions == ("EAC", "COMESA")


def test_is_a_cloud_event_to_the_reference_library() -> None:
    envelope = made(country="KE")
    message = KafkaMessage(headers=dict(envelope.to_kafka()), key=envelope.subject.encode(), value=envelope.data)
    event = from_binary(message, JSONFormat(), CloudEvent)
    assert event.get_id() == str(envelope.id)
    assert event.get_type() == "harambee.thing.made.v1"
    assert event.get_subject() == "things/1"
    assert event.get_time() == NOW
    assert event.get_data() == {"id": "1", "name": "drum"}
    assert event.get_extension("country") == "KE"


def test_structured_mode_wins_where_the_content_type_says_so_though_headers_repeat_the_attributes() -> None:
    envelope = made()
    headers = [*envelope.to_kafka()[:-1], ("content-type", b"application/cloudevents+json; charset=utf-8")]
    assert Envelope.from_kafka(headers, envelope.to_structured()) == envelope


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"specversion":"1.0","id":"x","source":"/a"}', b"not json"])
def test_what_is_no_cloud_event_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Envelope.from_structured(body)


def test_the_catalogue_holds_published_types_and_not_the_fields_they_share() -> None:
    class _Shared(Event):
        colour: str

    class ThingPainted(
        _Shared, type="harambee.thing.painted.v1", topic=TOPIC, collection="things", audiences=EVERYBODY
    ):
        """A thing was painted."""

    found = catalogue()
    assert found["harambee.thing.painted.v1"] is ThingPainted
    assert _Shared not in found.values()


def test_agrees_with_the_schema_of_cloud_events(shared_data: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = next((shared_data / "conformance/cloudevents").rglob("*schema*.json"))
    jsonschema.validate(orjson.loads(made(country="KE").to_structured()), orjson.loads(schema.read_bytes()))


def test_an_audience_names_whose_it_is_once() -> None:
    assert Audience.COUNTRY.of("KE") == "country:KE"
    assert Audience.CLIENT.of("client:0198c9a4") == "client:0198c9a4"
    assert Audience.CLIENT.of("0198c9a4") == "client:0198c9a4"
