"""Tables of imports, their files and their findings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DDL, BigInteger, DateTime, ForeignKey, Index, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model
from shared.db import Resource


class Import(Resource, Model):
    """A file that was sent in, and what became of it."""

    __tablename__ = "imports"
    __table_args__ = (
        Index("imports_waiting_idx", "id", postgresql_where="status IN ('fetching', 'queued', 'running')"),
        Index(None, "created_by"),
        Index(None, "sha256"),
    )

    mode: Mapped[str]
    missing: Mapped[str] = mapped_column(comment="what becomes of what the file no longer holds")
    accept: Mapped[str] = mapped_column(comment="whether only activities without errors are taken")
    kind: Mapped[str]
    reading: Mapped[dict[str, Any]] = mapped_column(comment="how a table is read")
    status: Mapped[str]
    url: Mapped[str | None] = mapped_column(comment="where its file is fetched from; null where it was sent")
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    created_by: Mapped[str]
    may_report: Mapped[list[str] | None] = mapped_column(comment="organisation references; all where it is null")
    counts: Mapped[dict[str, int]]
    reporters: Mapped[list[str]] = mapped_column(default=list, comment="reporting organisations of its activities")
    held: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), default=list, comment="their activities then: how many, sum of versions"
    )
    rules_edition: Mapped[int] = mapped_column(default=0, comment="by which edition of the rules it was read")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="by the database's clock")
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ImportMapping(Resource, Model):
    """How a publisher's tables are read, remembered by a name."""

    __tablename__ = "import_mappings"
    __table_args__ = (UniqueConstraint("created_by", "name"),)

    created_by: Mapped[str]
    name: Mapped[str]
    reading: Mapped[dict[str, Any]]


class ImportPart(Model):
    """A piece of an import's file, until it has ended."""

    __tablename__ = "import_parts"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes]


assert isinstance(ImportPart.__table__, Table)  # noqa: S101 - for the type checker
# Files come compressed or are read once: no time is spent on compressing them again.
UNCOMPRESSED = DDL("ALTER TABLE import_parts ALTER COLUMN data SET STORAGE EXTERNAL")  # type: ignore[no-untyped-call]
event.listen(ImportPart.__table__, "after_create", UNCOMPRESSED)


class ImportFinding(Model):
    """One fault in an import's file."""

    __tablename__ = "import_findings"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    rule: Mapped[str]
    severity: Mapped[str]
    category: Mapped[str]
    line: Mapped[int]
    path: Mapped[str]
    message: Mapped[str]
    activity: Mapped[str]
    rejects: Mapped[str] = mapped_column(comment="what is not recorded because of it; empty where all is")
