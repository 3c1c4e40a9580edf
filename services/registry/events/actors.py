"""Events of organisations."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.events.topics import TOPIC
from shared.envelope import Event


class Identifier(BaseModel):
    """One identifier of an actor: an org-id list code and the value in it."""

    scheme: str
    value: str
    valid_from: date | None = None
    valid_to: date | None = None


class _ActorState(Event):
    names: dict[str, str]
    kind: str = Field(description="IATI OrganisationType")
    constituency: str
    country: str | None = None
    identifiers: list[Identifier] = []
    parent: UUID | None = None
    topics: list[int] = []


class ActorRegistered(_ActorState, type="harambee.actor.registered.v1", topic=TOPIC, collection="actors"):
    """An organisation has come into the registry."""


class ActorUpdated(_ActorState, type="harambee.actor.updated.v1", topic=TOPIC, collection="actors"):
    """What the registry says of an organisation has changed."""


class ActorWithdrawn(Event, type="harambee.actor.withdrawn.v1", topic=TOPIC, collection="actors"):
    """An organisation has been taken out; it is never deleted."""
