"""Events of instruments."""

from datetime import date
from uuid import UUID

from services.registry.events.topics import TOPIC
from shared.envelope import EVERYBODY, Event


class _InstrumentState(Event):
    kind: str
    titles: dict[str, str]
    owner: UUID
    country: str | None = None
    topics: list[int] = []
    valid_from: date | None = None
    valid_to: date | None = None
    supersedes: UUID | None = None
    status: str


class InstrumentPublished(
    _InstrumentState,
    type="harambee.instrument.published.v1",
    topic=TOPIC,
    collection="instruments",
    audiences=EVERYBODY,
):
    """A fund, procedure, manual, guideline, strategy, policy or law has been published."""


class InstrumentUpdated(
    _InstrumentState, type="harambee.instrument.updated.v1", topic=TOPIC, collection="instruments", audiences=EVERYBODY
):
    """What is said of a published instrument has changed; earlier versions stay readable."""


class InstrumentRetired(
    _InstrumentState, type="harambee.instrument.retired.v1", topic=TOPIC, collection="instruments", audiences=EVERYBODY
):
    """An instrument is no longer in use, or has been withdrawn."""
