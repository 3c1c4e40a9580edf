"""Tables of countries, and of regional bodies with their members."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.base import Model


class Country(Model):
    """A country of ISO 3166-1."""

    __tablename__ = "countries"

    code: Mapped[str] = mapped_column(primary_key=True)
    alpha_3: Mapped[str] = mapped_column(unique=True)
    m49: Mapped[str]
    area: Mapped[str | None] = mapped_column(comment="the smallest area of M49 it lies in")
    names: Mapped[dict[str, str]]
    words: Mapped[str] = mapped_column(comment="its codes and the words of its names, folded")


class Region(Model):
    """A regional body, or an area of M49."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    parent: Mapped[str | None]
    identifiers: Mapped[list[str]]
    website: Mapped[str | None]
    names: Mapped[dict[str, str]]
    valid_from: Mapped[date | None] = mapped_column(comment="its first day; not known of areas of M49")
    valid_to: Mapped[date | None] = mapped_column(comment="the first day on which it no longer existed")
    source: Mapped[str] = mapped_column(comment="where its days were read")


class Membership(Model):
    """A spell in which a country belonged to a region; all spells of one country in one region share a version."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="spell"),
        Index(None, "country"),
    )

    region: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    country: Mapped[str] = mapped_column(ForeignKey("countries.code"), primary_key=True)
    spell: Mapped[int] = mapped_column(primary_key=True, comment="0 is the first")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None] = mapped_column(comment="the first day outside")
    verified: Mapped[bool]
    source: Mapped[str]
    note: Mapped[str]
    version: Mapped[int]


class MembershipDecision(Model):
    """That an administrator has decided when a country belonged to a region: what ships no longer changes it."""

    __tablename__ = "membership_decisions"

    region: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    country: Mapped[str] = mapped_column(ForeignKey("countries.code"), primary_key=True)
    version: Mapped[int]
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[str]
