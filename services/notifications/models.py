"""The tables of the notifications service."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.copies import Spell
from shared.db import Resource, service_metadata
from shared.envelope import Audience


class Model(DeclarativeBase):
    """All tables, with those of the kernel."""

    metadata = service_metadata()
    type_annotation_map = {
        dict[str, Any]: JSONB,
        dict[str, str]: JSONB,
        list[Any]: JSONB,
        list[str]: ARRAY(Text),
        str: Text,
        date: Date,
        datetime: DateTime(timezone=True),
        bytes: LargeBinary,
    }


class FocalPoint(Model):
    """The registry's focal points, personal data among them; fed by events.

    An erased one stays without its person, so that an older event does not bring them back.
    """

    __tablename__ = "focal_points"
    __table_args__ = (Index(None, "actor"), Index(None, "deputy"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    actor: Mapped[UUID]
    country: Mapped[str | None]
    email: Mapped[str | None]
    language: Mapped[str]
    time_zone: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    deputy: Mapped[UUID | None] = mapped_column(comment="the focal point that is reminded in its place")
    absent_from: Mapped[date | None]
    absent_to: Mapped[date | None]
    active: Mapped[bool]


class Deadline(Model):
    """The deadlines of all roadmaps; fed by events."""

    __tablename__ = "deadlines"
    __table_args__ = (Index(None, "owner"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    roadmap: Mapped[UUID]
    kind: Mapped[str]
    due_on: Mapped[date]
    country: Mapped[str | None]
    region: Mapped[str | None]
    regions: Mapped[list[str]] = mapped_column(comment="regional bodies it is about")
    owner: Mapped[UUID]
    titles: Mapped[dict[str, str]]
    active: Mapped[bool]
    milestone_titles: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))

    @property
    def audience(self) -> str:
        """Say whose grants are needed to hear of its reminders."""
        return Audience.COUNTRY.of(self.country) if self.country else Audience.REGION.of(self.region)


class Reminder(Resource, Model):
    """One step of reminding one focal point of one deadline."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("deadline", "due_on", "step", "focal_point", "channel"),
        Index(None, "fire_at", postgresql_where="state IN ('planned', 'sending')"),
        Index(None, "focal_point"),
        Index(None, "in_place_of"),
    )

    deadline: Mapped[UUID] = mapped_column(ForeignKey("deadlines.id"))
    due_on: Mapped[date]
    step: Mapped[str]
    focal_point: Mapped[UUID] = mapped_column(comment="who is reminded")
    in_place_of: Mapped[UUID | None] = mapped_column(comment="the focal point it stands in for")
    channel: Mapped[str]
    fire_at: Mapped[datetime]
    state: Mapped[str]
    sent_at: Mapped[datetime | None]
    superseded_by: Mapped[UUID | None]
    attempts: Mapped[int]
    retry_at: Mapped[datetime | None] = mapped_column(comment="by the machine's clock, not the platform's")


class LoggedEvent(Model):
    """One event in the one order in which everybody outside sees them."""

    __tablename__ = "event_log"
    __table_args__ = (
        Index(None, "country", "position"),
        Index(None, "type", "position"),
        Index(None, "regions", postgresql_using="gin"),
    )

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(unique=True)
    type: Mapped[str]
    subject: Mapped[str]
    country: Mapped[str | None]
    regions: Mapped[list[str]]
    audience: Mapped[str]
    body: Mapped[bytes] = mapped_column(comment="CloudEvents JSON without the position")


class EventCounter(Model):
    """The last position given out; its lock makes positions visible in order and without gaps."""

    __tablename__ = "event_counter"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger)


class AccessCounter(Model):
    """How often grants or memberships have changed: what was read of them at the same count still holds."""

    __tablename__ = "access_counter"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    changes: Mapped[int] = mapped_column(BigInteger)


class Subscription(Resource, Model):
    """A webhook."""

    __tablename__ = "subscriptions"
    __table_args__ = (CheckConstraint("status IN ('active', 'suspended', 'withdrawn')", name="status"),)

    holder: Mapped[str] = mapped_column(
        index=True, comment="the principal that made it, whose grants of the moment say what it gets"
    )
    url: Mapped[str]
    types: Mapped[list[str]]
    countries: Mapped[list[str]]
    regions: Mapped[list[str]]
    secrets: Mapped[list[str]] = mapped_column(comment="encrypted; the newest first")
    status: Mapped[str]
    reason: Mapped[str | None] = mapped_column(comment="why it is suspended")
    verified_at: Mapped[datetime | None] = mapped_column(comment="when it first took something")
    position: Mapped[int] = mapped_column(BigInteger, comment="everything up to here was sent or waits in deliveries")
    contact: Mapped[str | None] = mapped_column(comment="whom to tell by mail that it was suspended")
    contact_told: Mapped[bool] = mapped_column(default=True, comment="no mail about its suspension is owed")
    failed_events: Mapped[int] = mapped_column(default=0, comment="events given up since it last took one")
    unanswered: Mapped[int] = mapped_column(default=0, comment="attempts without an answer since the last answer")
    paused_until: Mapped[datetime | None] = mapped_column(comment="nothing is sent before, by the machine's clock")


class Principal(Model):
    """What the holders of webhooks may do, as the gateway says it; fed by events."""

    __tablename__ = "principals"

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    revoked: Mapped[bool] = mapped_column(comment="it was shut out and gets nothing any more")
    grants: Mapped[list[Any]]


class Membership(Spell, Model):
    """A spell in which a country belongs to a region; fed by events."""

    __tablename__ = "memberships"


class Delivery(Model):
    """An event on its way to a webhook, with every attempt and answer.

    Of the pending ones of a subject only the first has a `next_attempt_at`; the others wait behind it.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(None, "next_attempt_at", postgresql_where="state = 'pending'"),
        Index(None, "subscription", "subject", "position", postgresql_where="state = 'pending'"),
    )

    subscription: Mapped[UUID] = mapped_column(ForeignKey("subscriptions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event: Mapped[UUID]
    type: Mapped[str]
    subject: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[list[Any]] = mapped_column(comment="at, status, error")
    next_attempt_at: Mapped[datetime | None]
