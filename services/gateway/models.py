"""The tables of the gateway."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7

from shared.copies import Spell
from shared.db import Resource, service_metadata


class Model(DeclarativeBase):
    """All tables, with those of the kernel."""

    metadata = service_metadata()
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True)}


class Client(Resource, Model):
    """A program that asks: an aid-management system, a regional body, an operator's script."""

    __tablename__ = "clients"

    name: Mapped[str]
    grants_version: Mapped[int] = mapped_column(default=0, comment="counts the events that told of its grants")
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]


class ApiKey(Model):
    """A key of a client; the key itself is shown once and never kept."""

    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("client", "secret_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    client: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    secret_hash: Mapped[bytes] = mapped_column(comment="SHA-256 of the secret")
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]


class ClientGrant(Resource, Model):
    """What a client may do, and where: an actor, a country, a region, or everything where none is named."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint("num_nonnulls(actor, country, region) <= 1", name="one_scope"),
        Index(
            "grants_one_of_a_kind_key",
            "client",
            "role",
            "actor",
            "country",
            "region",
            unique=True,
            postgresql_where="revoked_at IS NULL",
            postgresql_nulls_not_distinct=True,
        ),
    )

    client: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    role: Mapped[str]
    actor: Mapped[UUID | None]
    country: Mapped[str | None]
    region: Mapped[str | None]
    granted_by: Mapped[str]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]

    @property
    def everything(self) -> bool:
        """Say whether it has no bounds."""
        return not (self.actor or self.country or self.region)


class Membership(Spell, Model):
    """A spell in which a country belongs to a region; fed by events."""

    __tablename__ = "memberships"


class MergedActor(Model):
    """An actor that has proved to be another one; a grant for it holds for that one too. Fed by events."""

    __tablename__ = "merged_actors"
    __table_args__ = (Index(None, "into"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    into: Mapped[UUID]
