"""Events of offers and needs, and of the pairs that fit."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.events.topics import TOPIC
from shared.decimals import PlainDecimal
from shared.envelope import EVERYBODY, Event


class _ExchangeState(Event):
    actor: UUID
    country: str | None = Field(default=None, description="the actor's")
    titles: dict[str, str]
    topics: list[int] = []
    sectors: list[str] = Field(default=[], description="DAC sectors, 3 or 5 digits")
    languages: list[str] = []
    countries: list[str] = Field(default=[], description="where; an offer that names no place holds anywhere")
    regions: list[str] = []
    modality: str
    valid_from: date | None = None
    valid_to: date | None = Field(default=None, description="the first day on which it no longer holds")
    status: str = Field(description="open, closed or withdrawn")


class OfferPublished(
    _ExchangeState, type="harambee.offer.published.v1", topic=TOPIC, collection="offers", audiences=EVERYBODY
):
    """An actor offers capacity, or what it offers has changed, been closed or withdrawn."""


class NeedPublished(
    _ExchangeState, type="harambee.need.published.v1", topic=TOPIC, collection="needs", audiences=EVERYBODY
):
    """An actor needs capacity, or what it needs has changed, been closed or withdrawn."""


class MatchReason(BaseModel):
    """Something an offer and a need have in common."""

    code: str
    detail: str
    shared: list[str] = Field(default=[], description="the codes that both have")
    weight: PlainDecimal


class MatchFound(Event, type="harambee.match.found.v1", topic=TOPIC, collection="matches", audiences=EVERYBODY):
    """An offer and a need fit; told once of each pair, however its score may change."""

    offer: UUID
    need: UUID
    offering: UUID = Field(description="the actor that offers")
    needing: UUID = Field(description="the actor that needs")
    offering_country: str | None = None
    needing_country: str | None = None
    score: PlainDecimal = Field(description="from 0 to 1")
    reasons: list[MatchReason] = []
