"""Requests and answers of the measurement service; their descriptions are the API's documentation."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Generic, Literal, Self, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.measurement import models
from services.measurement.rules.cooperation import Cooperation
from services.measurement.rules.findings import Severity
from services.measurement.rules.imports import COUNTS, Mode, Status
from shared.http import ListQuery, Page
from shared.standards import CountryCode, CurrencyCode

M = TypeVar("M", bound=BaseModel)

PlaceCode = Annotated[
    str, Field(description="country (ISO 3166-1 alpha-2) or region (OECD); empty where it is not said", examples=["KE"])
]
PartyCode = Annotated[
    str,
    Field(
        description="country, or reference of an international body; empty where it is not known",
        examples=["GB", "XM-DAC-41122"],
    ),
]
KindCode = Annotated[str, Field(description="IATI TransactionType", examples=["3"])]
Modality = Annotated[str, Field(description="IATI AidType", examples=["C01"])]


class Import(BaseModel):
    """A file that was sent in, and what became of it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    mode: Mode
    status: Status
    size: int = Field(description="bytes that were sent")
    counts: dict[str, int] = Field(
        description="what was found so far; `aside` are activities with an error, which are not taken",
        examples=[dict.fromkeys(COUNTS, 0)],
    )
    created_by: str
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: models.Import) -> Self:
        """Show an import; counts that are not there yet are 0."""
        found = cls.model_validate(row)
        return found.model_copy(update={"counts": dict.fromkeys(COUNTS, 0) | found.counts})


class Finding(BaseModel):
    """One fault in a file, and where."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    rule: str = Field(description="IATI's rule id, or one of ours", examples=["3.1.2"])
    severity: Severity = Field(
        description="critical: nothing of the file is taken; error: the activity is kept aside; warning: no more"
    )
    category: str = Field(examples=["geo"])
    message: str = Field(description="what must hold")
    detail: str = Field(description="what was found instead")
    line: int = Field(description="0 where it is of the file as a whole")
    path: str = Field(examples=["/iati-activities/iati-activity[3]/transaction[2]/value"])
    activity: str = Field(description="identifier of the activity, as far as it is known")


class Recipient(BaseModel):
    """A country, region or sector, and its part of the whole."""

    code: str
    vocabulary: str | None = None
    percentage: Decimal | None = None


class Participant(BaseModel):
    """An organisation that takes part; `role` is IATI's OrganisationRole, `kind` its OrganisationType."""

    role: str
    ref: str
    name: str
    kind: str


class Activity(BaseModel):
    """A programme or project, as its reporting organisation last reported it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    identifier: str = Field(examples=["GB-COH-1762840-1"])
    reporter: str = Field(description="reference of the reporting organisation", examples=["GB-COH-1762840"])
    reporter_name: str
    titles: dict[str, str]
    status: str = Field(description="IATI ActivityStatus", examples=["2"])
    cooperation: Cooperation | None = Field(description="derived from the parties; null where they do not say it")
    modality: Modality
    currency: str = Field(description="default currency; empty where there is none")
    dates: dict[str, date] = Field(description="by IATI ActivityDateType", examples=[{"2": "2019-04-01"}])
    participants: list[Participant]
    recipients: list[Recipient]
    sectors: list[Recipient]
    version: int
    created_at: datetime
    updated_at: datetime


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


class Perspective(StrEnum):
    """Whose word counts: what providers say they gave, or what recipients say they received."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"


class Method(BaseModel):
    """How a total was made."""

    perspective: Perspective
    kinds: list[KindCode] = Field(description="transaction types that are counted")
    currency: Literal["USD"]
    prices: Literal["current"]
    rate_source: str
    conversion: str
    attribution: str
    groups: str = Field(description="version of the country groups that tell directions apart")
    reporters: int = Field(description="coverage: how many reporting organisations the totals are made of")
    unconverted: int = Field(description="flows that are left out for want of an exchange rate")
    exclusions: list[str]


class MatrixCell(BaseModel):
    """What one provider gave to one recipient."""

    model_config = ConfigDict(from_attributes=True)

    provider: PartyCode
    recipient: PlaceCode
    amount: Decimal
    flows: int


class SeriesPoint(BaseModel):
    """What went in and out in a year."""

    model_config = ConfigDict(from_attributes=True)

    year: int
    key: str | None = Field(description="value of the dimension that was asked for with `by`")
    inflows: Decimal
    outflows: Decimal


class Totals(Page[M], Generic[M]):
    """A page of totals with their method."""

    method: Method


class ImportQuery(ListQuery):
    """What imports can be listed by."""

    status: list[Status] = []
    mode: list[Mode] = []


class FindingQuery(ListQuery):
    """What findings can be listed by."""

    severity: list[Severity] = []
    rule: list[str] = []


class ActivityQuery(ListQuery):
    """What activities can be listed by."""

    identifier: list[str] = []
    reporter: list[str] = []
    country: list[CountryCode] = Field(default=[], description="activities that reach the country")
    cooperation: list[Cooperation] = []
    modality: list[str] = []
    status: list[str] = []
    updated_since: AwareDatetime | None = None


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


class TotalQuery(ListQuery):
    """How totals are made."""

    perspective: Perspective = Perspective.PROVIDER
    cooperation: list[Cooperation] = []
    modality: list[str] = []
    currency: Literal["USD"] = "USD"
    prices: Literal["current"] = "current"


class MatrixQuery(TotalQuery):
    """What the matrix can be made of."""

    year: list[int] = []
    provider: list[str] = []
    recipient: list[str] = []
    region: list[str] = Field(default=[], description="recipients that are members of the regional body today")


class Dimension(StrEnum):
    """What a series can be told apart by."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"
    COOPERATION = "cooperation"
    MODALITY = "modality"
    KIND = "kind"


class SeriesQuery(TotalQuery):
    """What a series can be made of; without country and region, of all flows between countries."""

    country: list[CountryCode] = Field(default=[], description="what goes into and out of these countries together")
    region: list[str] = Field(default=[], description="what goes into and out of the members today together")
    by: Dimension | None = None
    year_from: int | None = None
    year_to: int | None = None


class RateQuery(ListQuery):
    """What exchange rates can be listed by."""

    currency: list[CurrencyCode] = []
    date_from: date | None = None
    date_to: date | None = None
