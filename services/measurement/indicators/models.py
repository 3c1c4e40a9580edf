"""Tables of indicators and of what was observed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model
from services.measurement.reading.indicators import IndicatorStatus, ObservationStatus
from shared.db import Resource
from shared.envelope import Audience

WORDS = "to_tsvector('simple'::regconfig, titles)"
"""The words of an indicator's titles; written once, so that queries can use the index."""


class Indicator(Resource, Model):
    """What is measured beside money."""

    __tablename__ = "indicators"
    __table_args__ = (
        UniqueConstraint("owner", "external_id"),
        Index(None, "activity"),
        Index(None, "reporter"),
        Index(None, "updated_at"),
        Index(None, "places", postgresql_using="gin"),
        Index(None, "topics", postgresql_using="gin"),
        Index("indicators_sdgs_idx", "sdgs", postgresql_using="gin", postgresql_where=text("sdgs <> '{}'")),
        Index("indicators_titles_idx", text(WORDS), postgresql_using="gin"),
    )

    # No foreign key to activities: an import writes a changed activity anew.
    kind: Mapped[str]
    titles: Mapped[dict[str, str]]
    descriptions: Mapped[dict[str, str]]
    result_type: Mapped[str | None]
    result_titles: Mapped[dict[str, str]]
    measure: Mapped[str | None]
    unit: Mapped[str | None]
    ascending: Mapped[bool]
    baseline: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    targets: Mapped[list[Any]]
    disaggregation: Mapped[list[Any]]
    references: Mapped[list[Any]]
    rubric: Mapped[list[Any]]
    activity: Mapped[UUID | None]
    actor: Mapped[UUID | None]
    country: Mapped[str | None]
    region: Mapped[str | None]
    places: Mapped[list[str]] = mapped_column(comment="codes of all countries and regions that it is about")
    topics: Mapped[list[int]]
    sdgs: Mapped[list[str]] = mapped_column(comment="goals, targets and indicators that its references lie in")
    reporter: Mapped[str | None] = mapped_column(comment="reference of the organisation that reports on it")
    source: Mapped[str]
    status: Mapped[str] = mapped_column(default=IndicatorStatus.ACTIVE)
    owner: Mapped[str | None] = mapped_column(comment="whose external_id it is; null where it was imported")
    external_id: Mapped[str | None]
    withdrawn_by: Mapped[str | None]
    digest: Mapped[bytes | None] = mapped_column(comment="of all of it, where it was imported")

    @property
    def audience(self) -> str:
        """Say whose grants are needed to see what is not approved yet."""
        if self.country:
            return Audience.COUNTRY.of(self.country)
        return Audience.REGION.of(self.region) if self.region else Audience.ACTOR.of(self.actor)

    @property
    def own_regions(self) -> list[str] | None:
        """Name the regional body that it is about and no other; None where those of its country count."""
        return [self.region] if self.region else None


class Observation(Resource, Model):
    """What was observed of an indicator in a period."""

    __tablename__ = "observations"
    __table_args__ = (
        Index(None, "indicator", "period_from"),
        Index(
            "observations_period_idx",
            *("indicator", "period_from", "period_to"),
            unique=True,
            postgresql_where=text("source = 'api'"),
        ),
        CheckConstraint("period_from <= period_to", name="period"),
    )

    # No foreign key to indicators: an import writes a changed indicator anew.
    indicator: Mapped[UUID]
    period_from: Mapped[date]
    period_to: Mapped[date]
    actual: Mapped[Decimal | None]
    disaggregated: Mapped[list[Any]]
    level: Mapped[int | None]
    narrative: Mapped[dict[str, str]]
    comment: Mapped[dict[str, str]]
    evidence: Mapped[list[Any]]
    source: Mapped[str]
    status: Mapped[str] = mapped_column(default=ObservationStatus.DRAFT)
    submitted_by: Mapped[str | None]
    reviewed_by: Mapped[str | None]
    review_comment: Mapped[str | None] = mapped_column(comment="what the reviewer said last")
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    standing: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB(none_as_null=True),
        comment="while a correction is under way: what was approved, as everybody sees it until the next approval",
    )


class ObservationVersion(Model):
    """What was approved before a correction. Rows are only added."""

    __tablename__ = "observation_versions"

    observation: Mapped[UUID] = mapped_column(ForeignKey("observations.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[dict[str, Any]]
    corrected_by: Mapped[str] = mapped_column(comment="the principal whose change took it back to a draft")
    corrected_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
