"""Exchange rates as they are sent and shown, and what follows from them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.measurement.facts.rates.rules.money import LONGEST_AGE
from services.measurement.jobs.rules import JobStatus
from shared.decimals import PlainDecimal
from shared.http import ListQuery
from shared.standards import CurrencyCode, Day, Storable, Year

Age = Annotated[int, Field(ge=1, le=LONGEST_AGE)]


class RateIn(BaseModel):
    """What a US dollar was worth in a currency on a day, as it is sent."""

    model_config = ConfigDict(extra="forbid")

    currency: CurrencyCode
    date: Day
    units_per_usd: PlainDecimal = Field(gt=0, allow_inf_nan=False, max_digits=30, decimal_places=12)
    source: Annotated[str, Field(min_length=1, max_length=200, examples=["Central Bank of Kenya"]), Storable]


class LoadQuery(BaseModel):
    """How rates that are sent are taken."""

    model_config = ConfigDict(extra="forbid")

    greatest_age: Age | None = Field(default=None, description="days that rates of these sources count from now on")
    leaps: Literal["refuse", "accept"] = Field(
        default="refuse", description="a currency that moves by a factor over three is refused, unless it is accepted"
    )
    source: Annotated[str, Field(max_length=200), Storable] | None = Field(
        default=None, description="who says the rates of a table that does not say it"
    )


class RateSourceIn(BaseModel):
    """For how many days the rates of a source count."""

    model_config = ConfigDict(extra="forbid")

    source: Annotated[str, Field(min_length=1, max_length=400), Storable]
    greatest_age: Age


class RateSource(BaseModel):
    """Who says rates, for how many days they count, and of which days there are any."""

    model_config = ConfigDict(from_attributes=True)

    source: str
    greatest_age: int = Field(description="days")
    currencies: int
    rates: int
    first: Day
    last: Day


class Deflator(BaseModel):
    """The price level of who provides in a year; levels of one provider are compared with each other only."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    provider: str = Field(min_length=1, max_length=50, description="country, or reference of an international body")
    year: int = Field(ge=1900, le=2100)
    index: PlainDecimal = Field(gt=0, allow_inf_nan=False, max_digits=20, decimal_places=8, examples=["104.2"])
    source: Annotated[str, Field(min_length=1, max_length=200, examples=["OECD DAC deflators, 2026"]), Storable]


class DeflatorsLoaded(BaseModel):
    """What became of deflators that were sent."""

    deflators: int
    changed: int = Field(description="how many are new, or other than before")


class DeflatorQuery(ListQuery):
    """What deflators can be listed by."""

    provider: list[str] = []
    year: list[Year] = []


class Conversion(BaseModel):
    """Flows converted anew, because rates they were converted by, or should have been, have changed."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    status: JobStatus
    currencies: list[str]
    since: Day = Field(description="flows whose value date is this day or later")
    sources: list[str] = Field(description="who says the rates that have changed")
    flows: int = Field(description="how many have been converted anew so far")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Loaded(BaseModel):
    """What became of rates that were sent."""

    rates: int = Field(description="how many were sent")
    changed: int = Field(description="how many are new, or other than before")
    conversion: Conversion | None = Field(description="null where nothing has changed")


class ConversionQuery(ListQuery):
    """What conversions can be listed by."""

    status: list[JobStatus] = []


class ExchangeRate(BaseModel):
    """What a US dollar was worth in a currency on a day."""

    model_config = ConfigDict(from_attributes=True)

    currency: str
    day: Day = Field(serialization_alias="date")
    units_per_usd: PlainDecimal
    source: str


class RateQuery(ListQuery):
    """What exchange rates can be listed by."""

    currency: list[CurrencyCode] = []
    date_from: Day | None = None
    date_to: Day | None = None
