"""Organisations as publishers name them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model
from shared.db import Resource


class ReportedOrganisation(Resource, Model):
    """An organisation as a reporting organisation names it, or itself, and who somebody says it is."""

    __tablename__ = "reported_organisations"
    __table_args__ = (
        UniqueConstraint("reporter", "named_by"),
        Index(None, "named_by"),
        Index("reported_organisations_actor_idx", "actor", postgresql_where="actor IS NOT NULL"),
        Index("reported_organisations_waiting_idx", "id", postgresql_where="waits"),
    )

    reporter: Mapped[str]
    named_by: Mapped[str] = mapped_column(
        comment="its reference in its one form; what stands for all writings of its name where it has none"
    )
    ref: Mapped[str]
    name: Mapped[str] = mapped_column(comment="as it was said last")
    kind: Mapped[str] = mapped_column(comment="IATI OrganisationType")
    flows: Mapped[int] = mapped_column(BigInteger, comment="how many flows have named it, each time they were written")
    actor: Mapped[UUID | None] = mapped_column(comment="who it is, as somebody has said")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[str | None]
    waits: Mapped[bool] = mapped_column(default=False, comment="its flows have to be attributed anew")
