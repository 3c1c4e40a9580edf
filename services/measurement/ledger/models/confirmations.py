"""Tables of pairs of reports that mirror each other."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model
from shared.db import Resource

LIVE = "status IN ('proposed', 'matched', 'confirmed', 'disputed')"
"""The condition of the indexes that keep a flow in one live pair; written once, so that queries can use them."""


class Confirmation(Resource, Model):
    """One flow as both sides report it; the two flows stay as they are."""

    __tablename__ = "confirmations"
    __table_args__ = (
        Index("confirmations_provider_live_idx", "provider_flow", unique=True, postgresql_where=LIVE),
        Index("confirmations_recipient_live_idx", "recipient_flow", unique=True, postgresql_where=LIVE),
        Index(None, "provider_activity"),
        Index(None, "recipient_activity"),
        Index(None, "recipients", postgresql_using="gin"),
        Index(None, "provider"),
        Index(None, "updated_at"),
    )

    status: Mapped[str]
    certain: Mapped[bool] = mapped_column(comment="all criteria are equal, or somebody of neither side linked them")
    linked_by: Mapped[str | None] = mapped_column(comment="the principal that linked them; null where they were found")
    score: Mapped[int] = mapped_column(SmallInteger)
    reasons: Mapped[list[str]]
    year: Mapped[int] = mapped_column(SmallInteger)
    provider: Mapped[str]
    recipients: Mapped[list[str]]
    provider_flow: Mapped[UUID]
    recipient_flow: Mapped[UUID]
    provider_activity: Mapped[UUID]
    recipient_activity: Mapped[UUID]
    provider_reporter: Mapped[str]
    recipient_reporter: Mapped[str]
    provider_refs: Mapped[list[str]] = mapped_column(comment="organisations that may speak for the provider's side")
    recipient_refs: Mapped[list[str]] = mapped_column(comment="organisations that may speak for the recipient's side")
    provider_type: Mapped[str]
    recipient_type: Mapped[str]
    left_out: Mapped[bool] = mapped_column(comment="totals leave the recipient's report out")
    answers: Mapped[dict[str, Any]] = mapped_column(comment="by side: what it said last, by whom, when, its amount")


class ConfirmationComment(Model):
    """What was said about a pair; an answer is a comment with `to`. Rows are only added."""

    __tablename__ = "confirmation_comments"
    __table_args__ = (Index(None, "confirmation"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    confirmation: Mapped[UUID] = mapped_column(ForeignKey("confirmations.id"))
    side: Mapped[str | None] = mapped_column(comment="null where it is of neither side alone")
    to: Mapped[str | None]
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Unpaired(Model):
    """An activity with flows that were not compared with those of others yet; it may wait more than once."""

    __tablename__ = "unpaired"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    activity: Mapped[UUID]
