"""Events of partnerships."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.registry.events.topics import TOPIC
from shared.envelope import EVERYBODY, Event


class Party(BaseModel):
    """An actor in a role; `valid_to` is the first day on which it no longer has it."""

    actor: UUID
    role: str
    country: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class _PartnershipState(Event):
    titles: dict[str, str]
    kind: str
    parties: list[Party]
    topics: list[int] = []
    sectors: list[str] = []
    valid_from: date | None = None
    valid_to: date | None = None
    status: str


class PartnershipAgreed(
    _PartnershipState,
    type="harambee.partnership.agreed.v1",
    topic=TOPIC,
    collection="partnerships",
    audiences=EVERYBODY,
):
    """Actors have agreed on a partnership."""


class PartnershipUpdated(
    _PartnershipState,
    type="harambee.partnership.updated.v1",
    topic=TOPIC,
    collection="partnerships",
    audiences=EVERYBODY,
):
    """What is said of a partnership, or who has which role in it, has changed."""


class PartnershipEnded(
    _PartnershipState, type="harambee.partnership.ended.v1", topic=TOPIC, collection="partnerships", audiences=EVERYBODY
):
    """A partnership has ended, or was withdrawn."""
