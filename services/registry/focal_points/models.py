"""Tables of focal points: the office, and apart from it the person who holds it."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.base import Model
from services.registry.focal_points.rules import FocalPointStatus
from shared.db import Resource


class FocalPoint(Resource, Model):
    """An office that an actor mandates."""

    __tablename__ = "focal_points"
    __table_args__ = (Index(None, "actor"), Index(None, "deputy"))

    actor: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    office: Mapped[dict[str, str] | None]
    role: Mapped[str]
    mandate: Mapped[dict[str, Any]] = mapped_column(comment="emptied by erasure, for its text may name somebody")
    language: Mapped[str]
    time_zone: Mapped[str]
    deputy: Mapped[UUID | None] = mapped_column(ForeignKey("focal_points.id"))
    status: Mapped[str] = mapped_column(default=FocalPointStatus.ASSIGNED)
    ended_by: Mapped[str | None] = mapped_column(comment="who released or erased it")


class FocalPointContact(Model):
    """Personal data: who holds an office, and how and when they are reached. Erasure deletes the row."""

    __tablename__ = "focal_point_contacts"

    focal_point: Mapped[UUID] = mapped_column(ForeignKey("focal_points.id"), primary_key=True)
    holder: Mapped[str | None]
    channels: Mapped[list[Any]]
    absent_from: Mapped[date | None]
    absent_to: Mapped[date | None] = mapped_column(comment="the first day on which they are back")
