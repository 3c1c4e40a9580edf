"""Offers and needs as they are sent and shown."""

from datetime import date, datetime
from typing import Annotated, Literal, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.registry.actors.schemas import Sector, Topic
from services.registry.exchanges import models
from services.registry.exchanges.rules.exchanges import ExchangeStatus, Modality
from services.registry.requests import Strict
from shared.http import ListQuery
from shared.standards import CountryCode, Day, ExternalId, Instant, LanguageCode, LanguageMap, Storable

T = TypeVar("T")


def _once(values: list[T]) -> list[T]:
    return list(dict.fromkeys(values))


Region = Annotated[str, Field(max_length=50, description="see /v1/regions", examples=["EAC"]), Storable]


class ExchangeIn(Strict):
    """What an actor offers or needs, as it is sent."""

    actor: UUID = Field(description="the actor that offers or needs it; it stays the same")
    titles: LanguageMap
    summary: LanguageMap | None = None
    topics: Annotated[list[Topic], AfterValidator(_once)] = Field(default=[], max_length=11)
    sectors: Annotated[list[Sector], AfterValidator(_once)] = Field(
        default=[],
        max_length=100,
        validate_default=True,
        description="at least one topic or sector says what it is about",
    )
    languages: Annotated[list[LanguageCode], AfterValidator(_once)] = Field(
        default=[], max_length=50, description="in which one can work together"
    )
    countries: Annotated[list[CountryCode], AfterValidator(_once)] = Field(
        default=[],
        max_length=300,
        description="where it is offered or needed; where neither countries nor regions are given an offer holds "
        "anywhere, and a need gets its actor's country",
    )
    regions: Annotated[list[Region], AfterValidator(_once)] = Field(default=[], max_length=100)
    modality: Modality
    valid_from: Day | None = None
    valid_to: Day | None = Field(default=None, description="the first day on which it no longer holds")
    status: Literal[ExchangeStatus.OPEN, ExchangeStatus.CLOSED] = Field(
        default=ExchangeStatus.OPEN, description="close it when it has found what it was for"
    )
    external_id: ExternalId | None = None

    @field_validator("sectors")
    @classmethod
    def _about_something(cls, value: list[str], info: ValidationInfo) -> list[str]:
        if not value and info.data.get("topics") == []:
            raise PydanticCustomError("missing", "Give at least one topic (1 to 11) or one sector, such as 15110")
        return value

    @field_validator("valid_to")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        begin = info.data.get("valid_from")
        if value and begin and value <= begin:
            raise PydanticCustomError("period", "It must lie after valid_from, {begin}", {"begin": str(begin)})
        return value


class Exchange(Strict):
    """What an actor offers or needs."""

    id: UUID
    actor: UUID
    titles: LanguageMap
    summary: LanguageMap | None
    topics: list[int]
    sectors: list[str]
    languages: list[str]
    countries: list[str]
    regions: list[str]
    modality: Modality
    valid_from: Day | None
    valid_to: Day | None = Field(description="the first day on which it no longer holds")
    status: ExchangeStatus
    external_id: str | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Exchange) -> Self:
        """Show a row."""
        return cls.model_validate(row, from_attributes=True)


class ExchangeQuery(ListQuery):
    """What offers and needs can be listed by."""

    q: str | None = Field(
        default=None, max_length=200, description="words of a title, or an acronym; accents and a wrong letter forgiven"
    )
    actor: list[UUID] = []
    country: list[CountryCode] = Field(
        default=[],
        description="where it is offered or needed: named in it, or a member today of a region it names, or an "
        "offer that holds anywhere",
    )
    region: list[Region] = Field(default=[], description="the same of a regional body or an area")
    topic: list[Topic] = []
    sector: list[Sector] = Field(default=[], description="a category of 3 digits finds all its purposes of 5")
    language: list[LanguageCode] = []
    modality: list[Modality] = []
    status: list[ExchangeStatus] = Field(default=[ExchangeStatus.OPEN], description="open where it is left out")
    lapsed: bool = Field(default=False, description="also those whose time is over")
    updated_since: Instant | None = None
