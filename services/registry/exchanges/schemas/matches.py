"""Matches as they are shown, and how one is declined."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.actors.schemas import Topic
from services.registry.exchanges import models
from services.registry.exchanges.rules.score import MatchStatus, ReasonCode
from services.registry.requests import Strict
from shared.decimals import PlainDecimal
from shared.http import ListQuery
from shared.standards import CountryCode, Instant, Storable


class Decline(Strict):
    """Why a match is turned down."""

    reason: Annotated[str, Field(min_length=1, max_length=2000), Storable] = Field(description="everybody may read it")


class MatchSide(BaseModel):
    """The offer or the need of a match."""

    id: UUID
    actor: UUID
    country: str | None = Field(description="the actor's")
    titles: dict[str, str]

    @classmethod
    def of(cls, row: models.Exchange, country: str | None) -> Self:
        """Show a row."""
        return cls(id=row.id, actor=row.actor, country=country, titles=row.titles)


class MatchReason(BaseModel):
    """Something an offer and a need have in common."""

    code: ReasonCode
    detail: str = Field(examples=["Both work on 4 Capacity building"])
    shared: list[str] = Field(description="the codes that both have", examples=[["4"]])
    weight: PlainDecimal = Field(description="what it adds to the score")


class Match(BaseModel):
    """An offer and a need that fit."""

    id: UUID
    offer: MatchSide
    need: MatchSide
    score: PlainDecimal = Field(description="from 0 to 1; the sum of the reasons' weights")
    reasons: list[MatchReason]
    status: MatchStatus = Field(description="`gone`: it fits no more, or one of the two is no longer open")
    declined_because: str | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Match, offer: MatchSide, need: MatchSide) -> Self:
        """Show a row."""
        own = {name: getattr(row, name) for name in cls.model_fields if name not in {"offer", "need"}}
        return cls.model_validate({**own, "offer": offer, "need": need})


class MatchQuery(ListQuery):
    """What matches can be listed by."""

    offer: list[UUID] = []
    need: list[UUID] = []
    actor: list[UUID] = Field(default=[], description="on either side")
    country: list[CountryCode] = Field(default=[], description="of an actor on either side, or where it is needed")
    topic: list[Topic] = Field(default=[], description="shared by both sides")
    min_score: PlainDecimal | None = Field(default=None, ge=0, le=1, examples=["0.70"])
    status: list[MatchStatus] = Field(default=[MatchStatus.PROPOSED], description="proposed where it is left out")
    updated_since: Instant | None = None
