"""Tables of funds, procedures, manuals, guidelines, strategies, policies and laws."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.base import Model
from services.registry.instruments.rules import InstrumentStatus
from shared.db import Resource


class Instrument(Resource, Model):
    """A fund, procedure, manual, guideline, strategy, policy or law."""

    __tablename__ = "instruments"
    __table_args__ = (
        UniqueConstraint("reporter", "external_id"),
        CheckConstraint("valid_from < valid_to", name="period"),
        CheckConstraint("supersedes <> id", name="supersedes"),
        Index(None, "owner"),
        Index(None, "country"),
        Index(None, "terms", postgresql_using="gin"),
    )

    kind: Mapped[str]
    titles: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str] | None]
    owner: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    country: Mapped[str | None] = mapped_column(ForeignKey("countries.code"))
    topics: Mapped[list[int]]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None] = mapped_column(comment="the first day on which it no longer holds")
    documents: Mapped[list[Any]]
    supersedes: Mapped[UUID | None] = mapped_column(ForeignKey("instruments.id"))
    fund: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    status: Mapped[str] = mapped_column(default=InstrumentStatus.DRAFT)
    reporter: Mapped[str] = mapped_column(comment="whose external_id it is")
    external_id: Mapped[str | None]
    terms: Mapped[list[str]] = mapped_column(comment="words of its titles, by which it is found")
    withdrawn_by: Mapped[str | None]


class InstrumentVersion(Model):
    """An instrument as it was from one change to the next, since it was published; rows are only added."""

    __tablename__ = "instrument_versions"

    instrument: Mapped[UUID] = mapped_column(ForeignKey("instruments.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    by: Mapped[str] = mapped_column(comment="the principal that made the change")
    content: Mapped[dict[str, Any]]
