"""Pairs of reports of one flow, and what the two sides say about them."""

from datetime import datetime
from decimal import Decimal
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.measurement.ledger import models
from services.measurement.ledger.rules.confirmations import Side, Status
from services.measurement.ledger.rules.mirrors import Reason
from services.measurement.ledger.schemas.codes import PartyCode, PlaceCode, TransactionType
from services.measurement.ledger.schemas.money import Amount, Money
from services.measurement.requests import Strict, Text
from shared.decimals import PlainDecimal
from shared.http import ListQuery
from shared.standards import CountryCode, Day, Instant, Year


class Answer(BaseModel):
    """What a side has said last."""

    to: Status
    at: datetime
    value: Amount | None = Field(default=None, description="in a dispute: what this side says the amount is")


class MirrorReport(BaseModel):
    """One side's report of a flow, and what that side says about the pair."""

    flow: UUID
    activity: UUID
    reporter: str = Field(description="reference of the reporting organisation", examples=["GB-GOV-1"])
    transaction_type: TransactionType
    day: Day
    value: Money
    usd: PlainDecimal | None = Field(description="null where there is no exchange rate")
    counted: bool = Field(description="false where totals leave it out, because they count the other report")
    answer: Answer | None = Field(description="null where the side has said nothing yet")


class Confirmation(BaseModel):
    """One flow as its provider's and as its recipient's side report it.

    Totals count the two once as soon as they are `matched`. With the provider's perspective the provider's report is
    counted, with the recipient's perspective the recipient's, also while the amount is disputed.
    """

    id: UUID
    status: Status
    found_by: Literal["machine", "person"]
    score: int = Field(description="how close the two are, of 100; 0 where only a person sees it")
    reasons: list[Reason] = Field(description="what is equal in both")
    year: int
    provider: PartyCode
    recipients: list[PlaceCode]
    provider_report: MirrorReport
    recipient_report: MirrorReport
    difference_usd: PlainDecimal | None = Field(description="the recipient's amount less the provider's")
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Confirmation, provider: models.Flow, recipient: models.Flow) -> Self:
        """Show a pair."""
        kept = ("id", "status", "score", "reasons", "year", "provider", "recipients", "version")
        return cls(
            **{name: getattr(row, name) for name in (*kept, "created_at", "updated_at")},
            found_by="person" if row.linked_by else "machine",
            provider_report=_report(provider, row.answers.get(Side.PROVIDER), counted=True),
            recipient_report=_report(recipient, row.answers.get(Side.RECIPIENT), counted=not row.left_out),
            difference_usd=_difference(provider.usd, recipient.usd),
        )


def _difference(given: Decimal | None, received: Decimal | None) -> Decimal | None:
    return None if given is None or received is None else received - given


def _report(flow: models.Flow, answer: object, *, counted: bool) -> MirrorReport:
    kept = ("activity", "reporter", "transaction_type", "day", "usd")
    return MirrorReport(
        **{name: getattr(flow, name) for name in kept},
        flow=flow.id,
        value=Money.model_validate(flow),
        counted=counted,
        answer=Answer.model_validate(answer) if answer else None,
    )


class ConfirmationIn(Strict):
    """Two flows that are one."""

    flows: list[UUID] = Field(min_length=2, max_length=2, description="the two reports, in either order")
    comment: Text | None = None


class ConfirmationTransition(Strict):
    """A side's answer."""

    to: Literal[Status.MATCHED, Status.CONFIRMED, Status.DISPUTED, Status.OBJECTED]
    side: Side | None = Field(default=None, description="needed by who may speak for both sides")
    value: Amount | None = Field(default=None, description="needed in a dispute: what the amount is")
    comment: Text | None = Field(default=None, description="needed in a dispute and an objection")


class CommentIn(Strict):
    """Something to be said about a pair."""

    comment: Text


class Comment(BaseModel):
    """Something that was said about a pair; only the two sides see it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    side: Side | None = Field(description="null where it is of neither side alone")
    to: Status | None = Field(description="the answer that it came with")
    comment: str = Field(validation_alias="text")
    by: str = Field(description="principal that said it")
    at: datetime


class ConfirmationQuery(ListQuery):
    """What confirmations can be listed by."""

    status: list[Status] = []
    country: list[CountryCode] = Field(default=[], description="of the provider or among the recipients")
    activity: list[UUID] = Field(default=[], description="of either report")
    reporter: list[str] = Field(default=[], description="of either report")
    year: list[Year] = []
    updated_since: Instant | None = None


class CommentQuery(ListQuery):
    """What comments can be listed by: nothing, there are few."""
