"""What indicators and observations are made of.

What is shown may come from files, whose publishers keep to fewer rules than those who send it by itself: each part that
is sent (`…In`) is one that is shown, with its rules.
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.measurement.reading import indicators as rules
from services.measurement.requests import Strict
from shared.decimals import PlainDecimal
from shared.standards import Day, LanguageMap, Storable

HIGHEST_LEVEL = 1000
"""Of a rubric."""

Number = Annotated[PlainDecimal, Field(allow_inf_nan=False, max_digits=30, decimal_places=12, examples=["120"])]
Name = Annotated[str, Field(min_length=1, max_length=200), Storable]


def _says_something(comment: dict[str, str] | None, info: ValidationInfo) -> dict[str, str] | None:
    if comment is None and "value" in info.data and info.data["value"] is None:
        raise PydanticCustomError("missing", "Give a value, or say it in a comment")
    return comment


Comment = Annotated[LanguageMap | None, AfterValidator(_says_something)]
"""What is said in words, beside a value or in its place."""


class Shown(BaseModel):
    """A part of an answer; it is written as it is read."""

    model_config = ConfigDict(serialize_by_alias=True)


class Part(Strict):
    """A part of a request; it is written as it is read."""

    model_config = ConfigDict(serialize_by_alias=True)


class Period(Part):
    """Days from the first to the last, both of them in it."""

    begin: Day = Field(alias="from", examples=["2025-01-01"])
    end: Day = Field(alias="to", examples=["2025-12-31"])

    @field_validator("end")
    @classmethod
    def _in_order(cls, value: date, info: ValidationInfo) -> date:
        begin = info.data.get("begin")
        if begin and value < begin:
            raise PydanticCustomError("period", "It must not lie before from, {begin}", {"begin": str(begin)})
        return value


class DimensionValue(Shown):
    """One value of a dimension."""

    dimension: str = Field(examples=["sex"])
    value: str = Field(examples=["female"])


class DimensionValueIn(DimensionValue, Part):
    """One value of a dimension, as it is sent."""

    dimension: Name = Field(examples=["sex"])
    value: Name = Field(examples=["female"])


class Target(Shown):
    """What is aimed at in a period."""

    period: Period
    value: PlainDecimal | None = None
    dimensions: list[DimensionValue] = Field(default=[], description="where it is a part of the whole")
    comment: dict[str, str] | None = None


class TargetIn(Part):
    """What is aimed at in a period, as it is sent."""

    period: Period
    value: Number | None = Field(default=None, description="needed where no comment says it in words")
    dimensions: list[DimensionValueIn] = Field(default=[], max_length=50, description="where it is a part of the whole")
    comment: Comment = Field(default=None, validate_default=True)


class Start(Shown):
    """What something was at the beginning."""

    value: PlainDecimal | None = None
    day: Day | None = Field(default=None, alias="date")
    year: int | None = Field(default=None, description="where the day is not known")
    comment: dict[str, str] | None = None


class StartIn(Part):
    """What something was at the beginning, as it is sent."""

    value: Number | None = Field(default=None, description="needed where no comment says it in words")
    day: Day | None = Field(default=None, alias="date")
    year: int | None = Field(default=None, ge=1900, le=2200, description="where the day is not known")
    comment: Comment = Field(default=None, validate_default=True)


class BaselinePart(Start):
    """What a part of the whole was at the beginning, or the whole at another time."""

    dimensions: list[DimensionValue] = []


class BaselinePartIn(StartIn):
    """What a part of the whole was at the beginning, or the whole at another time, as it is sent."""

    dimensions: list[DimensionValueIn] = Field(default=[], max_length=50)


class Baseline(Start):
    """What it was at the beginning; nothing but its parts where nothing is said of the whole."""

    parts: list[BaselinePart] = []


class BaselineIn(StartIn):
    """What it was at the beginning, as it is sent."""

    parts: list[BaselinePartIn] = Field(default=[], max_length=200)


class Dimension(Shown):
    """By what actual values are taken apart."""

    dimension: str = Field(examples=["sex"])
    values: list[str] = Field(examples=[["female", "male"]])


class DimensionIn(Dimension, Part):
    """By what actual values are taken apart, as it is sent."""

    dimension: Name = Field(examples=["sex"])
    values: list[Name] = Field(min_length=1, max_length=200, examples=[["female", "male"]])


class IndicatorReference(Shown):
    """The indicator in a list of others."""

    vocabulary: str = Field(description="code of IATI's IndicatorVocabulary; 9 is the SDGs'", examples=["9"])
    code: str = Field(examples=["3.3.1"])


class ReferenceIn(IndicatorReference, Part):
    """The indicator in a list of others, as it is sent."""

    vocabulary: Name = Field(description="code of IATI's IndicatorVocabulary; 9 is the SDGs'", examples=["9"])
    code: Name = Field(examples=["3.3.1"])

    @field_validator("code")
    @classmethod
    def _known(cls, value: str, info: ValidationInfo) -> str:
        wrong = rules.sdg_fault(value) if info.data.get("vocabulary") == rules.SDG else None
        if wrong:
            raise PydanticCustomError("unknown_sdg", "{wrong}", {"wrong": wrong})
        return value


class RubricLevel(Shown):
    """A level that can be reached, and what it means."""

    level: int
    label: dict[str, str]
    meaning: dict[str, str] | None = None


class RubricLevelIn(RubricLevel, Part):
    """A level that can be reached, and what it means, as it is sent."""

    level: int = Field(ge=0, le=HIGHEST_LEVEL)
    label: LanguageMap
    meaning: LanguageMap | None = None
