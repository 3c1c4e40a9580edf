"""Events of focal points. Personal data."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.registry.events.topics import CONTACTS
from shared.envelope import Audience, Audiences, Event


class Channel(BaseModel):
    """A way to reach a focal point. Personal data."""

    kind: str = Field(examples=["email"])
    address: str


class _FocalPointState(Event):
    model_config = ConfigDict(hide_input_in_errors=True)  # what is wrong with it is logged, but not an address

    actor: UUID
    country: str | None = None
    role: str
    channels: list[Channel]
    language: str
    time_zone: str = Field(description="IANA name")
    valid_from: date | None = None
    valid_to: date | None = None
    deputy: UUID | None = Field(default=None, description="the focal point that is reminded in its place")
    absent_from: date | None = None
    absent_to: date | None = Field(default=None, description="the first day on which it is back")


class FocalPointAssigned(
    _FocalPointState,
    type="harambee.focal_point.assigned.v1",
    topic=CONTACTS,
    collection="focal-points",
    audiences=Audiences({Audience.ACTOR}),
):
    """An actor has mandated a focal point. Personal data: only notifications reads this topic."""


class FocalPointUpdated(
    _FocalPointState,
    type="harambee.focal_point.updated.v1",
    topic=CONTACTS,
    collection="focal-points",
    audiences=Audiences({Audience.ACTOR}),
):
    """A focal point's mandate or channels have changed. Personal data."""


class FocalPointReleased(
    Event,
    type="harambee.focal_point.released.v1",
    topic=CONTACTS,
    collection="focal-points",
    audiences=Audiences({Audience.ACTOR}),
):
    """A focal point's mandate has ended."""


class FocalPointErased(
    Event,
    type="harambee.focal_point.erased.v1",
    topic=CONTACTS,
    collection="focal-points",
    audiences=Audiences({Audience.ACTOR}),
):
    """A focal point's personal data has been erased, and has to be in every copy."""
