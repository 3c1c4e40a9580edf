"""Money, as it was reported and as it was converted."""

from pydantic import BaseModel, ConfigDict, Field

from services.measurement.requests import Strict
from shared.decimals import PlainDecimal
from shared.standards import CurrencyCode, Day


class Money(BaseModel):
    """An amount as it was reported."""

    model_config = ConfigDict(from_attributes=True)

    amount: PlainDecimal
    currency: str
    value_date: Day


class Amount(Strict):
    """An amount of money."""

    amount: PlainDecimal = Field(allow_inf_nan=False, max_digits=30, examples=["8000.00"])
    currency: CurrencyCode


class FlowConversion(BaseModel):
    """The amount in US dollars, with the rate it was made with."""

    model_config = ConfigDict(from_attributes=True)

    usd: PlainDecimal
    rate: PlainDecimal = Field(description="units of the currency per US dollar")
    rate_source: str
    rate_date: Day
