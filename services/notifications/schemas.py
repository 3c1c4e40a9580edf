"""Requests and answers, whose descriptions are the API's documentation; and what is needed of events."""

from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from services.notifications import models
from services.notifications.rules.reminders import ReminderState
from shared import hints
from shared.auth import Role
from shared.envelope import catalogue
from shared.http import ListQuery
from shared.standards import CountryCode, Day, MailAddress

LAST_POSITION = 2**63 - 1


@cache
def _logged_types() -> frozenset[str]:
    # A topic of which only the last event of each thing stays carries state between services, and is in no log.
    return frozenset(name for name, kind in catalogue().items() if not kind.topic.compacted)


def _known_type(text: str) -> str:
    """Give a type or the beginning of some. Raises PydanticCustomError where no event of the log has it."""
    types = _logged_types()
    wanted = text.removesuffix("*")
    if text in types or (wanted != text and any(name.startswith(wanted) for name in types)):
        return text
    groups = {f"{name.rsplit('.', 2)[0]}.*" for name in types}
    said = {"value": text, "hint": hints.code(text, types | groups)}
    raise PydanticCustomError("unknown_type", "{value} is not a type of event; docs/events.md lists all{hint}", said)


Types = Annotated[
    list[Annotated[str, AfterValidator(_known_type)]],
    Field(description="event types; `harambee.roadmap.*` stands for all that begin so; all where none is named"),
]


class EventFilters(BaseModel):
    """What the log can be narrowed to."""

    model_config = ConfigDict(extra="forbid")

    after: int | None = Field(
        default=None, ge=0, le=LAST_POSITION, description="position after which to begin; the start by default"
    )
    type: Types = []
    country: list[CountryCode] = []
    region: list[str] = Field(default=[], description="events about these regional bodies and their members")


class EventQuery(EventFilters):
    """What part of the log is asked for."""

    limit: int = Field(default=100, ge=1, le=1000)
    order: Literal["oldest", "newest"] = Field(
        default="oldest", description="`newest`: the last events, the newest first; for pages that show what is new"
    )


class LoggedEvents(BaseModel):
    """A stretch of the log."""

    items: list[dict[str, Any]] = Field(description="CloudEvents 1.0 in JSON format, each with its `position`")
    next: str = Field(description="ask `after` this for what follows, whether there is something already or not")


class SubscriptionIn(BaseModel):
    """A webhook as it is sent."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(max_length=2000, examples=["https://hooks.example.org/harambee"])
    types: Types = []
    countries: list[CountryCode] = []
    regions: list[str] = []
    contact: MailAddress | None = Field(
        default=None,
        description="e-mail address of whom to tell when the webhook is suspended; shown to its holder alone",
        examples=["operations@aims.example"],
    )


class SubscriptionChange(SubscriptionIn):
    """What may change of a webhook; `active` resumes a suspended one where it stopped."""

    status: Literal["active", "suspended"] = "active"


class Subscription(SubscriptionIn):
    """A webhook."""

    model_config = ConfigDict(extra="ignore")

    types: list[str]
    contact: str | None = None
    id: UUID
    status: Literal["active", "suspended", "withdrawn"]
    reason: str | None = Field(description="why it is suspended")
    paused_until: datetime | None = Field(
        description="nothing is sent before: it did not answer, or asked for a pause by `Retry-After`"
    )
    verified_at: datetime | None = Field(description="when it first took something")
    position: int = Field(description="everything up to here was sent or waits")
    version: int
    created_at: datetime
    updated_at: datetime


class NewSubscription(Subscription):
    """A webhook with the secret that signs what it gets; the secret is shown this once."""

    secret: str | None = Field(
        description="`whsec_…`, for the check that Standard Webhooks describes; null in the answer to a repeat"
    )


class Attempt(BaseModel):
    """One try to deliver, and the answer."""

    at: datetime
    status: int | None = Field(description="HTTP status, null where none came")
    error: str


class TestAnswer(BaseModel):
    """What a webhook said to a test."""

    ok: bool
    status: int | None
    error: str


DeliveryState = Literal["pending", "delivered", "failed", "withheld"]
"""`failed`: all attempts are used up; `withheld`: when it was to be sent, the holder's grants did not reach it."""


class Delivery(BaseModel):
    """An event on its way to a webhook."""

    position: int
    event: UUID
    type: str
    subject: str
    state: DeliveryState
    attempts: list[Attempt]
    next_attempt_at: datetime | None


class DeliveryQuery(ListQuery):
    """What deliveries can be listed by."""

    state: list[DeliveryState] = []


class Step(BaseModel):
    """A step of a reminder policy."""

    step: str = Field(description="ISO 8601 period from the due date", examples=["-P30D"])
    days: int


class Policy(BaseModel):
    """When focal points are reminded of a deadline."""

    id: str
    steps: list[Step]
    channels: list[str]
    local_time: str = Field(description="in the focal point's time zone", examples=["08:00"])


class Policies(BaseModel):
    """All reminder policies."""

    items: list[Policy]
    next: str | None = Field(default=None, description="cursor of the next page; there is none")


class Reminder(BaseModel):
    """One step of reminding one focal point of one deadline."""

    id: UUID
    deadline: UUID
    roadmap: UUID
    kind: str
    country: str | None
    region: str | None
    due_on: Day
    step: str
    focal_point: UUID = Field(description="who is reminded")
    in_place_of: UUID | None = Field(description="the focal point it stands in for, absent or without a mandate")
    channel: str
    fire_at: datetime
    state: ReminderState
    sent_at: datetime | None
    superseded_by: UUID | None = Field(description="the more urgent step that was sent in its place")

    @classmethod
    def of(cls, row: models.Reminder, deadline: models.Deadline) -> Self:
        """Show a row."""
        own = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        of_deadline = {name: getattr(deadline, name) for name in ("roadmap", "kind", "country", "region")}
        return cls.model_validate(own | of_deadline)


class ReminderQuery(ListQuery):
    """What reminders can be listed by."""

    country: list[CountryCode] = []
    deadline: list[UUID] = []
    focal_point: list[UUID] = Field(default=[], description="who is reminded, or in whose place another is")
    state: list[ReminderState] = []


class Channel(BaseModel, frozen=True):
    """A way to reach a focal point, as an event brings it. Personal data."""

    kind: str
    address: str


class FocalPointState(BaseModel, frozen=True):
    """Whom to remind and how, as an event brings it. Personal data."""

    id: UUID
    actor: UUID
    channels: list[Channel]
    language: str
    time_zone: str
    country: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    deputy: UUID | None = None
    absent_from: date | None = None
    absent_to: date | None = None


class FocalPointEnd(BaseModel, frozen=True):
    """A focal point that was released or erased, as an event brings it."""

    id: UUID


class DeadlineState(BaseModel, frozen=True):
    """What is due, or was, as an event brings it."""

    id: UUID
    roadmap: UUID
    kind: str
    due_on: date
    owner: UUID
    titles: dict[str, str]
    country: str | None = None
    region: str | None = None
    milestone_titles: dict[str, str] | None = None


class GrantState(BaseModel, frozen=True):
    """A role in a scope, as an event brings it; everything where none is named."""

    role: Role
    actor: UUID | None = None
    country: str | None = None
    region: str | None = None


class PrincipalState(BaseModel, frozen=True):
    """What a client may do, as an event brings it."""

    principal: str
    revoked: bool
    grants: list[GrantState]
