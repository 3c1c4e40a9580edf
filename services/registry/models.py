"""The tables of the registry."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.registry.rules import ActorStatus, FocalPointStatus
from shared.db import Resource, service_metadata


class Model(DeclarativeBase):
    """All tables, with those of the kernel."""

    metadata = service_metadata()
    type_annotation_map = {
        dict[str, Any]: JSONB,
        dict[str, str]: JSONB,
        list[Any]: JSONB,
        list[str]: ARRAY(Text),
        list[int]: ARRAY(Integer),
        str: Text,
    }


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


class Actor(Resource, Model):
    """An organisation."""

    __tablename__ = "actors"
    __table_args__ = (
        UniqueConstraint("reporter", "external_id"),
        CheckConstraint("parent <> id", name="parent"),
        Index(None, "country"),
        Index(None, "parent"),
        Index(None, "terms", postgresql_using="gin"),
    )

    names: Mapped[dict[str, str]]
    kind: Mapped[str]
    constituency: Mapped[str]
    country: Mapped[str | None] = mapped_column(ForeignKey("countries.code"))
    identifiers: Mapped[list[Any]]
    parent: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))
    topics: Mapped[list[int]]
    sectors: Mapped[list[str]]
    website: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=ActorStatus.ACTIVE)
    reporter: Mapped[str] = mapped_column(comment="whose external_id it is")
    external_id: Mapped[str | None]
    terms: Mapped[list[str]] = mapped_column(comment="what it can be found by")
    withdrawn_by: Mapped[str | None]


class KnownIdentifier(Model):
    """An identifier that an actor has or had; it resolves for ever."""

    __tablename__ = "known_identifiers"
    __table_args__ = (Index(None, "actor"),)

    identifier: Mapped[str] = mapped_column(primary_key=True)
    actor: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))


class MintedNumber(Model):
    """The last number given to an actor of a country for whom no list had an identifier."""

    __tablename__ = "minted_numbers"

    country: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


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
