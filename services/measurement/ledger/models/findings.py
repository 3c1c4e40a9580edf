"""Tables of what was found in the last reports of activities."""

from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model


class ActivityFinding(Model):
    """One fault in the last report of an activity."""

    __tablename__ = "activity_findings"
    __table_args__ = (Index(None, "rule", "activity"),)

    # No foreign key to activities: an import writes a changed activity anew.
    activity: Mapped[UUID] = mapped_column(primary_key=True)
    flow: Mapped[bytes] = mapped_column(primary_key=True, comment="digest of the flow that it is of; empty for none")
    number: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    line: Mapped[int] = mapped_column(comment="in the file of `import_id`")
    path: Mapped[str]
    message: Mapped[str]
    rejects: Mapped[str] = mapped_column(comment="what is not recorded because of it; empty where all is")
    import_id: Mapped[UUID]


class ReporterFindings(Model):
    """How much was found in the last reports of a reporting organisation's activities."""

    __tablename__ = "reporter_findings"

    reporter: Mapped[str] = mapped_column(primary_key=True)
    with_errors: Mapped[int] = mapped_column(BigInteger, comment="activities")
    with_warnings: Mapped[int] = mapped_column(BigInteger, comment="activities")
    flows_rejected: Mapped[int] = mapped_column(BigInteger, comment="transactions that are not recorded")
