"""What was observed of indicators, as it is sent and shown."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from services.measurement.indicators import models, rules
from services.measurement.indicators.schemas.parts import HIGHEST_LEVEL, Name, Number, Part, Period, Shown
from services.measurement.reading.indicators import ObservationStatus, Source
from shared.decimals import PlainDecimal
from shared.documents import Evidence
from shared.http import ListQuery
from shared.standards import LanguageMap, Storable


def _time(value: str) -> str:
    try:
        rules.span(value)
    except ValueError:
        raise PydanticCustomError("period", "It is no year, month or day") from None
    return value


Time = Annotated[
    str,
    AfterValidator(_time),
    Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$", description="a year, month or day", examples=["2025", "2025-03"]),
]


class Disaggregated(Shown):
    """How much of the actual value falls to one value of a dimension."""

    dimension: str = Field(examples=["sex"])
    value: str = Field(examples=["female"])
    actual: PlainDecimal


class DisaggregatedIn(Disaggregated, Part):
    """How much of the actual value falls to one value of a dimension, as it is sent."""

    dimension: Name = Field(examples=["sex"])
    value: Name = Field(examples=["female"])
    actual: Number


class ObservationIn(Part):
    """An observation as it is sent."""

    period: Period
    actual: Number | None = Field(default=None, description="for a quantitative indicator")
    disaggregated: list[DisaggregatedIn] = Field(
        default=[],
        max_length=1000,
        description="by the indicator's dimensions; where it counts units, each dimension adds up to actual",
    )
    level: int | None = Field(
        default=None, ge=0, le=HIGHEST_LEVEL, description="for a qualitative indicator: a level of its rubric"
    )
    narrative: LanguageMap | None = Field(default=None, description="a level needs a narrative or evidence")
    comment: LanguageMap | None = None
    evidence: list[Evidence] = Field(default=[], max_length=50)

    def as_observed(self) -> rules.Observed:
        """Give what is held against the indicator."""
        parts = [rules.Part(one.dimension, one.value, one.actual) for one in self.disaggregated]
        return rules.Observed(self.actual, parts, self.level, told=bool(self.narrative or self.evidence))


class Review(BaseModel):
    """Where an observation stands in review; only those whose grants reach it see it."""

    submitted_by: str | None
    reviewed_by: str | None
    comment: str | None = Field(description="what the reviewer said last")


class Observation(BaseModel):
    """What was observed of an indicator in a period.

    Everybody sees what is approved. While an approved one is being corrected, everybody goes on seeing what was
    approved; those whose grants reach it see the correction.
    """

    id: UUID
    indicator: UUID
    period: Period
    actual: PlainDecimal | None
    disaggregated: list[Disaggregated]
    level: int | None
    narrative: dict[str, str]
    comment: dict[str, str]
    evidence: list[Evidence]
    source: Source
    status: ObservationStatus
    approved_at: datetime | None
    review: Review | None = Field(description="null for who does not take part in it")
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Observation, *, inside: bool) -> Self:
        """Show a row, to somebody inside or outside the grants that reach it."""
        if not inside and row.standing is not None:
            return cls.model_validate(row.standing)
        kept = ("id", "indicator", "actual", "disaggregated", "level", "narrative", "comment", "evidence", "source")
        more = ("status", "approved_at", "version", "created_at", "updated_at")
        review = Review(submitted_by=row.submitted_by, reviewed_by=row.reviewed_by, comment=row.review_comment)
        return cls.model_validate(
            {name: getattr(row, name) for name in (*kept, *more)}
            | {"period": period_of(row), "review": review if inside else None}
        )


class ObservationVersion(BaseModel):
    """What was approved before a correction."""

    state: Observation
    corrected_at: datetime

    @classmethod
    def of(cls, row: models.ObservationVersion) -> Self:
        """Show a row."""
        return cls.model_validate(row, from_attributes=True)


def period_of(row: models.Observation) -> dict[str, Any]:
    """Give a row's period as it is sent."""
    return {"from": row.period_from, "to": row.period_to}


class ObservationTransition(Part):
    """A step of review."""

    to: Literal[ObservationStatus.SUBMITTED, ObservationStatus.RETURNED, ObservationStatus.APPROVED]
    comment: Annotated[str, Field(min_length=1, max_length=2000), Storable] | None = Field(
        default=None, description="needed where it is returned: what has to be put right"
    )


class ObservationQuery(ListQuery):
    """What observations can be listed by."""

    status: list[ObservationStatus] = Field(default=[], description="as you see it; withdrawn ones only where asked")
    period: Time | None = Field(default=None, description="those whose period has a day in this year or month")


class VersionQuery(ListQuery):
    """What versions can be listed by: nothing, there are few."""
