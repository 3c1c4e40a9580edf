"""Contributions in kind, and what they are said to be worth."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.measurement.ledger.schemas.money import Amount, FlowConversion
from services.measurement.reading.contributions import ContributionType, ValuationMethod, ValuedBy, worth
from services.measurement.requests import Strict
from shared.decimals import PlainDecimal
from shared.standards import CurrencyCode, LanguageMap


class UnitCost(Strict):
    """What one unit is worth."""

    amount: PlainDecimal = Field(ge=0, allow_inf_nan=False, max_digits=24, decimal_places=6, examples=["350.00"])
    currency: CurrencyCode


class LineIn(Strict):
    """A contribution in kind; what its unit is worth may be said, with the method by which that was found."""

    type: ContributionType
    quantity: PlainDecimal = Field(gt=0, allow_inf_nan=False, max_digits=24, decimal_places=6, examples=["12"])
    unit: str = Field(description="a unit that the type is counted in", examples=["person_day"])
    description: LanguageMap | None = None
    unit_cost: UnitCost | None = None
    valuation_method: ValuationMethod | None = Field(default=None, description="required with `unit_cost`")
    valued_by: ValuedBy = ValuedBy.PROVIDER


class ValuationIn(Strict):
    """Another word on what a contribution is worth; those that are there stay."""

    line: int = Field(ge=1, le=1000, description="number of the line")
    method: ValuationMethod
    unit_cost: UnitCost
    valued_by: ValuedBy


class Valuation(BaseModel):
    """What somebody says a contribution is worth; no total counts it."""

    id: UUID
    method: ValuationMethod
    valued_by: ValuedBy
    unit_cost: Amount
    worth: Amount = Field(description="quantity times unit cost")
    conversion: FlowConversion | None = Field(description="of `worth`; null where there is no exchange rate")
    reported: bool = Field(description="it came with the flow itself")
    by: str = Field(description="the principal that entered it")
    at: datetime

    @classmethod
    def of(cls, found: Mapping[str, Any], quantity: Decimal) -> Self:
        """Show a valuation of so many units."""
        cost = UnitCost.model_validate({"amount": found["unit_cost"], "currency": found["currency"]})
        return cls(
            **{name: found[name] for name in ("id", "method", "valued_by", "reported", "by", "at")},
            unit_cost=Amount(amount=cost.amount, currency=cost.currency),
            worth=Amount(amount=worth(quantity, cost.amount), currency=cost.currency),
            conversion=FlowConversion.model_validate(found) if found["usd"] is not None else None,
        )


class Line(BaseModel):
    """A contribution in kind."""

    number: int
    type: ContributionType
    quantity: PlainDecimal
    unit: str
    description: dict[str, str]
    tossd_modality: str = Field(description="TOSSD modality, which follows from type and unit", examples=["D011"])
    valuations: list[Valuation] = Field(description="the oldest first; none takes the place of another")

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Self:
        """Show a line."""
        quantity = Decimal(found["quantity"])
        valuations = [Valuation.of(one, quantity) for one in found["valuations"]]
        return cls.model_validate({**found, "quantity": quantity, "valuations": valuations})
