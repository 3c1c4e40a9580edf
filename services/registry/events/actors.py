"""Events of organisations."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.events.topics import TOPIC
from shared.envelope import EVERYBODY, Event


class Identifier(BaseModel):
    """One identifier of an actor: an org-id list code and the value in it."""

    scheme: str
    value: str
    valid_from: date | None = None
    valid_to: date | None = None


class FormerName(BaseModel):
    """A name that an actor had; it can still be found by it."""

    name: str
    language: str | None = None
    valid_to: date | None = None


class _ActorState(Event):
    status: str = Field(default="active", description="active again where a merge was undone, or where it came back")
    names: dict[str, str]
    kind: str = Field(description="IATI OrganisationType")
    constituency: str
    country: str | None = None
    identifiers: list[Identifier] = []
    parent: UUID | None = None
    topics: list[int] = []
    sectors: list[str] = Field(default=[], description="DAC sectors, 3 or 5 digits")
    former_names: list[FormerName] = []
    acronyms: list[str] = []
    active_in: list[str] = Field(default=[], description="countries where it is active, ISO 3166-1 alpha-2")


class ActorRegistered(
    _ActorState, type="harambee.actor.registered.v1", topic=TOPIC, collection="actors", audiences=EVERYBODY
):
    """An organisation has come into the registry."""


class ActorUpdated(
    _ActorState, type="harambee.actor.updated.v1", topic=TOPIC, collection="actors", audiences=EVERYBODY
):
    """What the registry says of an organisation has changed."""


class ActorMerged(Event, type="harambee.actor.merged.v1", topic=TOPIC, collection="actors", audiences=EVERYBODY):
    """An organisation has proved to be another one, `into`, to which all of `identifiers` lead from now on.

    It can be undone: then `actor.updated` follows for both, and `id` is an organisation of its own again.
    """

    into: UUID
    identifiers: list[str] = Field(default=[], examples=[["KE-COA-1052"]])


class ActorWithdrawn(Event, type="harambee.actor.withdrawn.v1", topic=TOPIC, collection="actors", audiences=EVERYBODY):
    """An organisation has been taken out; it is never deleted."""
