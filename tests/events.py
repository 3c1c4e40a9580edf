"""Events of nobody, for tests of the kernel."""

from datetime import UTC, datetime

from shared.envelope import EVERYBODY, Envelope, Event, Topic, enveloped

TOPIC = Topic("harambee.tests")


class ThingCounted(Event, type="harambee.thing.counted.v1", topic=TOPIC, collection="things", audiences=EVERYBODY):
    """A thing was counted."""

    count: int


class ThingLost(ThingCounted, type="harambee.thing.lost.v1", topic=TOPIC, collection="things", audiences=EVERYBODY):
    """A thing was counted for the last time."""


def envelope(thing: str, sequence: int, kind: type[ThingCounted] = ThingCounted) -> Envelope:
    """Make the event that tells of a thing's version."""
    event = kind(id=thing, count=sequence)
    return enveloped(event, source="tests", time=datetime.now(UTC), sequence=sequence)
