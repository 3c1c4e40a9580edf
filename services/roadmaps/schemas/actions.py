"""Actions of roadmaps and their milestones as they are sent and shown."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from services.roadmaps.rules import Completion, DeadlineState, Rater, RoadmapStatus, state
from services.roadmaps.schemas.roadmaps import Strict
from shared.decimals import PlainDecimal
from shared.documents import Evidence
from shared.http import ListQuery
from shared.standards import CountryCode, CurrencyCode, Day, ExternalId, Instant, LanguageMap, Pillar, Storable

_TARGETS_OF_GOALS = [
    "5ab",
    "5abc",
    "9abcd",
    "7abc",
    "6abc",
    "6ab",
    "3ab",
    "10ab",
    "5abc",
    "7abc",
    "7abc",
    "8abc",
    "3ab",
    "7abc",
    "9abc",
    "10ab",
    "19",
]
"""Of each goal from 1 to 17, how many targets have numbers, and which have letters."""
SDGS = frozenset(
    code
    for goal, targets in enumerate(_TARGETS_OF_GOALS, 1)
    for code in (
        f"{goal}",
        *(f"{goal}.{number}" for number in range(1, int(targets.rstrip("abcd")) + 1)),
        *(f"{goal}.{letter}" for letter in targets.lstrip("0123456789")),
    )
)
"""The goals and targets of the 2030 Agenda (A/RES/70/1)."""


def _target(value: str) -> str:
    if value not in SDGS:
        raise PydanticCustomError("unknown_sdg", "It is no goal or target of the SDGs, such as 17 or 17.9")
    return value


def _once(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


Target = Annotated[str, AfterValidator(_target), Field(examples=["17.9"])]
Topic = Annotated[int, Field(ge=1, le=1000, description="number of a topic of the framework")]
Actors = Annotated[list[UUID], AfterValidator(_once), Field(max_length=100)]


class Budget(Strict):
    """What an action is to cost, and where that stands in a budget."""

    amount: PlainDecimal = Field(ge=0, max_digits=20, decimal_places=2, examples=["250000.00"])
    currency: CurrencyCode
    line: Annotated[str, Field(min_length=1, max_length=500), Storable] | None = Field(
        default=None, description="its line in a budget, as the budget names it"
    )


class ActionIn(Strict):
    """An action as it is sent."""

    commitment: int = Field(ge=1, le=1000, description="number of the commitment of the framework that it is for")
    titles: LanguageMap
    descriptions: LanguageMap | None = None
    topics: Annotated[list[Topic], AfterValidator(_once)] = Field(default=[], max_length=100)
    pillars: Annotated[list[Pillar], AfterValidator(_once)] = Field(default=[], max_length=7)
    sdgs: Annotated[list[Target], AfterValidator(_once)] = Field(
        default=[], max_length=100, description="goals and targets of the SDGs"
    )
    responsible: Actors = Field(default=[], description="actors that answer for it")
    supporting: Actors = Field(default=[], description="actors that take part in it")
    plan_line: Annotated[str, Field(min_length=1, max_length=500), Storable] | None = Field(
        default=None, description="where it stands in a development plan", examples=["MTP IV, 3.2.1"]
    )
    budget: Budget | None = None
    starts_on: Day | None = None
    ends_on: Day | None = Field(default=None, description="the day on which it is to be done")
    depends_on: Actors = Field(default=[], description="actions of the same roadmap that have to be done before")
    external_id: ExternalId | None = None

    @field_validator("ends_on")
    @classmethod
    def _in_order(cls, value: date | None, info: Any) -> date | None:
        begin = info.data.get("starts_on")
        if value and begin and value < begin:
            raise PydanticCustomError("period", "It must not lie before starts_on, {begin}", {"begin": str(begin)})
        return value


class RatingIn(Strict):
    """How far an action is."""

    by: Rater = Field(description="`self` by those who do it, `independent` by a reviewer")
    completion: Completion = Field(description="on the scale of the Open Government Partnership")
    comment: LanguageMap | None = None
    on: Day | None = Field(default=None, description="the day that it is true of; today where it is left out")


class Rating(BaseModel):
    """How far an action is, by somebody."""

    completion: Completion
    comment: LanguageMap | None
    on: Day
    rated_at: datetime
    rated_by: str = Field(description="the client that sent it")


class Action(ActionIn):
    """An action of a roadmap."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    roadmap: UUID
    self_rating: Rating | None
    independent_rating: Rating | None
    withdrawn: bool
    version: int
    created_at: datetime
    updated_at: datetime

    @model_validator(mode="before")
    @classmethod
    def _shown(cls, row: Any) -> Any:
        if isinstance(row, dict):
            return row
        shown = {name: getattr(row, name) for name in cls.model_fields if name != "withdrawn"}
        return shown | {"withdrawn": row.withdrawn_at is not None, "descriptions": row.descriptions or None}


class ActionQuery(ListQuery):
    """What actions can be listed by."""

    commitment: list[Annotated[int, Field(ge=1, le=1000)]] = []
    topic: list[Topic] = []
    pillar: list[Pillar] = []
    sdg: list[Target] = Field(default=[], description="a goal finds its targets")
    actor: list[UUID] = Field(default=[], description="responsible or supporting")
    completion: list[Completion] = Field(default=[], description="as those who do it rate it")
    external_id: list[ExternalId] = []
    withdrawn: bool = Field(default=False, description="those that were withdrawn too")
    updated_since: Instant | None = None


class AllActionsQuery(ActionQuery):
    """What the actions of all roadmaps can be listed by."""

    withdrawn: bool = Field(default=False, description="those that were withdrawn too, by themselves or with a roadmap")
    roadmap: list[UUID] = []
    framework: list[str] = []
    country: list[CountryCode] = []
    region: list[str] = Field(default=[], description="roadmaps of the region itself and of its members today")


class MilestoneIn(Strict):
    """A step of an action as it is sent."""

    titles: LanguageMap
    due_on: Day = Field(description="it may be completed until the end of this day")
    owner: UUID | None = Field(default=None, description="the actor that answers for it; else those of the action")
    completed_on: Day | None = None
    evidence: list[Evidence] = Field(default=[], max_length=100)


class Milestone(MilestoneIn):
    """A step of an action, with its day."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    action: UUID
    roadmap: UUID
    state: DeadlineState
    withdrawn: bool
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: Any, roadmap: Any, today: date) -> Self:
        """Show a row as it stands on a day, as its deadline does: let go of with its roadmap too, unless it was met."""
        shown = {name: getattr(row, name) for name in (*MilestoneIn.model_fields, "id", "action", "version")}
        moments = {"created_at": row.created_at, "updated_at": row.updated_at}
        withdrawn = row.withdrawn_at is not None
        waived = row.completed_on is None and (withdrawn or roadmap.status == RoadmapStatus.WITHDRAWN)
        stands = state(row.due_on, today, met_on=row.completed_on, waived=waived)
        return cls.model_validate({**shown, **moments, "roadmap": roadmap.id, "state": stands, "withdrawn": withdrawn})
