"""Tables of activities and flows."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model
from shared.db import Resource

UNCONVERTED = "usd IS NULL AND amount IS NOT NULL AND corrected_by IS NULL AND withdrawn_at IS NULL"
"""The condition of the index of flows without a rate, which no total holds; written once, so that queries use it."""


class Activity(Resource, Model):
    """A programme or project, as its reporting organisation last reported it."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("reporter", "identifier"),
        Index(None, "identifier"),
        Index(None, "updated_at"),
        Index(None, "places", postgresql_using="gin"),
        Index(None, "import_id"),
        Index("activities_mentions_idx", "mentions", postgresql_using="gin", postgresql_where="mentions <> '{}'"),
    )

    reporter: Mapped[str]
    reporter_name: Mapped[str]
    reporter_kind: Mapped[str] = mapped_column(comment="IATI OrganisationType")
    identifier: Mapped[str]
    titles: Mapped[dict[str, str]]
    status: Mapped[str]
    cooperation: Mapped[str | None]
    aid_type: Mapped[str]
    collaboration: Mapped[str]
    currency: Mapped[str]
    dates: Mapped[dict[str, str]]
    participants: Mapped[list[Any]]
    recipients: Mapped[list[Any]]
    sectors: Mapped[list[Any]]
    details: Mapped[dict[str, Any]] = mapped_column(comment="all that it says besides, as the API shows it")
    places: Mapped[list[str]] = mapped_column(comment="codes of all countries and regions that it reaches")
    mentions: Mapped[list[str]] = mapped_column(comment="identifiers of other activities that it names anywhere")
    indicators: Mapped[int] = mapped_column(comment="how many came with it")
    digest: Mapped[bytes]
    findings_digest: Mapped[bytes] = mapped_column(
        default=b"", comment="of its last report's; empty where there are none"
    )
    flows_rejected: Mapped[int] = mapped_column(
        default=0, comment="transactions of its last report that are not recorded"
    )
    import_id: Mapped[UUID | None] = mapped_column(comment="null where it was last written by itself")
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_by: Mapped[str | None]


class CooperationOverride(Model):
    """A kind of cooperation that somebody has set for an activity; it outlives the activity's next report."""

    __tablename__ = "cooperation_overrides"

    activity: Mapped[UUID] = mapped_column(primary_key=True)
    value: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class FormerName(Model):
    """A name that an activity had: another identifier of it, or of who reports it."""

    __tablename__ = "former_names"
    __table_args__ = (Index(None, "activity"),)

    reporter: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(primary_key=True)
    activity: Mapped[UUID]


class ExternalActivity(Model):
    """The name by which a foreign system knows an activity."""

    __tablename__ = "external_activities"
    __table_args__ = (Index(None, "activity"),)

    owner: Mapped[str] = mapped_column(primary_key=True, comment="whose external_id it is")
    external_id: Mapped[str] = mapped_column(primary_key=True)
    activity: Mapped[UUID]


class ExternalFlow(Model):
    """The name by which a foreign system knows a flow, or what has taken its place."""

    __tablename__ = "external_flows"
    __table_args__ = (Index(None, "flow"),)

    owner: Mapped[str] = mapped_column(primary_key=True, comment="whose external_id it is")
    external_id: Mapped[str] = mapped_column(primary_key=True)
    flow: Mapped[UUID]


class FormerExternalFlow(Model):
    """The name by which a foreign system knew a flow before something else took its place."""

    __tablename__ = "former_external_flows"

    flow: Mapped[UUID] = mapped_column(primary_key=True)
    external_id: Mapped[str]


class Flow(Resource, Model):
    """A transaction. What was reported never changes; what follows from it may, and whether it counts."""

    __tablename__ = "flows"
    __table_args__ = (
        Index(None, "activity"),
        Index(None, "updated_at"),
        Index(None, "recipients", postgresql_using="gin"),
        Index("flows_unconverted_idx", "transaction_type", "day", postgresql_where=UNCONVERTED),
        Index("flows_counted_in_idx", "counted_in", postgresql_using="gin", postgresql_where="counted_in IS NOT NULL"),
        CheckConstraint("cardinality(recipients) = cardinality(weights)", name="recipients"),
    )

    # No foreign key to activities: one check per row would cost a third of an import, and there is one writer.
    activity: Mapped[UUID]
    reporter: Mapped[str]
    ref: Mapped[str]
    description: Mapped[str]
    transaction_type: Mapped[str]
    day: Mapped[date]
    provider: Mapped[str]
    provider_ref: Mapped[str]
    provider_name: Mapped[str]
    receiver_ref: Mapped[str]
    receiver_name: Mapped[str]
    recipients: Mapped[list[str]] = mapped_column(comment="country or region codes; empty where it is not said")
    weights: Mapped[list[Decimal]] = mapped_column(comment="how the whole falls to the recipients")
    parts_usd: Mapped[list[Decimal] | None] = mapped_column(comment="their parts of `usd`, to the cent")
    amount: Mapped[Decimal | None] = mapped_column(comment="null where only contributions in kind are given")
    currency: Mapped[str]
    value_date: Mapped[date]
    usd: Mapped[Decimal | None]
    rate: Mapped[Decimal | None]
    rate_source: Mapped[str | None]
    rate_date: Mapped[date | None]
    channel: Mapped[str]
    aid_type: Mapped[str]
    flow_type: Mapped[str]
    finance_type: Mapped[str]
    sectors: Mapped[list[str]] = mapped_column(comment="codes after their vocabulary and a colon")
    cooperation: Mapped[str | None]
    digest: Mapped[bytes]
    import_id: Mapped[UUID | None] = mapped_column(comment="null where it was given by itself")
    repeats: Mapped[str | None] = mapped_column(
        comment="whose report of the same money is counted instead, a `Repeats`; null where it counts"
    )
    counted_in: Mapped[list[UUID] | None] = mapped_column(comment="the activities with that report")
    corrects: Mapped[UUID | None]
    corrected_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_by: Mapped[str | None]
    withdrawn_because: Mapped[str | None]
