"""Indicators as they are sent and shown."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.measurement.indicators import models
from services.measurement.indicators.schemas.parts import (
    Baseline,
    BaselineIn,
    Dimension,
    DimensionIn,
    IndicatorReference,
    Name,
    Part,
    ReferenceIn,
    RubricLevel,
    RubricLevelIn,
    Target,
    TargetIn,
)
from services.measurement.reading import indicators as rules
from services.measurement.reading.indicators import IndicatorStatus, Kind, Measure, ResultType, Source
from shared.http import ListQuery
from shared.standards import CountryCode, ExternalId, Instant, LanguageMap, Storable

Topic = Annotated[int, Field(ge=1, le=11, description="one of the 11 topics; see /v1/codelists/topics")]
SdgCode = Annotated[str, Field(max_length=20, description="SDG goal, target or indicator", examples=["3.3.1"])]


class IndicatorIn(Part):
    """An indicator as it is sent."""

    kind: Kind = Field(default=Kind.QUANTITATIVE, description="it stays the same")
    titles: LanguageMap
    descriptions: LanguageMap | None = None
    result_type: ResultType | None = None
    result_titles: LanguageMap | None = Field(default=None, description="the result that it tells of")
    measure: Measure | None = Field(
        default=None, validate_default=True, description="what its numbers are; a quantitative indicator has one"
    )
    unit: Name | None = Field(default=None, description="of what it counts", examples=["people trained"])
    ascending: bool = Field(default=True, description="more is better")
    baseline: BaselineIn | None = None
    targets: list[TargetIn] = Field(default=[], max_length=200)
    disaggregation: list[DimensionIn] = Field(default=[], max_length=50)
    references: list[ReferenceIn] = Field(default=[], max_length=50)
    rubric: list[RubricLevelIn] = Field(
        default=[],
        max_length=50,
        validate_default=True,
        description="the levels that a qualitative indicator can reach, counted from 0",
    )
    topics: list[Topic] = Field(default=[], max_length=11)
    activity: UUID | None = Field(default=None, description="the activity whose result it measures")
    actor: UUID | None = Field(default=None, description="the organisation that reports on it")
    country: CountryCode | None = Field(default=None, description="the actor's where only an actor is given")
    region: Annotated[str, Field(max_length=50, description="see /v1/regions", examples=["EAC"]), Storable] | None = (
        Field(default=None, validate_default=True)
    )
    external_id: ExternalId | None = None

    @field_validator("measure")
    @classmethod
    def _measured(cls, value: Measure | None, info: ValidationInfo) -> Measure | None:
        if value is None and info.data.get("kind") is Kind.QUANTITATIVE:
            raise PydanticCustomError("missing", "Say what its numbers are: unit, percentage, nominal or ordinal")
        return value

    @field_validator("measure", "unit", "baseline", "targets", "disaggregation", "rubric")
    @classmethod
    def _of_its_kind(cls, value: Any, info: ValidationInfo) -> Any:
        kind = info.data.get("kind")
        if kind and rules.excess(kind, {str(info.field_name): value}):
            wrong = f"A {kind} indicator has none; {_INSTEAD[kind]}"
            raise PydanticCustomError("not_allowed", "{wrong}", {"wrong": wrong})
        return value

    @field_validator("rubric")
    @classmethod
    def _counted(cls, value: list[RubricLevelIn], info: ValidationInfo) -> list[RubricLevelIn]:
        if info.data.get("kind") is Kind.QUALITATIVE and len(value) < rules.FEWEST_LEVELS:
            raise PydanticCustomError("missing", "Give at least two levels, from 0 up, and what each means")
        if wrong := rules.level_faults([one.level for one in value]):
            raise PydanticCustomError("levels", "{wrong}", {"wrong": wrong[0][1]})
        return value

    @field_validator("targets")
    @classmethod
    def _aimed_once(cls, value: list[TargetIn]) -> list[TargetIn]:
        _refuse_repeated([(one.period, one.dimensions) for one in value], "two targets of one period")
        return value

    @field_validator("disaggregation")
    @classmethod
    def _apart_once(cls, value: list[DimensionIn]) -> list[DimensionIn]:
        _refuse_repeated([one.dimension for one in value], "a dimension twice")
        for one in value:
            _refuse_repeated(one.values, f"a value of {one.dimension} twice")
        return value

    @field_validator("region")
    @classmethod
    def _of_somebody(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and all(name in info.data and info.data[name] is None for name in ("actor", "country")):
            raise PydanticCustomError("missing", "Say whose it is: an actor, a country or a region")
        return value


_INSTEAD = {Kind.QUALITATIVE: "it has the levels of its rubric", Kind.QUANTITATIVE: "it has a measure and targets"}


def _refuse_repeated(values: list[Any], what: str) -> None:
    if places := rules.repeated(values):
        wrong = f"There is {what}: entry {places[0]} says again what an earlier one has said"
        raise PydanticCustomError("twice", "{wrong}", {"wrong": wrong})


class Indicator(BaseModel):
    """What is measured beside money."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Kind
    titles: dict[str, str]
    descriptions: dict[str, str]
    result_type: ResultType | None
    result_titles: dict[str, str]
    measure: Measure | None
    unit: str | None
    ascending: bool
    baseline: Baseline | None
    targets: list[Target]
    disaggregation: list[Dimension]
    references: list[IndicatorReference]
    rubric: list[RubricLevel]
    topics: list[int]
    sdgs: list[str] = Field(description="goals, targets and indicators that its references lie in")
    activity: UUID | None
    actor: UUID | None
    country: str | None
    region: str | None
    places: list[str] = Field(description="codes of all countries and regions that it is about")
    reporter: str | None = Field(description="reference of the organisation that reports on it", examples=["GB-GOV-1"])
    source: Source = Field(description="`import`: it came with an activity, and changes only with the next file")
    status: IndicatorStatus
    external_id: str | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Indicator) -> Self:
        """Show a row."""
        return cls.model_validate(row, from_attributes=True)


class IndicatorQuery(ListQuery):
    """What indicators can be listed by."""

    q: str | None = Field(default=None, max_length=200, description="words of a title, or how they begin")
    activity: list[UUID] = []
    country: list[CountryCode] = Field(default=[], description="that it is about, alone or among others")
    region: list[str] = Field(default=[], description="that it is about itself, not by its members")
    kind: list[Kind] = []
    result_type: list[ResultType] = []
    actor: list[UUID] = []
    reporter: list[str] = Field(default=[], description="reference of the organisation that reports on it")
    status: list[IndicatorStatus] = Field(default=[IndicatorStatus.ACTIVE], description="active where it is left out")
    topic: list[Topic] = []
    sdg: list[SdgCode] = Field(default=[], description="a goal finds its targets and indicators, a target its own")
    updated_since: Instant | None = None
