"""Focal points as they are sent and shown."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.registry.focal_points import models
from services.registry.focal_points.rules import FocalPointStatus
from services.registry.requests import Strict
from shared import hints
from shared.http import ListQuery
from shared.standards import CountryCode, Day, Instant, LanguageMap, LanguageTag, Storable, check_mail_address
from shared.time_zones import zone_names

PHONE = re.compile(r"\+[1-9]\d{6,14}")


class ChannelKind(StrEnum):
    """How somebody is reached."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


def _time_zone(value: str) -> str:
    known = zone_names()
    if value in known:
        return value
    hint = hints.code(value, {zone: [zone.rpartition("/")[2]] for zone in known})
    raise PydanticCustomError(
        "unknown_time_zone", "{value} is not an IANA time zone{hint}", {"value": value, "hint": hint}
    )


TimeZone = Annotated[str, AfterValidator(_time_zone), Field(description="IANA name", examples=["Africa/Nairobi"])]


class Channel(Strict):
    """A way to reach a focal point."""

    kind: ChannelKind
    address: Annotated[str, Field(min_length=1, max_length=1000, examples=["sstc@mfa.example"]), Storable]


class ChannelIn(Channel):
    """A way to reach a focal point, as it is sent."""

    @field_validator("address")
    @classmethod
    def _fits(cls, value: str, info: ValidationInfo) -> str:
        match info.data.get("kind"):
            case ChannelKind.EMAIL:
                return check_mail_address(value)
            case ChannelKind.PHONE if not PHONE.fullmatch(value):
                raise PydanticCustomError(
                    "invalid_address", "Not an E.164 number: + and up to 15 digits, such as +254200000000"
                )
        return value


def _one_by_email(value: list[ChannelIn]) -> list[ChannelIn]:
    if not any(channel.kind == ChannelKind.EMAIL for channel in value):
        raise PydanticCustomError("missing_email", "Give at least one channel of kind email; reminders go there")
    return value


class FocalPointMandate(BaseModel):
    """What the actor has charged the office with."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    text: LanguageMap | None = None
    legal_basis: Annotated[str, Field(max_length=2000), Storable] | None = Field(
        default=None, description="the act or decision it rests on"
    )
    valid_from: Day | None = Field(default=None, alias="from")
    valid_to: Day | None = Field(default=None, alias="to", description="the first day on which it no longer holds")

    @field_validator("valid_to")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        begin = info.data.get("valid_from")
        if value and begin and value <= begin:
            raise PydanticCustomError("period", "It must lie after from, {begin}", {"begin": str(begin)})
        return value


class Absence(BaseModel):
    """Days on which somebody is away."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    absent_from: Day = Field(alias="from")
    absent_to: Day | None = Field(default=None, alias="to", description="the first day on which they are back")

    @field_validator("absent_to")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        begin = info.data.get("absent_from")
        if value and begin and value <= begin:
            raise PydanticCustomError("period", "It must lie after from, {begin}", {"begin": str(begin)})
        return value


class _FocalPoint(Strict):
    actor: UUID = Field(description="the actor that mandates it")
    office: LanguageMap | None = Field(
        default=None, description="the office, not a person", examples=[{"en": "South-South Cooperation Unit"}]
    )
    role: Annotated[str, Field(min_length=1, max_length=500, examples=["National focal point"]), Storable]
    mandate: FocalPointMandate = Field(default_factory=FocalPointMandate)
    holder: Annotated[str, Field(min_length=1, max_length=500), Storable] | None = Field(
        default=None, description="who holds the office now; personal data, deleted by erasure"
    )
    absence: Absence | None = Field(default=None, description="meanwhile the deputy is reminded")
    language: LanguageTag
    time_zone: TimeZone
    deputy: UUID | None = Field(
        default=None,
        description="the focal point of the same country that is reminded in its place while it is absent and after "
        "its mandate",
    )


class FocalPointIn(_FocalPoint):
    """A focal point as it is sent."""

    channels: Annotated[
        list[ChannelIn],
        Field(min_length=1, max_length=10, description="one of them by e-mail; personal data, deleted by erasure"),
        AfterValidator(_one_by_email),
    ]


class FocalPoint(_FocalPoint):
    """A focal point. Personal data: shown only to those whose grants reach its actor or country."""

    channels: list[Channel] = Field(description="empty after erasure, and in the answer to a repeat")
    id: UUID
    country: str | None = Field(description="the actor's")
    status: FocalPointStatus
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.FocalPoint, contact: models.FocalPointContact | None, country: str | None) -> Self:
        """Show an office with its contact, which is gone where it was erased."""
        own = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls.model_validate({**own, **contact_fields(contact), "country": country})


def contact_fields(contact: models.FocalPointContact | None) -> dict[str, Any]:
    """Give the personal data of a focal point, as it is sent."""
    if contact is None:
        return {"channels": []}
    away = contact.absent_from and {"from": contact.absent_from, "to": contact.absent_to}
    return {"holder": contact.holder, "channels": contact.channels, "absence": away}


class Place(BaseModel):
    """Where else data of a focal point is held, and for what."""

    place: str
    holds: str
    purpose: str
    erasure: str = Field(description="how erasing the focal point reaches it")


OTHER_PLACES = (
    Place(
        place="notifications",
        holds="Its e-mail address, language, time zone, days of mandate and absence, and deputy. What it was reminded "
        "of names it by its id alone: /v1/reminders?focal_point={id}",
        purpose="to remind it of deadlines",
        erasure="by the event harambee.focal_point.erased.v1, as soon as it arrives",
    ),
    Place(
        place="Kafka, topic harambee.registry.contacts",
        holds="The last event about it, and for some days those before it, with its channels, language, time zone, "
        "days of mandate and absence, and deputy",
        purpose="to tell notifications of it",
        erasure="the topic keeps the last event of each focal point only; what lies before the erasure is compacted "
        "away, 8 days later at most where its partition goes on getting events",
    ),
)
"""Where events bring a focal point's data; `{id}` stands for its own."""


class FocalPointExport(BaseModel):
    """All that is held about a focal point."""

    exported_at: datetime
    focal_point: FocalPoint
    ended_by: str | None = Field(description="who released or erased it")
    other_places: list[Place]

    @classmethod
    def of(cls, shown: FocalPoint, ended_by: str | None, at: datetime) -> Self:
        """Put together what the registry holds with what it knows of other places."""
        places = [
            place.model_copy(update={"holds": place.holds.replace("{id}", str(shown.id))}) for place in OTHER_PLACES
        ]
        return cls(exported_at=at, focal_point=shown, ended_by=ended_by, other_places=places)


class FocalPointQuery(ListQuery):
    """What focal points can be listed by."""

    actor: list[UUID] = []
    country: list[CountryCode] = []
    region: list[str] = Field(default=[], description="focal points of countries that are members today")
    status: list[FocalPointStatus] = Field(default=[FocalPointStatus.ASSIGNED], description="assigned where left out")
    updated_since: Instant | None = None
