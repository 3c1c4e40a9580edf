"""What the service keeps of the registry, fed by events."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model
from shared.copies import Spell


class Actor(Model):
    """The registry's actors, as far as flows name them; fed by events."""

    __tablename__ = "actors"
    __table_args__ = (
        Index(None, "identifiers", postgresql_using="gin"),
        Index("actors_merged_into_idx", "merged_into", postgresql_where="merged_into IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    country: Mapped[str | None]
    constituency: Mapped[str]
    identifiers: Mapped[list[str]] = mapped_column(comment="as organisation references: scheme, hyphen, value")
    merged_into: Mapped[UUID | None] = mapped_column(comment="the actor that it has proved to be")


class Codelist(Model):
    """A code list of the registry by which reports are checked; fed by events."""

    __tablename__ = "codelists"

    id: Mapped[str] = mapped_column(primary_key=True, comment="its name")
    version: Mapped[int]
    codes: Mapped[list[str]] = mapped_column(comment="all that it holds, also those that were withdrawn")
    withdrawn: Mapped[dict[str, str]] = mapped_column(comment="with the first day on which they were no longer in use")
    complete: Mapped[bool] = mapped_column(comment="whether other codes than its own are wrong")


class Membership(Spell, Model):
    """A spell in which a country belonged to a region; fed by events."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "country"),)
