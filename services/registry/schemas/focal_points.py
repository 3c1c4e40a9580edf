"""Focal points as they are sent and shown."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from rapidfuzz.distance import DamerauLevenshtein

from services.registry import models
from services.registry.rules import FocalPointStatus
from services.registry.schemas.strict import Strict
from shared.http import ListQuery
from shared.standards import CountryCode, LanguageCode, LanguageMap

EMAIL = re.compile(r"[^@\s,;<>\"]+@(?:[\w-]+\.)+[\w-]{2,}")
PHONE = re.compile(r"\+\d{6,15}")


class ChannelKind(StrEnum):
    """How somebody is reached."""

    EMAIL = "email"
    PHONE = "phone"


def _time_zone(value: str) -> str:
    known = available_timezones()
    if value in known:
        return value
    nearest = min(sorted(known), key=lambda zone: DamerauLevenshtein.distance(value.casefold(), zone.casefold()))
    wrong = f"{value} is not an IANA time zone; did you mean {nearest}?"
    raise PydanticCustomError("unknown_time_zone", "{wrong}", {"wrong": wrong})


TimeZone = Annotated[str, AfterValidator(_time_zone), Field(description="IANA name", examples=["Africa/Nairobi"])]


class Channel(Strict):
    """A way to reach a focal point."""

    kind: ChannelKind
    address: str = Field(max_length=254, examples=["sstc@mfa.example"])

    @field_validator("address")
    @classmethod
    def _fits(cls, value: str, info: ValidationInfo) -> str:
        match info.data.get("kind"):
            case ChannelKind.EMAIL if not EMAIL.fullmatch(value):
                raise PydanticCustomError("invalid_address", "Not an e-mail address, such as sstc@mfa.example")
            case ChannelKind.PHONE if not PHONE.fullmatch(value):
                raise PydanticCustomError("invalid_address", "Not an international number, such as +254200000000")
        return value


class Mandate(BaseModel):
    """What the actor has charged the office with."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    text: LanguageMap | None = None
    legal_basis: str | None = Field(default=None, max_length=2000, description="the act or decision it rests on")
    valid_from: date | None = Field(default=None, alias="from")
    valid_to: date | None = Field(default=None, alias="to", description="the first day on which it no longer holds")

    @field_validator("valid_to")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        begin = info.data.get("valid_from")
        if value and begin and value <= begin:
            raise PydanticCustomError("period", "It must lie after from, {begin}", {"begin": str(begin)})
        return value


class FocalPointIn(Strict):
    """A focal point as it is sent."""

    actor: UUID = Field(description="the actor that mandates it")
    role: str = Field(min_length=1, max_length=500, examples=["National focal point"])
    mandate: Mandate = Field(default_factory=Mandate)
    channels: list[Channel] = Field(min_length=1, max_length=10)
    language: LanguageCode
    time_zone: TimeZone


class FocalPoint(FocalPointIn):
    """A focal point. Personal data: shown only to those whose grants reach its actor or country."""

    channels: list[Channel] = Field(description="empty after erasure")
    id: UUID
    country: str | None = Field(description="the actor's")
    status: FocalPointStatus
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.FocalPoint, country: str | None) -> Self:
        """Show a row."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "country"}
        return cls.model_validate({**own, "country": country})


class FocalPointQuery(ListQuery):
    """What focal points can be listed by."""

    actor: list[UUID] = []
    country: list[CountryCode] = []
    region: list[str] = Field(default=[], description="focal points of countries that are members today")
    status: list[FocalPointStatus] = Field(default=[FocalPointStatus.ASSIGNED], description="assigned where left out")
    updated_since: AwareDatetime | None = None
