"""Instruments as they are sent and shown."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.registry.actors.schemas import Topic
from services.registry.documents import Document
from services.registry.instruments import models
from services.registry.instruments.rules import InstrumentKind, InstrumentStatus
from services.registry.requests import Strict
from shared.decimals import PlainDecimal
from shared.documents import Link
from shared.http import ListQuery
from shared.standards import CountryCode, CurrencyCode, Day, ExternalId, Instant, LanguageMap


def _after(value: date | None, info: ValidationInfo, name: str) -> date | None:
    begin = info.data.get(name)
    if value and begin and value <= begin:
        raise PydanticCustomError("period", "It must lie after {name}, {begin}", {"name": name, "begin": str(begin)})
    return value


class Call(Strict):
    """A call for proposals of a fund."""

    titles: LanguageMap
    opens_on: Day
    closes_on: Day | None = Field(default=None, description="the first day on which it is closed")
    eligibility: LanguageMap | None = None
    url: Link | None = None

    @field_validator("closes_on")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        return _after(value, info, "opens_on")


class Fund(Strict):
    """What a fund says besides."""

    window: LanguageMap = Field(description="what it finances")
    currency: CurrencyCode
    capital: PlainDecimal = Field(ge=0, max_digits=20, decimal_places=2, examples=["5000000.00"])
    eligibility: LanguageMap | None = None
    calls: list[Call] = Field(default=[], max_length=200)


class InstrumentIn(Strict):
    """A fund, procedure, manual, guideline, strategy, policy or law, as it is sent."""

    kind: InstrumentKind
    titles: LanguageMap
    summary: LanguageMap | None = None
    owner: UUID = Field(description="the actor it belongs to")
    country: CountryCode | None = Field(default=None, description="the owner's where it is left out")
    topics: Annotated[list[Topic], AfterValidator(lambda values: list(dict.fromkeys(values)))] = Field(
        default=[], max_length=11
    )
    valid_from: Day | None = None
    valid_to: Day | None = Field(default=None, description="the first day on which it no longer holds")
    documents: list[Document] = Field(default=[], max_length=100)
    supersedes: UUID | None = Field(default=None, description="the instrument it takes the place of")
    fund: Fund | None = Field(default=None, validate_default=True, description="of a fund, and of nothing else")
    external_id: ExternalId | None = None

    @field_validator("valid_to")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        return _after(value, info, "valid_from")

    @field_validator("fund")
    @classmethod
    def _of_a_fund(cls, value: Fund | None, info: ValidationInfo) -> Fund | None:
        kind = info.data.get("kind")
        if value and kind and kind is not InstrumentKind.FUND:
            raise PydanticCustomError("not_a_fund", "Only a fund has this; this is a {kind}", {"kind": str(kind)})
        return value


class Instrument(InstrumentIn):
    """A fund, procedure, manual, guideline, strategy, policy or law."""

    id: UUID
    status: InstrumentStatus
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Instrument) -> Self:
        """Show a row."""
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})


class Move(Strict):
    """Where an instrument goes."""

    to: InstrumentStatus


class InstrumentVersion(BaseModel):
    """What was said of an instrument from one change to the next, since it was published."""

    version: int
    at: datetime
    by: str = Field(description="the principal that made the change")
    content: InstrumentIn

    @classmethod
    def of(cls, row: models.InstrumentVersion) -> Self:
        """Show a row."""
        return cls.model_validate(row, from_attributes=True)


class InstrumentQuery(ListQuery):
    """What instruments can be listed by."""

    q: str | None = Field(default=None, max_length=200, description="words of a title; a wrong letter forgiven")
    kind: list[InstrumentKind] = []
    owner: list[UUID] = []
    country: list[CountryCode] = []
    topic: list[Topic] = []
    status: list[InstrumentStatus] = []
    open_call: bool = Field(default=False, description="funds with a call that is open today")
    updated_since: Instant | None = None
