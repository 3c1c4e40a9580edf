"""What the registry publishes."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from shared.envelope import Event, Topic

TOPIC = Topic("harambee.registry", days=None)
CONTACTS = Topic("harambee.registry.contacts", days=None)


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


class Period(BaseModel):
    """A spell of a membership; a bound that is not known is open, and `valid_to` is the first day outside."""

    valid_from: date | None = None
    valid_to: date | None = None


class MembershipChanged(Event, type="harambee.membership.changed.v1", topic=TOPIC, collection="memberships"):
    """When a country has belonged to a regional body: all its spells. `id` is the region's and the country's code."""

    id: str = Field(examples=["EAC-KE"])
    region: str
    country: str
    periods: list[Period]


class Channel(BaseModel):
    """A way to reach a focal point. Personal data."""

    kind: str = Field(examples=["email"])
    address: str


class _FocalPointState(Event):
    actor: UUID
    country: str | None = None
    role: str
    channels: list[Channel]
    language: str
    time_zone: str = Field(description="IANA name")
    valid_from: date | None = None
    valid_to: date | None = None


class FocalPointAssigned(
    _FocalPointState, type="harambee.focal_point.assigned.v1", topic=CONTACTS, collection="focal-points"
):
    """An actor has mandated a focal point. Personal data: only notifications reads this topic."""


class FocalPointUpdated(
    _FocalPointState, type="harambee.focal_point.updated.v1", topic=CONTACTS, collection="focal-points"
):
    """A focal point's mandate or channels have changed. Personal data."""


class FocalPointReleased(Event, type="harambee.focal_point.released.v1", topic=CONTACTS, collection="focal-points"):
    """A focal point's mandate has ended."""


class FocalPointErased(Event, type="harambee.focal_point.erased.v1", topic=CONTACTS, collection="focal-points"):
    """A focal point's personal data has been erased, and has to be in every copy."""
