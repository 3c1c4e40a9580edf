"""Institutions as they are sent and shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.registry.documents import Document
from services.registry.exchanges.schemas.exchanges import Region
from services.registry.institutions import models
from services.registry.institutions.rules import HIGHEST_LEVEL, FrameworkKind, FrameworkStatus, readiness
from services.registry.requests import Strict
from shared.decimals import PlainDecimal
from shared.http import ListQuery
from shared.standards import CountryCode, CurrencyCode, Day, Instant, LanguageMap, Pillar, Storable

Text = Annotated[str, Field(max_length=1000), Storable]
Year = Annotated[int, Field(ge=1950, le=2100)]
Level = Annotated[int, Field(ge=0, le=HIGHEST_LEVEL)]


def _once(values: Iterable[object], what: str) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise PydanticCustomError("twice", "{what} {value} is here twice", {"what": what, "value": str(value)})
        seen.add(value)


class Framework(Strict):
    """A legal, policy or regulatory framework."""

    kind: FrameworkKind
    titles: LanguageMap
    status: FrameworkStatus
    since: Day | None = Field(default=None, description="since when it stands there")
    document: Document | None = None


class Mandate(Strict):
    """The mandate to convene."""

    holder: UUID = Field(description="the actor that convenes")
    text: LanguageMap
    legal_basis: Text | None = None
    valid_from: Day | None = None
    valid_to: Day | None = Field(default=None, description="the first day on which it no longer holds")


class Finance(Strict):
    """Money for coordination in a year."""

    amount: PlainDecimal = Field(ge=0, max_digits=20, decimal_places=2)
    currency: CurrencyCode


class Resources(Strict):
    """Human and financial resources of one year."""

    year: Year
    posts: PlainDecimal | None = Field(
        default=None, ge=0, max_digits=8, decimal_places=2, description="full-time posts"
    )
    finance: Finance | None = None
    source: Text | None = None


class ImpactMap(Strict):
    """A mapping of impact."""

    titles: LanguageMap
    year: Year
    document: Document | None = None


class Assessment(Strict):
    """The level of one pillar, with its evidence."""

    pillar: Pillar
    level: Level = Field(description="see /v1/codelists/pillar-levels")
    evidence: list[Document] = Field(
        default=[], max_length=50, validate_default=True, description="a level above 0 needs some"
    )
    assessed_on: Day
    assessed_by: Text | None = Field(default=None, description="an institution, never a person")

    @field_validator("evidence")
    @classmethod
    def _is_shown(cls, value: list[Document], info: ValidationInfo) -> list[Document]:
        if not value and info.data.get("level"):
            raise PydanticCustomError("missing", "A level above 0 needs evidence: at least one document")
        return value


class InstitutionIn(Strict):
    """A country's coordination set-up, as it is sent."""

    frameworks: list[Framework] = Field(default=[], max_length=200)
    mandate: Mandate | None = None
    resources: list[Resources] = Field(default=[], max_length=100)
    mapping: list[ImpactMap] = Field(default=[], max_length=100, description="mappings of impact")
    pillars: list[Assessment] = Field(default=[], max_length=len(Pillar))

    @field_validator("resources")
    @classmethod
    def _years_once(cls, value: list[Resources]) -> list[Resources]:
        _once((one.year for one in value), "The year")
        return value

    @field_validator("pillars")
    @classmethod
    def _pillars_once(cls, value: list[Assessment]) -> list[Assessment]:
        _once((one.pillar.value for one in value), "The pillar")
        return value


class Readiness(BaseModel):
    """A profile of readiness; there is no single score, for pillars do not make up for each other."""

    assessed: int = Field(description="how many of the seven pillars are assessed")
    levels: dict[str, int | None] = Field(examples=[{"political_will": 3, "national_strategy": None}])
    oldest: Day | None = Field(description="when the oldest assessment was made")


class Institution(InstitutionIn):
    """A country's coordination set-up."""

    country: CountryCode
    readiness: Readiness
    status: str = Field(description="active, or withdrawn")
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Institution) -> Self:
        """Show a row."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "readiness"}
        return cls(**own, readiness=Readiness(**readiness(row.pillars)._asdict()))


class InstitutionVersion(BaseModel):
    """What was said of an institution from one change to the next."""

    version: int
    at: datetime
    by: str = Field(description="the principal that made the change")
    content: InstitutionIn

    @classmethod
    def of(cls, row: models.InstitutionVersion) -> Self:
        """Show a row."""
        return cls.model_validate(row, from_attributes=True)


class PillarRow(BaseModel):
    """One pillar of several countries, side by side."""

    pillar: Pillar
    levels: dict[str, int | None] = Field(description="by country; null where nobody has assessed it")
    assessed_on: dict[str, Day | None]


class Comparison(BaseModel):
    """Countries side by side."""

    countries: list[str]
    pillars: list[PillarRow]


class InstitutionQuery(ListQuery):
    """What institutions can be listed by."""

    country: list[CountryCode] = []
    region: list[Region] = []
    pillar: list[Pillar] = Field(default=[], description="those in which these pillars are assessed")
    level_min: Level | None = Field(default=None, description="at least so high, with `pillar`")
    updated_since: Instant | None = None
