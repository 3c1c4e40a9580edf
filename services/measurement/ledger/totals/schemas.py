"""Totals and how they are made."""

from enum import StrEnum
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.measurement.ledger.rules.cooperation import Cooperation
from services.measurement.ledger.rules.labels import label_of, name_of_place
from services.measurement.ledger.rules.repeated import Repeats
from services.measurement.ledger.schemas.codes import PartyCode, PlaceCode, TransactionType
from services.measurement.ledger.schemas.findings import FindingsCounted
from shared.decimals import PlainDecimal
from shared.http import ListQuery, Page
from shared.standards import CountryCode, Year

M = TypeVar("M", bound=BaseModel)


class Perspective(StrEnum):
    """Whose word counts: what providers say they gave, or what recipients say they received."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"


class Prices(StrEnum):
    """Money of each year, or of one year by the deflators of who provides."""

    CURRENT = "current"
    CONSTANT = "constant"


class DomesticSum(BaseModel):
    """What stays inside one country."""

    flows: int
    usd: PlainDecimal


class UnconvertedSum(BaseModel):
    """What flows in a currency that were not converted add up to, as they were reported."""

    model_config = ConfigDict(from_attributes=True)

    currency: str
    stale: bool = Field(description="there are rates, all too old; false where there is none")
    flows: int
    amount: PlainDecimal


class RepeatedSum(BaseModel):
    """What flows add up to of which another report is counted."""

    model_config = ConfigDict(from_attributes=True)

    repeats: Repeats = Field(description="whose report is counted")
    flows: int
    usd: PlainDecimal


class Method(BaseModel):
    """How a total was made."""

    perspective: Perspective
    transaction_types: list[TransactionType] = Field(description="transaction types that are counted")
    currency: Literal["USD"]
    prices: Prices
    base_year: int | None = Field(description="the year whose prices constant prices are")
    undeflated: int = Field(description="flows that are left out of constant prices for want of a deflator")
    rate_source: str = Field(description="who says the rates; each flow names its own")
    conversion: str
    attribution: str
    groups: list[str] = Field(
        description="editions of the country groups that tell directions apart; each flow follows that of its day"
    )
    reporters: int = Field(description="coverage: how many reporting organisations the totals are made of")
    domestic: DomesticSum = Field(
        description="what stays inside one country: on the matrix's diagonal, in a series beside in- and out-flows"
    )
    converted: int = Field(description="flows that are in it")
    unconverted: int = Field(description="flows that are left out for want of an exchange rate that is not too old")
    unconverted_sums: list[UnconvertedSum] = Field(description="those flows as they were reported, by currency")
    greatest_age: int = Field(description="days that a rate counts, where no other age is set for its source")
    repeated: list[RepeatedSum] = Field(
        description="flows that are left out because others report the same money; they name the activities"
    )
    pairs: int = Field(description="confirmations (matched, confirmed or disputed) that are counted once")
    pairs_side: Perspective = Field(description="whose report of such a pair is counted, also while it is disputed")
    findings: FindingsCounted
    exclusions: list[str]


class MatrixCell(BaseModel):
    """What one provider gave to one recipient."""

    model_config = ConfigDict(from_attributes=True)

    provider: PartyCode
    provider_name: str | None = Field(description="in English that of a country, else as most flows name it")
    recipient: PlaceCode
    recipient_name: str | None = Field(default=None, description="in English; null where it is not allocated")
    amount: PlainDecimal
    flows: int

    @classmethod
    def of(cls, row: Any) -> Self:
        """Show a cell with the names of its sides."""
        cell = cls.model_validate(row)
        cell.provider_name = name_of_place(cell.provider) or cell.provider_name
        cell.recipient_name = name_of_place(cell.recipient)
        return cell


class SeriesPoint(BaseModel):
    """What went in and out in a year."""

    model_config = ConfigDict(from_attributes=True)

    year: int
    key: str | None = Field(description="value of the dimension that was asked for with `by`")
    key_name: str | None = Field(description="what the key stands for, in English")
    inflows: PlainDecimal
    outflows: PlainDecimal
    domestic: PlainDecimal = Field(description="what stays inside one country, neither in nor out")

    @classmethod
    def of(cls, row: Any, by: "Dimension | None") -> Self:
        """Show a point with the name of its key."""
        point = cls.model_validate(row)
        if by and point.key is not None:
            point.key_name = label_of(by, point.key) or point.key_name
        return point


class Totals(Page[M], Generic[M]):
    """A page of totals with their method."""

    method: Method


class TotalQuery(ListQuery):
    """How totals are made."""

    perspective: Perspective = Perspective.PROVIDER
    cooperation: list[Cooperation] = []
    aid_type: list[str] = []
    currency: Literal["USD"] = "USD"
    prices: Prices = Prices.CURRENT
    method: bool = Field(
        default=False, description="begin CSV with lines that say how the totals were made, each after a `#`"
    )
    base_year: int | None = Field(
        default=None, ge=1900, le=2100, validate_default=True, description="needed for constant prices"
    )

    @field_validator("base_year")
    @classmethod
    def _of_constant_prices(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is None and info.data.get("prices") is Prices.CONSTANT:
            raise PydanticCustomError("missing", "Constant prices are those of a year: give base_year")
        return value


class MatrixQuery(TotalQuery):
    """What the matrix can be made of."""

    year: list[Year] = []
    provider: list[str] = []
    recipient: list[str] = []
    region: list[str] = Field(default=[], description="recipients that were members of the body on the day of the flow")


class Dimension(StrEnum):
    """What a series can be told apart by."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"
    COOPERATION = "cooperation"
    AID_TYPE = "aid_type"
    TRANSACTION_TYPE = "transaction_type"


class SeriesQuery(TotalQuery):
    """What a series can be made of; without country and region, of all flows between countries."""

    country: list[CountryCode] = Field(default=[], description="what goes into and out of these countries together")
    region: list[str] = Field(default=[], description="what goes into and out of the members of that day together")
    by: Dimension | None = None
    year_from: Year | None = None
    year_to: Year | None = None
