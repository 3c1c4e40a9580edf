from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.consuming import Consumer, Received
from shared.envelope import EVERYBODY, Envelope, Event, Topic, enveloped
from shared.unit_of_work import UnitOfWork

TOPIC = Topic("tests")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


class CupFilled(Event, type="harambee.cup.filled.v1", topic=TOPIC, collection="cups", audiences=EVERYBODY):
    """A cup was filled."""

    number: int


class CupEmptied(Event, type="harambee.cup.emptied.v1", topic=TOPIC, collection="cups", audiences=EVERYBODY):
    """A cup was emptied."""

    number: int


class Numbered(BaseModel):
    """What is needed of a cup."""

    number: int


class CupSeen(Event, type="harambee.cup.seen.v1", topic=TOPIC, collection="cups", audiences=EVERYBODY):
    """Nobody listens to this."""

    number: int


KINDS = (CupFilled, CupEmptied, CupSeen)


def listening() -> tuple[Consumer, list[list[tuple[str, int]]]]:
    consumer = Consumer("tests")
    calls: list[list[tuple[str, int]]] = []

    @consumer.on(CupFilled, needs=Numbered)
    async def fill(uow: UnitOfWork, received: Sequence[Received[Numbered]]) -> None:
        calls.append([(one.envelope.subject, one.data.number) for one in received])

    @consumer.on(CupEmptied, needs=Numbered)
    async def empty(uow: UnitOfWork, received: Sequence[Received[Numbered]]) -> None:
        calls.append([(one.envelope.subject, one.data.number) for one in received])

    return consumer, calls


def envelopes(story: Sequence[tuple[type[Event], str]]) -> list[Envelope]:
    return [
        enveloped(kind(id=cup, number=number), source="tests", time=NOW, sequence=number)  # type: ignore[call-arg]
        for number, (kind, cup) in enumerate(story)
    ]


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("abc")), max_size=30))
async def test_each_key_is_handled_in_order_and_nothing_is_left_out(story: list[tuple[type[Event], str]]) -> None:
    consumer, calls = listening()
    await consumer.apply(None, envelopes(story))  # type: ignore[arg-type]
    handled = defaultdict(list)
    for subject, number in (one for call in calls for one in call):
        handled[subject].append(number)
    expected = defaultdict(list)
    for number, (kind, cup) in enumerate(story):
        if kind is not CupSeen:
            expected[f"cups/{cup}"].append(number)
    assert handled == expected


async def test_a_thousand_events_of_two_kinds_about_different_things_are_two_calls() -> None:
    consumer, calls = listening()
    story = [(KINDS[number % 2], f"cup {number}") for number in range(1000)]
    await consumer.apply(None, envelopes(story))  # type: ignore[arg-type]
    assert len(calls) == 2
