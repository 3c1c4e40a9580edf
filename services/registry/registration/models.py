"""Table of merges of actors."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.base import Model


class Merge(Model):
    """One actor has become part of another; what moved is kept, so that it can be undone."""

    __tablename__ = "merges"
    __table_args__ = (Index(None, "old", unique=True, postgresql_where="undone_at IS NULL"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    old: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    into: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    merged_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    merged_by: Mapped[str]
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undone_by: Mapped[str | None]
    gained: Mapped[dict[str, Any]] = mapped_column(comment="fields of the survivor, before and after")
    moved: Mapped[dict[str, Any]] = mapped_column(comment="what became the survivor's, by kind")
