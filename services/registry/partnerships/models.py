"""Table of agreements between actors."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.registry.actors.models.actors import Actor
from services.registry.base import Model
from services.registry.partnerships.rules import PartnershipStatus
from shared.db import Resource


class Partnership(Resource, Model):
    """An agreement of two or more actors."""

    __tablename__ = "partnerships"
    __table_args__ = (
        UniqueConstraint("reporter", "external_id"),
        CheckConstraint("valid_from < valid_to", name="period"),
    )

    titles: Mapped[dict[str, str]]
    kind: Mapped[str]
    topics: Mapped[list[int]]
    sectors: Mapped[list[str]]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None] = mapped_column(comment="the first day on which it no longer holds")
    documents: Mapped[list[Any]]
    status: Mapped[str] = mapped_column(default=PartnershipStatus.AGREED)
    reporter: Mapped[str] = mapped_column(comment="whose external_id it is")
    external_id: Mapped[str | None]
    withdrawn_by: Mapped[str | None]
    parties: Mapped[list["Partner"]] = relationship(
        order_by="Partner.number", lazy="selectin", cascade="all, delete-orphan"
    )


class Partner(Model):
    """An actor in a role of a partnership, for a time."""

    __tablename__ = "partners"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="spell"),
        Index(None, "actor"),
    )

    partnership: Mapped[UUID] = mapped_column(ForeignKey("partnerships.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, comment="its place among the parties")
    actor: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    role: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None] = mapped_column(comment="the first day on which it no longer has the role")
    member: Mapped[Actor] = relationship(lazy="joined", innerjoin=True)
