"""Events of countries' coordination set-ups."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.events.topics import TOPIC
from shared.decimals import PlainDecimal
from shared.envelope import EVERYBODY, Event


class PillarLevel(BaseModel):
    """The level of a pillar."""

    pillar: str
    level: int
    assessed_on: date


class FrameworkState(BaseModel):
    """A framework and how far it is."""

    kind: str
    status: str


class YearlyResources(BaseModel):
    """Resources of one year."""

    year: int
    posts: PlainDecimal | None = None
    amount: PlainDecimal | None = None
    currency: str | None = None


class InstitutionUpdated(
    Event, type="harambee.institution.updated.v1", topic=TOPIC, collection="institutions", audiences=EVERYBODY
):
    """What is said of a country's coordination set-up has changed; its `id` is the country's code."""

    id: str = Field(examples=["KE"])
    country: str
    status: str
    mandate_holder: UUID | None = None
    pillars: list[PillarLevel] = []
    frameworks: list[FrameworkState] = []
    resources: list[YearlyResources] = []
