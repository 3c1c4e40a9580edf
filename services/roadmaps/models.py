"""The tables of the roadmaps service."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.roadmaps.rules import PUBLIC_ROADMAPS, RoadmapStatus
from shared.db import Resource, service_metadata
from shared.envelope import Audience


class Model(DeclarativeBase):
    """All tables, with those of the kernel."""

    metadata = service_metadata()
    type_annotation_map = {
        dict[str, Any]: JSONB(none_as_null=True),
        dict[str, str]: JSONB,
        list[Any]: JSONB,
        str: Text,
    }


class Framework(Model):
    """A set of commitments."""

    __tablename__ = "frameworks"

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    titles: Mapped[dict[str, str]]
    agreed_on: Mapped[date]
    source: Mapped[str]
    commitments: Mapped[list[Any]]
    topics: Mapped[list[Any]]
    deadline_rules: Mapped[list[Any]]


class Roadmap(Resource, Model):
    """What one country or region will do under a framework."""

    __tablename__ = "roadmaps"
    __table_args__ = (
        CheckConstraint("num_nonnulls(country, region) = 1", name="one_scope"),
        Index(
            "roadmaps_one_per_scope_key",
            "framework",
            "country",
            "region",
            unique=True,
            postgresql_where="status <> 'withdrawn'",
            postgresql_nulls_not_distinct=True,
        ),
        UniqueConstraint("owner", "external_id"),
        Index(None, "country"),
    )

    framework: Mapped[str] = mapped_column(ForeignKey("frameworks.id"))
    country: Mapped[str | None]
    region: Mapped[str | None]
    anchor_date: Mapped[date]
    owner: Mapped[UUID]
    titles: Mapped[dict[str, str]]
    status: Mapped[str]
    adopted_on: Mapped[date | None]
    external_id: Mapped[str | None]
    withdrawn_by: Mapped[str | None]
    participants: Mapped[list[Any]] = mapped_column(server_default="[]")
    without_action: Mapped[list[Any]] = mapped_column(
        server_default="[]", comment="commitments that have no action, with the reason"
    )
    adopted_incomplete: Mapped[dict[str, Any] | None] = mapped_column(
        comment="why it was adopted though something was missing, what, and by whom"
    )

    @property
    def scope(self) -> dict[str, str | None]:
        """Give the country or region in the shape of the API."""
        return {"country": self.country, "region": self.region}

    @property
    def audience(self) -> str:
        """Say whose grants are needed to see it while it is not public."""
        return Audience.COUNTRY.of(self.country) if self.country else Audience.REGION.of(self.region)

    @property
    def own_regions(self) -> list[str] | None:
        """Name the regional body that it is of; None where it is of a country, which may belong to several."""
        return [self.region] if self.region else None

    @property
    def event_audience(self) -> str:
        """Say who may hear what happens to it: everybody once it is published, before that whom its grants reach.

        Who has heard of it hears that it was withdrawn, too.
        """
        published = self.status in PUBLIC_ROADMAPS or (self.status == RoadmapStatus.WITHDRAWN and self.adopted_on)
        return "public" if published else self.audience


class Deadline(Resource, Model):
    """A dated duty of a roadmap."""

    __tablename__ = "deadlines"
    __table_args__ = (
        Index(
            "deadlines_one_of_rule_key",
            "roadmap",
            "kind",
            "recurrence",
            unique=True,
            postgresql_where="milestone IS NULL",
        ),
        UniqueConstraint("milestone"),
        Index(None, "due_on", "id"),
        Index(None, "roadmap", "due_on", "id"),
    )

    roadmap: Mapped[UUID] = mapped_column(ForeignKey("roadmaps.id"))
    kind: Mapped[str]
    recurrence: Mapped[int] = mapped_column(comment="0 is the first")
    due_on: Mapped[date] = mapped_column(Date)
    met_on: Mapped[date | None]
    waived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    milestone: Mapped[UUID | None] = mapped_column(ForeignKey("milestones.id"), comment="none where it is of a rule")


class Action(Resource, Model):
    """What will be done for a commitment of a roadmap's framework."""

    __tablename__ = "actions"
    __table_args__ = (UniqueConstraint("roadmap", "external_id"), Index(None, "roadmap", "id"))

    roadmap: Mapped[UUID] = mapped_column(ForeignKey("roadmaps.id"))
    commitment: Mapped[int]
    titles: Mapped[dict[str, str]]
    descriptions: Mapped[dict[str, str]]
    topics: Mapped[list[Any]]
    pillars: Mapped[list[Any]]
    sdgs: Mapped[list[Any]]
    responsible: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    supporting: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    plan_line: Mapped[str | None]
    budget: Mapped[dict[str, Any] | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    depends_on: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    self_rating: Mapped[dict[str, Any] | None]
    independent_rating: Mapped[dict[str, Any] | None]
    external_id: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_by: Mapped[str | None]


class Milestone(Resource, Model):
    """A step of an action, with its day; its deadline is among those of the roadmap."""

    __tablename__ = "milestones"
    __table_args__ = (Index(None, "action", "due_on", "id"),)

    action: Mapped[UUID] = mapped_column(ForeignKey("actions.id"))
    titles: Mapped[dict[str, str]]
    due_on: Mapped[date]
    owner: Mapped[UUID | None] = mapped_column(comment="who answers for it; those responsible for the action otherwise")
    completed_on: Mapped[date | None]
    evidence: Mapped[list[Any]]
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_by: Mapped[str | None]


class Report(Resource, Model):
    """A progress report of one roadmap and period."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("roadmap", "period_from", "period_to"),
        CheckConstraint("period_from < period_to", name="period"),
    )

    roadmap: Mapped[UUID] = mapped_column(ForeignKey("roadmaps.id"))
    period_from: Mapped[date]
    period_to: Mapped[date]
    template: Mapped[str]
    sections: Mapped[list[Any]]
    status: Mapped[str]
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Actor(Model):
    """The registry's actors, as far as roadmaps name them; fed by events."""

    __tablename__ = "actors"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    names: Mapped[dict[str, str]]
    country: Mapped[str | None]
    withdrawn: Mapped[bool]


class OwnerAcceptance(Model):
    """That an actor may be named the owner of a country's or region's roadmap by those who have no grant for it."""

    __tablename__ = "owner_acceptances"
    __table_args__ = (
        CheckConstraint("num_nonnulls(country, region) = 1", name="one_scope"),
        UniqueConstraint("actor", "country", "region", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor: Mapped[UUID]
    country: Mapped[str | None]
    region: Mapped[str | None]
    accepted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_by: Mapped[str]


class MergedActor(Model):
    """An actor that has proved to be another one; fed by events, and gone where they are two again."""

    __tablename__ = "merged_actors"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    into: Mapped[UUID]


class OwnerMove(Model):
    """A roadmap that another actor owns because of a merge; kept so that it goes back when that is undone."""

    __tablename__ = "owner_moves"
    __table_args__ = (Index(None, "merged"),)

    roadmap: Mapped[UUID] = mapped_column(ForeignKey("roadmaps.id"), primary_key=True)
    merged: Mapped[UUID] = mapped_column(primary_key=True, comment="the owner before")
    external_id: Mapped[str | None] = mapped_column(comment="as it was; the new owner may know another roadmap by it")


class Membership(Model):
    """A spell in which a country belonged to a regional body; fed by events."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "country"),)

    region: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    spell: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
