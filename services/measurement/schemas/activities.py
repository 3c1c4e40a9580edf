"""Activities."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.measurement.rules.cooperation import Cooperation
from services.measurement.schemas.codes import Modality
from shared.http import ListQuery
from shared.standards import CountryCode


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


class Description(BaseModel):
    """A text about the activity; `type` is IATI's DescriptionType."""

    type: str
    texts: dict[str, str]


class Marker(BaseModel):
    """A policy marker or a tag."""

    vocabulary: str
    code: str
    significance: str | None = None


class Budget(BaseModel):
    """Money that is planned for a period, as it was reported; `kind` is `budget` or `planned-disbursement`."""

    kind: str
    type: str
    status: str
    start: str
    end: str | None
    amount: str | None
    currency: str | None
    value_date: str | None


class Document(BaseModel):
    """A document by its link."""

    url: str
    format: str
    titles: dict[str, str]
    categories: list[str] = Field(description="IATI DocumentCategory")
    languages: list[str]
    date: str | None


class Location(BaseModel):
    """A place; `position` is latitude and longitude."""

    ref: str
    names: dict[str, str]
    position: str


class Reference(BaseModel):
    """Another activity, or another identifier; `type` is IATI's RelatedActivityType or OtherIdentifierType."""

    type: str
    identifier: str


class Details(BaseModel):
    """What an activity says besides, which bears on no total."""

    descriptions: list[Description] = []
    sdgs: list[str] = Field(default=[], description="goals and targets of the Agenda 2030", examples=[["3", "3.1"]])
    scope: str = ""
    hierarchy: str = ""
    humanitarian: bool = False
    tied_status: str = ""
    capital_spend: str = ""
    policy_markers: list[Marker] = []
    tags: list[Marker] = []
    budgets: list[Budget] = []
    documents: list[Document] = []
    locations: list[Location] = []
    related: list[Reference] = []
    other_identifiers: list[Reference] = []


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
    details: Details
    indicators: int = Field(description="how many measure its results; see /v1/indicators?activity=")
    version: int
    created_at: datetime
    updated_at: datetime


class ActivityQuery(ListQuery):
    """What activities can be listed by."""

    identifier: list[str] = []
    reporter: list[str] = []
    country: list[CountryCode] = Field(default=[], description="activities that reach the country")
    cooperation: list[Cooperation] = []
    modality: list[str] = []
    status: list[str] = []
    updated_since: AwareDatetime | None = None
