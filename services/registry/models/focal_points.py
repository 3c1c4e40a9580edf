"""Table of focal points."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models.base import Model
from services.registry.rules import FocalPointStatus
from shared.db import Resource


class FocalPoint(Resource, Model):
    """An office that an actor mandates. Personal data: channels and mandate."""

    __tablename__ = "focal_points"
    __table_args__ = (Index(None, "actor"),)

    actor: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    role: Mapped[str]
    mandate: Mapped[dict[str, Any]]
    channels: Mapped[list[Any]]
    language: Mapped[str]
    time_zone: Mapped[str]
    status: Mapped[str] = mapped_column(default=FocalPointStatus.ASSIGNED)
    ended_by: Mapped[str | None] = mapped_column(comment="who released or erased it")
