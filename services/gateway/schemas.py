"""Requests and answers, whose descriptions are the API's documentation; and what is needed of events."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from shared.auth import MAY, Role
from shared.http import ListQuery
from shared.standards import CountryCode, Day, Instant

RegionCode = Annotated[
    str, Field(pattern="^[A-Z][A-Z0-9-]{1,15}$", description="code of a regional body", examples=["EAC"])
]


class Strict(BaseModel):
    """A request body: a field that is not known is a fault."""

    model_config = ConfigDict(extra="forbid")


class ClientIn(Strict):
    """A client as it is sent."""

    name: str = Field(min_length=1, max_length=200, examples=["Kenya's aid-management system"])


class Client(ClientIn):
    """A program that asks, and what it is called."""

    model_config = ConfigDict(extra="ignore")

    id: UUID = Field(description="also the `client_id` at `POST /oauth/token`")
    version: int
    created_at: datetime
    updated_at: datetime
    revoked_at: datetime | None


class KeyIn(Strict):
    """A key as it is asked for."""

    expires_at: Instant | None = Field(default=None, description="it never expires where this is left out")

    @field_validator("expires_at")
    @classmethod
    def _to_come(cls, value: datetime | None) -> datetime | None:
        if value is not None and value <= datetime.now(UTC):  # the machine's clock, as where keys are checked
            raise PydanticCustomError("past", "The end of a key lies in the future")
        return value


class Key(BaseModel):
    """An API key, without its secret."""

    id: UUID
    client: UUID
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class NewKey(Key):
    """A new API key; this is the one time it is shown."""

    key: str | None = Field(
        description="`Authorization: Bearer` takes it, and so does `client_secret`; null in the answer to a repeat",
        examples=["hk_…"],
    )


class ScopeIn(Strict):
    """Where a grant holds: for one of an actor, a country, a region's members, and everything."""

    actor: UUID | None = None
    country: CountryCode | None = None
    region: RegionCode | None = None
    everything: bool = Field(default=False, description="it has no bounds; nothing else says so")

    @model_validator(mode="after")
    def _just_one(self) -> Self:
        if sum((self.actor is not None, self.country is not None, self.region is not None, self.everything)) != 1:
            raise PydanticCustomError(
                "one_scope", 'Give one of an actor, a country and a region, or "everything": true for no bounds'
            )
        return self


class GrantIn(ScopeIn):
    """A grant as it is sent."""

    client: UUID
    role: Role = Field(description="; ".join(f"`{role}`: {may}" for role, may in MAY.items()))


class Grant(GrantIn):
    """What a client may do, and where."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    granted_by: str
    version: int
    created_at: datetime
    updated_at: datetime
    revoked_at: datetime | None


class ClientQuery(ListQuery):
    """What clients can be listed by."""

    updated_since: Instant | None = None


class KeyQuery(ListQuery):
    """What keys can be listed by."""


class GrantQuery(ListQuery):
    """What grants can be listed by."""

    client: list[UUID] = []
    role: list[Role] = []
    country: list[CountryCode] = []
    region: list[str] = []
    updated_since: Instant | None = None


class PartStatus(StrEnum):
    """Whether the service behind a part answers."""

    OK = "ok"
    UNAVAILABLE = "unavailable"


class Part(BaseModel):
    """What one service contributes; while it does not answer, the last good copy with its age, if there is one."""

    status: PartStatus
    as_of: datetime | None = Field(description="when `data` was read; null where there never was a copy")
    age_seconds: int | None
    data: Any = Field(description="as the service's own addresses give it")


class CountryProfile(BaseModel):
    """All that the services know of a country, in one answer."""

    country: Part = Field(description="as `GET /v1/countries/{iso}`")
    institution: Part = Field(description="as `GET /v1/institutions/{iso}`; null data where nothing is known of it")
    roadmaps: Part = Field(description="the items of `GET /v1/roadmaps?country=`")
    deadlines: Part = Field(description="the items of `GET /v1/deadlines?country=`")
    flows: Part = Field(description="in-flows and out-flows by year with their method, as `GET /v1/series`")
    events: Part = Field(description="the latest events but for single flows and activities, newest first")


class CountryRow(BaseModel):
    """One country at a glance."""

    country: str
    names: dict[str, str]
    committed: bool = Field(description="whether it has a published roadmap, or one that you see")
    roadmap: str | None = Field(description="status of its published roadmap")
    next_deadline: Day | None = Field(description="the earliest that is open and not yet past")
    overdue: int = Field(description="how many deadlines are past and not met")
    overdue_since: Day | None = Field(description="the day of the oldest of them")
    inflows: str | None = Field(description="USD in `year`, by value date")
    outflows: str | None = Field(description="USD in `year`, by value date")


class Overview(BaseModel):
    """Every country at a glance, and which of the services it could be made from."""

    year: int | None = Field(description="the latest year that flows are known of")
    countries: list[CountryRow]
    method: dict[str, Any] | None = Field(description="how the totals were made")
    events: list[Any] = Field(description="the latest events but for single flows and activities, newest first")
    parts: dict[str, Part] = Field(description="state of each service; `data` is left out")


def _within_demonstration(value: datetime) -> datetime:
    if not 2000 <= value.year <= 2100:
        raise PydanticCustomError("datetime_range", "The clock can be moved to the years 2000 to 2100")
    return value


class Moment(Strict):
    """The platform's time."""

    now: Annotated[Instant, AfterValidator(_within_demonstration)]


class Token(BaseModel):
    """An access token (RFC 6749 §5.1)."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the kind, not a secret
    expires_in: int = Field(description="seconds")
    scope: str | None = Field(
        default=None, description="the roles that it is for, by spaces; left out where it has none"
    )


class PageLink(BaseModel):
    """A link that opens one page to whoever holds it."""

    url: str | None = Field(
        description="null in the answer to a repeat", examples=["https://harambee.example/imports/0198…?token=…"]
    )
    valid_until: datetime


class TokenError(BaseModel):
    """Why there is no token (RFC 6749 §5.2)."""

    error: str = Field(examples=["invalid_client"])
    error_description: str


class ActorState(BaseModel, frozen=True):
    """An actor that has changed, as an event brings it."""

    id: UUID


class ActorMerge(BaseModel, frozen=True):
    """An actor that has proved to be another one, as an event brings it."""

    id: UUID
    into: UUID
