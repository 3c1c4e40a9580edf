"""Activities."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.measurement.ledger import models
from services.measurement.ledger.rules.cooperation import Cooperation
from services.measurement.ledger.schemas.codes import AidType
from services.measurement.ledger.schemas.findings import ActivityFinding, FoundQuery
from services.measurement.reading.findings import MOST_SHOWN as MOST_FINDINGS
from shared.decimals import PlainDecimal
from shared.standards import CountryCode, Day, Instant


class Recipient(BaseModel):
    """A country, region or sector, and its part of the whole."""

    code: str
    vocabulary: str | None = None
    percentage: PlainDecimal | None = None


class Participant(BaseModel):
    """An organisation that takes part; `kind` is IATI's OrganisationType."""

    role: str = Field(description="IATI's OrganisationRole, or `beneficiary`, `pivotal`, `facilitating`")
    ref: str
    name: str
    kind: str
    valid_from: Day | None = None
    valid_to: Day | None = None


class CooperationSet(BaseModel):
    """What somebody has set an activity's cooperation to, and why."""

    model_config = ConfigDict(from_attributes=True)

    value: Cooperation
    reason: str
    by: str = Field(description="the principal")
    at: datetime


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
    of: str = Field(description="what it tells of: activity, result, indicator, baseline, target or actual")


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
    """What an activity says besides; of it, relations and secondary reporting bear on whether flows count."""

    descriptions: list[Description] = []
    sdgs: list[str] = Field(default=[], description="goals and targets of the Agenda 2030", examples=[["3", "3.1"]])
    scope: str = ""
    hierarchy: str = ""
    secondary_reporter: bool = Field(default=False, description="the reporting organisation reports for another")
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
    reporter_kind: str = Field(description="IATI OrganisationType", examples=["10"])
    titles: dict[str, str]
    status: str = Field(description="IATI ActivityStatus", examples=["2"])
    cooperation: Cooperation | None = Field(
        description="derived from the parties unless it was set; null where they do not say it"
    )
    cooperation_set: CooperationSet | None = Field(default=None, description="null where it is derived")
    external_id: str | None = Field(default=None, description="its name in a system that wrote it")
    aid_type: AidType
    currency: str = Field(description="default currency; empty where there is none")
    dates: dict[str, Day] = Field(description="by IATI ActivityDateType", examples=[{"2": "2019-04-01"}])
    participants: list[Participant]
    recipients: list[Recipient]
    sectors: list[Recipient]
    details: Details
    indicators: int = Field(description="how many measure its results; see /v1/indicators?activity=")
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Activity, override: models.CooperationOverride | None, external_id: str | None) -> Self:
        """Show an activity."""
        shown = cls.model_validate(row)
        shown.cooperation_set = CooperationSet.model_validate(override) if override else None
        shown.external_id = external_id
        return shown


class ActivityWithFindings(Activity):
    """A programme or project with what was found in its last report."""

    findings: list[ActivityFinding] = Field(
        default=[], description=f"of its last report, those of the activity itself first; at most {MOST_FINDINGS}"
    )


class ActivityQuery(FoundQuery):
    """What activities can be listed by."""

    identifier: list[str] = []
    reporter: list[str] = []
    country: list[CountryCode] = Field(default=[], description="activities that reach the country")
    cooperation: list[Cooperation] = []
    aid_type: list[str] = []
    status: list[str] = []
    withdrawn: bool = Field(default=False, description="also give activities that were withdrawn")
    updated_since: Instant | None = None
