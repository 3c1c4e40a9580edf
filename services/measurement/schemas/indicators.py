"""Indicators as they are sent and shown."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.measurement import models
from services.measurement.rules import indicators as rules
from services.measurement.rules.indicators import IndicatorStatus, Kind, Measure, ResultType, Source
from services.measurement.schemas.requests import Strict
from shared.http import ListQuery
from shared.standards import CountryCode, LanguageMap, Storable

Number = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=30, decimal_places=12, examples=["120"])]
Name = Annotated[str, Field(min_length=1, max_length=200), Storable]
Topic = Annotated[int, Field(ge=1, le=11, description="one of the 11 topics; see /v1/codelists/topics")]
SdgCode = Annotated[str, Field(max_length=20, description="SDG goal, target or indicator", examples=["3.3.1"])]


class Part(Strict):
    """A part of a request; it is written as it is read."""

    model_config = ConfigDict(serialize_by_alias=True)


class Period(Part):
    """Days from the first to the last, both of them in it."""

    begin: date = Field(alias="from", examples=["2025-01-01"])
    end: date = Field(alias="to", examples=["2025-12-31"])

    @field_validator("end")
    @classmethod
    def _in_order(cls, value: date, info: ValidationInfo) -> date:
        begin = info.data.get("begin")
        if begin and value < begin:
            raise PydanticCustomError("period", "It must not lie before from, {begin}", {"begin": str(begin)})
        return value


class DimensionValue(Part):
    """One value of a dimension."""

    dimension: Name = Field(examples=["sex"])
    value: Name = Field(examples=["female"])


class Target(Part):
    """What is aimed at in a period."""

    period: Period
    value: Number | None = Field(default=None, description="needed where no comment says it in words")
    dimensions: list[DimensionValue] = Field(default=[], max_length=50, description="where it is a part of the whole")
    comment: LanguageMap | None = Field(default=None, validate_default=True)

    @field_validator("comment")
    @classmethod
    def _says_something(cls, value: dict[str, str] | None, info: ValidationInfo) -> dict[str, str] | None:
        return _said(value, info)


class Baseline(Part):
    """What it was at the beginning."""

    value: Number | None = Field(default=None, description="needed where no comment says it in words")
    day: date | None = Field(default=None, alias="date")
    year: int | None = Field(default=None, ge=1900, le=2200, description="where the day is not known")
    comment: LanguageMap | None = Field(default=None, validate_default=True)

    @field_validator("comment")
    @classmethod
    def _says_something(cls, value: dict[str, str] | None, info: ValidationInfo) -> dict[str, str] | None:
        return _said(value, info)


def _said(comment: dict[str, str] | None, info: ValidationInfo) -> dict[str, str] | None:
    if comment is None and "value" in info.data and info.data["value"] is None:
        raise PydanticCustomError("missing", "Give a value, or say it in a comment")
    return comment


class Dimension(Part):
    """By what actual values are taken apart."""

    dimension: Name = Field(examples=["sex"])
    values: list[Name] = Field(min_length=1, max_length=200, examples=[["female", "male"]])


class Reference(Part):
    """The indicator in a list of others."""

    vocabulary: Name = Field(description="code of IATI's IndicatorVocabulary; 9 is the SDGs'", examples=["9"])
    code: Name = Field(examples=["3.3.1"])

    @field_validator("code")
    @classmethod
    def _known(cls, value: str, info: ValidationInfo) -> str:
        wrong = rules.sdg_fault(value) if info.data.get("vocabulary") == rules.SDG else None
        if wrong:
            raise PydanticCustomError("unknown_sdg", "{wrong}", {"wrong": wrong})
        return value


class RubricLevel(Part):
    """A level that can be reached, and what it means."""

    level: int = Field(ge=0)
    label: LanguageMap
    meaning: LanguageMap | None = None


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
    baseline: Baseline | None = None
    targets: list[Target] = Field(default=[], max_length=200)
    disaggregation: list[Dimension] = Field(default=[], max_length=50)
    references: list[Reference] = Field(default=[], max_length=50)
    rubric: list[RubricLevel] = Field(
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
    external_id: Annotated[str, Field(max_length=255), Storable] | None = Field(
        default=None, description="its identity in your system"
    )

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
    def _counted(cls, value: list[RubricLevel], info: ValidationInfo) -> list[RubricLevel]:
        if info.data.get("kind") is Kind.QUALITATIVE and len(value) < rules.FEWEST_LEVELS:
            raise PydanticCustomError("missing", "Give at least two levels, from 0 up, and what each means")
        if wrong := rules.level_faults([one.level for one in value]):
            raise PydanticCustomError("levels", "{wrong}", {"wrong": wrong[0][1]})
        return value

    @field_validator("targets")
    @classmethod
    def _aimed_once(cls, value: list[Target]) -> list[Target]:
        _refuse_repeated([(one.period, one.dimensions) for one in value], "two targets of one period")
        return value

    @field_validator("disaggregation")
    @classmethod
    def _apart_once(cls, value: list[Dimension]) -> list[Dimension]:
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
    references: list[Reference]
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
    updated_since: AwareDatetime | None = None
