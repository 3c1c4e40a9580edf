"""Tables of organisations and their identifiers."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.actors.rules import ActorStatus
from services.registry.base import Model
from shared.db import Resource


class Actor(Resource, Model):
    """An organisation."""

    __tablename__ = "actors"
    __table_args__ = (
        UniqueConstraint("reporter", "external_id"),
        CheckConstraint("parent <> id", name="parent"),
        CheckConstraint("(status = 'merged') = (merged_into IS NOT NULL)", name="merged"),
        Index(None, "country"),
        Index(None, "parent"),
        Index(None, "terms", postgresql_using="gin"),
    )

    names: Mapped[dict[str, str]]
    former_names: Mapped[list[Any]]
    acronyms: Mapped[list[str]]
    kind: Mapped[str]
    constituency: Mapped[str]
    country: Mapped[str | None] = mapped_column(ForeignKey("countries.code"))
    active_in: Mapped[list[str]]
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
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("actors.id"))


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
