"""Tables of contributions in kind, and what they are said to be worth."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.measurement.base import Model


class FlowLine(Model):
    """A contribution in kind, as it was reported with its flow."""

    __tablename__ = "flow_lines"

    # No foreign key to flows, as flows have none to activities: rows are only added, in one transaction.
    flow: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[str]
    quantity: Mapped[Decimal]
    unit: Mapped[str]
    description: Mapped[dict[str, str]]
    tossd_modality: Mapped[str] = mapped_column(comment="TOSSD modality")


class Valuation(Model):
    """What somebody says a contribution is worth; rows are only added, and no total counts them."""

    __tablename__ = "valuations"
    __table_args__ = (ForeignKeyConstraint(["flow", "line"], ["flow_lines.flow", "flow_lines.number"]),)

    flow: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    reported: Mapped[bool] = mapped_column(comment="came with the flow itself")
    method: Mapped[str]
    unit_cost: Mapped[Decimal]
    currency: Mapped[str]
    valued_by: Mapped[str]
    usd: Mapped[Decimal | None] = mapped_column(comment="of the whole quantity")
    rate: Mapped[Decimal | None]
    rate_source: Mapped[str | None]
    rate_date: Mapped[date | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
