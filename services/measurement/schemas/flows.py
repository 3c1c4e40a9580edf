"""Flows and exchange rates."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.measurement import models
from services.measurement.rules.cooperation import Cooperation
from services.measurement.schemas.codes import KindCode, Modality, PartyCode, PlaceCode
from shared.http import ListQuery
from shared.standards import CountryCode, CurrencyCode


class Money(BaseModel):
    """An amount as it was reported."""

    amount: Decimal
    currency: str
    value_date: date


class Conversion(BaseModel):
    """The amount in US dollars, with the rate it was made with."""

    usd: Decimal
    rate: Decimal = Field(description="units of the currency per US dollar")
    rate_source: str
    rate_date: date


class Side(BaseModel):
    """One side of a flow: whom it counts for, and the organisation as it was reported."""

    code: PartyCode
    ref: str
    name: str


class Part(BaseModel):
    """A recipient's part of a flow."""

    code: PlaceCode
    weight: Decimal = Field(description="percentage")
    usd: Decimal | None


class Flow(BaseModel):
    """One transaction. It is never changed: a later flow may correct it."""

    id: UUID
    activity: UUID
    reporter: str
    ref: str = Field(description="the reporting organisation's own name for it")
    description: str
    kind: KindCode
    day: date
    provider: Side
    recipient: Side = Field(description="its `code` is empty where the flow falls to several")
    parts: list[Part] = Field(description="how the flow falls to countries and regions; the parts sum to `usd`")
    value: Money
    conversion: Conversion | None = Field(description="null where there is no exchange rate")
    cooperation: Cooperation | None
    modality: Modality
    channel: str = Field(description="IATI DisbursementChannel")
    flow_type: str = Field(description="IATI FlowType")
    finance_type: str = Field(description="IATI FinanceType")
    sectors: list[str] = Field(description="where it has its own: vocabulary, colon, code", examples=[["1:31120"]])
    corrects: UUID | None
    corrected_by: UUID | None
    created_at: datetime

    @classmethod
    def of(cls, row: models.Flow) -> Self:
        """Show a flow."""
        parts: Sequence[Decimal | None] = row.parts_usd or [None] * len(row.recipients)
        derived = {"provider", "recipient", "parts", "value", "conversion"}
        place = row.recipients[0] if len(row.recipients) == 1 else ""
        return cls(
            **{name: getattr(row, name) for name in cls.model_fields if name not in derived},
            provider=Side(code=row.provider, ref=row.provider_ref, name=row.provider_name),
            recipient=Side(code=place, ref=row.receiver_ref, name=row.receiver_name),
            parts=[
                Part(code=code, weight=weight, usd=usd)
                for code, weight, usd in zip(row.recipients, row.weights, parts, strict=True)
            ],
            value=Money(amount=row.amount, currency=row.currency, value_date=row.value_date),
            conversion=Conversion.model_validate(row, from_attributes=True) if row.usd is not None else None,
        )


class ExchangeRate(BaseModel):
    """What a US dollar was worth in a currency on a day."""

    model_config = ConfigDict(from_attributes=True)

    currency: str
    day: date = Field(serialization_alias="date")
    units_per_usd: Decimal
    source: str


class FlowQuery(ListQuery):
    """What flows can be listed by; those that were corrected are left out unless asked for."""

    activity: list[UUID] = []
    reporter: list[str] = []
    provider: list[str] = []
    country: list[CountryCode] = Field(default=[], description="flows of which a part goes to the country")
    kind: list[str] = []
    year: list[int] = []
    cooperation: list[Cooperation] = []
    modality: list[str] = []
    corrected: bool = Field(default=False, description="also give flows that others have corrected")
    updated_since: AwareDatetime | None = Field(default=None, description="recorded at or after this moment")


class RateQuery(ListQuery):
    """What exchange rates can be listed by."""

    currency: list[CurrencyCode] = []
    date_from: date | None = None
    date_to: date | None = None
