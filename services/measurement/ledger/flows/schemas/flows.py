"""Flows and exchange rates."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.measurement.ledger import models
from services.measurement.ledger.flows.schemas.contributions import Line
from services.measurement.ledger.rules.cooperation import Cooperation, part_cooperation
from services.measurement.ledger.rules.repeated import Repeats
from services.measurement.ledger.schemas.codes import AidType, PartyCode, PlaceCode, TransactionType
from services.measurement.ledger.schemas.findings import FoundQuery
from services.measurement.ledger.schemas.money import FlowConversion, Money
from services.measurement.reading.source import named_by
from shared.decimals import PlainDecimal
from shared.standards import CountryCode, Day, Instant, Year


class FlowSide(BaseModel):
    """One side of a flow: whom it counts for, and the organisation as it was reported."""

    code: PartyCode
    ref: str
    name: str
    known: bool | None = Field(description="whether the registry knows the organisation; null where none is named")


class Part(BaseModel):
    """A recipient's part of a flow."""

    code: PlaceCode
    weight: PlainDecimal = Field(description="percentage")
    usd: PlainDecimal | None
    cooperation: Cooperation | None = Field(description="domestic where it stays in the provider's country")


class Withdrawal(BaseModel):
    """When something was taken back, by whom, and why."""

    at: datetime
    by: str = Field(description="the principal")
    reason: str

    @classmethod
    def of(cls, at: datetime | None, by: str | None, reason: str | None) -> Self | None:
        """Show a withdrawal; None where there was none."""
        return cls(at=at, by=by or "", reason=reason or "") if at else None


class Flow(BaseModel):
    """One transaction. What was reported never changes: a later flow may correct it, and it may be withdrawn."""

    id: UUID
    activity: UUID
    reporter: str
    ref: str = Field(description="the reporting organisation's own name for it")
    external_id: str | None = Field(description="its name in a system that wrote it")
    description: str
    transaction_type: TransactionType
    day: Day
    provider: FlowSide
    recipient: FlowSide = Field(description="its `code` is empty where the flow falls to several")
    parts: list[Part] = Field(description="how the flow falls to countries and regions; the parts sum to `usd`")
    value: Money | None = Field(description="null where only contributions in kind are given")
    conversion: FlowConversion | None = Field(description="null where there is no amount or no exchange rate")
    lines: list[Line] = Field(description="contributions in kind, with all that they are said to be worth")
    cooperation: Cooperation | None
    aid_type: AidType
    channel: str = Field(description="IATI DisbursementChannel")
    flow_type: str = Field(description="IATI FlowType")
    finance_type: str = Field(description="IATI FinanceType")
    sectors: list[str] = Field(description="where it has its own: vocabulary, colon, code", examples=[["1:31120"]])
    repeats: Repeats | None = Field(
        description="whose report of the same money totals count in its place; null where they count this one"
    )
    counted_in: list[UUID] | None = Field(description="the activities with that report")
    corrects: UUID | None
    corrected_by: UUID | None
    withdrawn: Withdrawal | None
    version: int = Field(description="of a correction, counted on from what it corrects")
    created_at: datetime
    updated_at: datetime = Field(description="when it was last converted, attributed, valued, corrected or withdrawn")

    @classmethod
    def of(
        cls,
        row: models.Flow,
        lines: Sequence[Mapping[str, Any]] | None,
        external_id: str | None,
        known: Collection[tuple[str, str]],
    ) -> Self:
        """Show a flow with its lines, as `queries.contributions.lines_of` gives them, and what `known_sides` gives."""
        # One validation of plain values: thousands of flows are shown at once, each with several models in it.
        parts: Sequence[Decimal | None] = row.parts_usd or [None] * len(row.recipients)
        place = row.recipients[0] if len(row.recipients) == 1 else ""
        sides = {side: (row.reporter, named_by) in known for side, named_by in sides_of(row).items()}
        shown: dict[str, Any] = {name: getattr(row, name) for name in _AS_STORED}
        shown |= {
            "external_id": external_id,
            "provider": {
                "code": row.provider,
                "ref": row.provider_ref,
                "name": row.provider_name,
                "known": sides.get("provider"),
            },
            "recipient": {
                "code": place,
                "ref": row.receiver_ref,
                "name": row.receiver_name,
                "known": sides.get("recipient"),
            },
            "parts": [
                {
                    "code": code,
                    "weight": weight,
                    "usd": usd,
                    "cooperation": part_cooperation(row.cooperation, row.provider, code),
                }
                for code, weight, usd in zip(row.recipients, row.weights, parts, strict=True)
            ],
            "value": None,
            "conversion": None,
            "lines": [Line.of(line) for line in lines or ()],
            "withdrawn": Withdrawal.of(row.withdrawn_at, row.withdrawn_by, row.withdrawn_because),
        }
        if row.amount is not None:
            shown["value"] = {"amount": row.amount, "currency": row.currency, "value_date": row.value_date}
        if row.usd is not None:
            shown["conversion"] = {
                "usd": row.usd,
                "rate": row.rate,
                "rate_source": row.rate_source,
                "rate_date": row.rate_date,
            }
        return cls.model_validate(shown)


_DERIVED = {"external_id", "provider", "recipient", "parts", "value", "conversion", "lines", "withdrawn"}
_AS_STORED = [name for name in Flow.model_fields if name not in _DERIVED]


Side = Literal["provider", "recipient"]


def sides_of(row: models.Flow) -> dict[Side, str]:
    """Give what those sides of a flow that are named at all are named by."""
    # Most are not, in long lists above all.
    found: dict[Side, str] = {}
    if row.provider_ref or row.provider_name:
        found["provider"] = named_by(row.provider_ref, row.provider_name)
    if row.receiver_ref or row.receiver_name:
        found["recipient"] = named_by(row.receiver_ref, row.receiver_name)
    return found


class FlowQuery(FoundQuery):
    """What flows can be listed by; those that were corrected or withdrawn are left out unless asked for."""

    activity: list[UUID] = []
    reporter: list[str] = []
    provider: list[str] = []
    country: list[CountryCode] = Field(default=[], description="flows of which a part goes to the country")
    transaction_type: list[str] = []
    year: list[Year] = []
    cooperation: list[Cooperation] = Field(default=[], description="of the flow, or of a part of it")
    aid_type: list[str] = []
    corrected: bool = Field(default=False, description="also give flows that others have corrected")
    withdrawn: bool = Field(default=False, description="also give flows that were withdrawn")
    repeats: list[Repeats] = Field(
        default=[], description="flows that totals leave out for another report of the same money"
    )
    in_kind: bool | None = Field(default=None, description="flows that have contributions in kind, or that have none")
    updated_since: Instant | None = None
