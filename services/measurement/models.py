"""The tables of the measurement service."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db import Resource, service_metadata


class Model(DeclarativeBase):
    """All tables, with those of the kernel."""

    metadata = service_metadata()
    type_annotation_map = {
        dict[str, Any]: JSONB,
        dict[str, str]: JSONB,
        dict[str, int]: JSONB,
        list[Any]: JSONB,
        list[str]: ARRAY(Text),
        list[Decimal]: ARRAY(Numeric),
        Decimal: Numeric,
        str: Text,
    }


class Import(Resource, Model):
    """A file that was sent in, and what became of it."""

    __tablename__ = "imports"
    __table_args__ = (
        Index("imports_waiting_idx", "id", postgresql_where="status IN ('queued', 'running')"),
        Index(None, "created_by"),
    )

    mode: Mapped[str]
    status: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    created_by: Mapped[str]
    may_report: Mapped[list[str] | None] = mapped_column(comment="organisation references; all where it is null")
    counts: Mapped[dict[str, int]]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="by the database's clock")
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ImportPart(Model):
    """A piece of an import's file, until it has ended."""

    __tablename__ = "import_parts"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class ImportFinding(Model):
    """One fault in an import's file."""

    __tablename__ = "import_findings"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    rule: Mapped[str]
    severity: Mapped[str]
    category: Mapped[str]
    line: Mapped[int]
    path: Mapped[str]
    message: Mapped[str]
    activity: Mapped[str]


class Activity(Resource, Model):
    """A programme or project, as its reporting organisation last reported it."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("reporter", "identifier"),
        Index(None, "identifier"),
        Index(None, "updated_at"),
        Index(None, "places", postgresql_using="gin"),
    )

    reporter: Mapped[str]
    reporter_name: Mapped[str]
    identifier: Mapped[str]
    titles: Mapped[dict[str, str]]
    status: Mapped[str]
    cooperation: Mapped[str | None]
    modality: Mapped[str]
    collaboration: Mapped[str]
    currency: Mapped[str]
    dates: Mapped[dict[str, str]]
    participants: Mapped[list[Any]]
    recipients: Mapped[list[Any]]
    sectors: Mapped[list[Any]]
    places: Mapped[list[str]] = mapped_column(comment="codes of all countries and regions that it reaches")
    digest: Mapped[bytes]
    import_id: Mapped[UUID]


class Flow(Model):
    """A transaction. Rows are only added; of one that another corrects, `corrected_by` is set and nothing else."""

    __tablename__ = "flows"
    __table_args__ = (
        Index(None, "activity"),
        Index(None, "recipients", postgresql_using="gin"),
        CheckConstraint("cardinality(recipients) = cardinality(weights)", name="recipients"),
    )

    # No foreign key to activities: one check per row would cost a third of an import, and there is one writer.
    id: Mapped[UUID] = mapped_column(primary_key=True)
    activity: Mapped[UUID]
    reporter: Mapped[str]
    ref: Mapped[str]
    kind: Mapped[str]
    day: Mapped[date]
    provider: Mapped[str]
    provider_ref: Mapped[str]
    provider_name: Mapped[str]
    receiver_ref: Mapped[str]
    receiver_name: Mapped[str]
    recipients: Mapped[list[str]] = mapped_column(comment="country or region codes; empty where it is not said")
    weights: Mapped[list[Decimal]] = mapped_column(comment="how the whole falls to the recipients")
    parts_usd: Mapped[list[Decimal] | None] = mapped_column(comment="their parts of `usd`, to the cent")
    amount: Mapped[Decimal]
    currency: Mapped[str]
    value_date: Mapped[date]
    usd: Mapped[Decimal | None]
    rate: Mapped[Decimal | None]
    rate_source: Mapped[str | None]
    rate_date: Mapped[date | None]
    channel: Mapped[str]
    modality: Mapped[str]
    flow_type: Mapped[str]
    finance_type: Mapped[str]
    cooperation: Mapped[str | None]
    digest: Mapped[bytes]
    import_id: Mapped[UUID]
    corrects: Mapped[UUID | None]
    corrected_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Total(Model):
    """What current flows add up to, kept by the transaction that changes them; an empty key is one nobody said."""

    __tablename__ = "totals"
    __table_args__ = (Index(None, "recipient", "year"), Index(None, "provider", "year"))

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    cooperation: Mapped[str] = mapped_column(primary_key=True)
    modality: Mapped[str] = mapped_column(primary_key=True)
    reporter: Mapped[str] = mapped_column(primary_key=True)
    usd: Mapped[Decimal]
    flows: Mapped[int] = mapped_column(BigInteger, comment="how many flows are in it")
    unconverted: Mapped[int] = mapped_column(BigInteger, comment="how many are not, for want of a rate")


class Balance(Model):
    """What went into and out of a country in a year; its version counts the events that told of it."""

    __tablename__ = "balances"

    country: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    version: Mapped[int]
    inflow_usd: Mapped[Decimal]
    outflow_usd: Mapped[Decimal]


class ExchangeRate(Model):
    """What a US dollar was worth in a currency on a day."""

    __tablename__ = "exchange_rates"

    currency: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column("date", primary_key=True)
    units_per_usd: Mapped[Decimal]
    source: Mapped[str]


class Actor(Model):
    """The registry's actors, as far as flows name them; fed by events."""

    __tablename__ = "actors"
    __table_args__ = (Index(None, "identifiers", postgresql_using="gin"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    country: Mapped[str | None]
    constituency: Mapped[str]
    identifiers: Mapped[list[str]] = mapped_column(comment="as organisation references: scheme, hyphen, value")


class Membership(Model):
    """A spell in which a country belonged to a region; fed by events."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "country"),)

    region: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    spell: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None] = mapped_column(comment="the first day outside")
