"""Frameworks, roadmaps, deadlines and reports as they are sent and shown."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.roadmaps import models
from services.roadmaps.rules import (
    DeadlineKind,
    DeadlineState,
    ReportStatus,
    RoadmapStatus,
    state,
    unreported_commitments,
)
from shared.http import ListQuery
from shared.standards import Constituency, CountryCode, Day, ExternalId, Instant, LanguageMap, Storable

RegionCode = Annotated[
    str, Field(pattern="^[A-Z][A-Z0-9-]{1,15}$", description="code of a regional body", examples=["EAC"])
]


class Strict(BaseModel):
    """A request body: a field that is not known is a fault."""

    model_config = ConfigDict(extra="forbid")


class Commitment(BaseModel):
    """One of a framework's numbered commitments or topics."""

    number: int
    titles: LanguageMap


class DeadlineRule(BaseModel):
    """When something is due: a period after the anchor date, and how often again."""

    kind: Literal[DeadlineKind.ROADMAP_ADOPTED, DeadlineKind.PROGRESS_REPORT]
    after: str = Field(description="ISO 8601 period after the anchor", examples=["P6M"])
    every: str | None = Field(description="ISO 8601 period of the recurrence", examples=["P1Y"])
    commitment: int


class FrameworkIn(BaseModel):
    """A set of commitments as data."""

    id: str = Field(examples=["nairobi-2017"])
    titles: LanguageMap
    agreed_on: Day
    source: str
    commitments: list[Commitment]
    topics: list[Commitment]
    deadline_rules: list[DeadlineRule]


class Framework(FrameworkIn):
    """A set of commitments, with its version."""

    version: int


class Scope(Strict):
    """Whose roadmap it is: one country or one region."""

    country: CountryCode | None = None
    region: RegionCode | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.country is None) == (self.region is None):
            raise PydanticCustomError("one_scope", "Give a country or a region, exactly one of them")
        return self


class AcceptanceIn(Strict):
    """That an actor accepts, or no longer, to own the roadmap of a country or region."""

    actor: UUID
    scope: Scope
    accepted: bool = True


class RoadmapParticipant(Strict):
    """Who takes part in a roadmap: an actor of the registry, or somebody by name."""

    constituency: Constituency
    actor: UUID | None = None
    name: Annotated[str, Field(min_length=1, max_length=500), Storable] | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.actor is None) == (self.name is None):
            raise PydanticCustomError("one_name", "Give an actor or a name, exactly one of them")
        return self


class WithoutAction(Strict):
    """A commitment for which a roadmap has no action, and why."""

    commitment: int = Field(ge=1, le=1000)
    reason: LanguageMap


class RoadmapIn(Strict):
    """A roadmap as it is sent."""

    framework: str = Field(examples=["nairobi-2017"])
    scope: Scope
    owner: UUID = Field(description="the actor that is responsible for it: inside your grants, or one that accepted")
    anchor_date: Day = Field(description="the day from which the deadlines count", examples=["2017-05-04"])
    titles: LanguageMap
    participants: list[RoadmapParticipant] = Field(
        default=[], max_length=1000, description="who takes part, by constituency"
    )
    without_action: list[WithoutAction] = Field(default=[], max_length=1000)
    external_id: ExternalId | None = None


class AdoptedIncomplete(BaseModel):
    """Why a roadmap was adopted though something was missing."""

    reason: LanguageMap
    missing: list[str]
    adopted_by: str = Field(description="the client that did")


class Roadmap(RoadmapIn):
    """A roadmap."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    status: RoadmapStatus
    adopted_on: Day | None
    adopted_incomplete: AdoptedIncomplete | None = None
    owner_names: dict[str, str] | None = Field(default=None, description="what the registry calls the owner")
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Roadmap, owner_names: dict[str, str] | None) -> Self:
        """Show a row."""
        return cls.model_validate(row, from_attributes=True).model_copy(update={"owner_names": owner_names})


class RoadmapTransition(Strict):
    """A step of a roadmap."""

    to: RoadmapStatus
    on: Day | None = Field(default=None, description="the day it happened; today where it is left out")
    reason: LanguageMap | None = Field(default=None, description="why it is adopted though something is missing")


class Deadline(BaseModel):
    """A dated duty of a roadmap."""

    id: UUID
    roadmap: UUID
    framework: str
    kind: DeadlineKind
    subject: str = Field(description="what it is about", examples=["roadmaps/0198c1de-0000-7000-8000-000000000000"])
    titles: dict[str, str] | None = Field(description="of a milestone; a framework's duty is said by its kind")
    country: str | None
    region: str | None
    owner: UUID
    due_on: Day = Field(description="it may be met until the end of this day")
    state: DeadlineState
    met_on: Day | None
    version: int

    @classmethod
    def of(cls, row: models.Deadline, roadmap: models.Roadmap, titles: dict[str, str] | None, today: date) -> Self:
        """Show a row as it stands on a day; the titles are those of its milestone."""
        return cls(
            id=row.id,
            roadmap=roadmap.id,
            framework=roadmap.framework,
            kind=DeadlineKind(row.kind),
            subject=f"milestones/{row.milestone}" if row.milestone else f"roadmaps/{roadmap.id}",
            titles=titles,
            country=roadmap.country,
            region=roadmap.region,
            owner=roadmap.owner,
            due_on=row.due_on,
            state=state(row.due_on, today, met_on=row.met_on, waived=row.waived_at is not None),
            met_on=row.met_on,
            version=row.version,
        )


class Section(Strict):
    """What a report says of one commitment."""

    commitment: int = Field(ge=1, le=1000, description="its number in the framework")
    narrative: LanguageMap


class ReportIn(Strict):
    """A progress report as it is sent."""

    roadmap: UUID
    period_from: Day
    period_to: Day
    sections: list[Section] = []

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period_from >= self.period_to:
            raise PydanticCustomError("period", "period_from must lie before period_to")
        return self


class ReportChange(Strict):
    """What may change of a report: its sections."""

    sections: list[Section]


class Report(ReportIn):
    """A progress report."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    template: str = Field(description="version of the standard template")
    status: ReportStatus
    missing: list[str] = Field(default=[], description="what is left out; a partial report is still worth filing")
    submitted_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Report, framework: models.Framework) -> Self:
        """Show a row."""
        left_out = unreported_commitments(row.sections, framework.commitments)
        return cls.model_validate(row, from_attributes=True).model_copy(update={"missing": left_out})


class ReportTransition(Strict):
    """A step of a report."""

    to: ReportStatus


class FrameworkQuery(ListQuery):
    """What frameworks can be listed by: nothing, there are few."""


class RoadmapQuery(ListQuery):
    """What roadmaps can be listed by."""

    framework: list[str] = []
    country: list[CountryCode] = []
    region: list[str] = Field(default=[], description="roadmaps of the region itself and of its members today")
    status: list[RoadmapStatus] = []
    updated_since: Instant | None = None


class DeadlineQuery(ListQuery):
    """What deadlines can be listed by."""

    framework: list[str] = []
    roadmap: list[UUID] = []
    country: list[CountryCode] = []
    region: list[str] = Field(default=[], description="deadlines of the region itself and of its members today")
    kind: list[DeadlineKind] = []
    state: list[DeadlineState] = []
    due_from: Day | None = None
    due_to: Day | None = None
    updated_since: Instant | None = None


class ReportQuery(ListQuery):
    """What reports can be listed by."""

    roadmap: list[UUID] = []
    country: list[CountryCode] = []
    status: list[ReportStatus] = []
    updated_since: Instant | None = None


class ActorState(BaseModel, frozen=True):
    """What an actor is called and where it is, as an event brings it."""

    id: UUID
    names: dict[str, str]
    country: str | None = None


class ActorWithdrawal(BaseModel, frozen=True):
    """An actor that was taken out of the registry, as an event brings it."""

    id: UUID


class ActorMerge(BaseModel, frozen=True):
    """An actor that has proved to be another one, as an event brings it."""

    id: UUID
    into: UUID
