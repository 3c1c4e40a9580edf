"""Events of memberships in regional bodies."""

from datetime import date

from pydantic import BaseModel, Field

from services.registry.events.topics import TOPIC
from shared.envelope import EVERYBODY, Event


class Period(BaseModel):
    """A spell of a membership; a bound that is not known is open, and `valid_to` is the first day outside."""

    valid_from: date | None = None
    valid_to: date | None = None


class MembershipChanged(
    Event, type="harambee.membership.changed.v1", topic=TOPIC, collection="memberships", audiences=EVERYBODY
):
    """When a country has belonged to a regional body: all its spells. `id` is the region's and the country's code."""

    id: str = Field(examples=["EAC-KE"])
    region: str
    country: str
    periods: list[Period]
