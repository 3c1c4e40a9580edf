"""Tables of countries, regional bodies with their members, and code lists."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models.base import Model


class Country(Model):
    """A country of ISO 3166-1."""

    __tablename__ = "countries"

    code: Mapped[str] = mapped_column(primary_key=True)
    alpha_3: Mapped[str] = mapped_column(unique=True)
    m49: Mapped[str]
    area: Mapped[str | None] = mapped_column(comment="the smallest area of M49 it lies in")
    names: Mapped[dict[str, str]]


class Region(Model):
    """A regional body, or an area of M49."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    parent: Mapped[str | None]
    identifiers: Mapped[list[str]]
    website: Mapped[str | None]
    names: Mapped[dict[str, str]]


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


class Codelist(Model):
    """A list of codes with labels by language."""

    __tablename__ = "codelists"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    edition: Mapped[str]
    status: Mapped[str]
    source: Mapped[str]
    titles: Mapped[dict[str, str]]
    codes: Mapped[list[Any]]
