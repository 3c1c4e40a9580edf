"""Tables of countries' coordination set-ups."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.base import Model
from shared.db import Resource


class Institution(Resource, Model):
    """A country's coordination set-up."""

    __tablename__ = "institutions"
    __table_args__ = (Index(None, "pillars", postgresql_using="gin"),)

    country: Mapped[str] = mapped_column(ForeignKey("countries.code"), unique=True)
    frameworks: Mapped[list[Any]]
    mandate: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    resources: Mapped[list[Any]]
    mapping: Mapped[list[Any]]
    pillars: Mapped[list[Any]]
    status: Mapped[str]
    withdrawn_by: Mapped[str | None]


class InstitutionVersion(Model):
    """An institution as it was from one change to the next; rows are only added."""

    __tablename__ = "institution_versions"

    institution: Mapped[UUID] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    by: Mapped[str] = mapped_column(comment="the principal that made the change")
    content: Mapped[dict[str, Any]]
