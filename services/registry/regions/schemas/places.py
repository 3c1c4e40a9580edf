"""Countries and regions as they are shown."""

from typing import Self

from pydantic import BaseModel, Field

from services.registry.base import Model
from services.registry.regions import models
from services.registry.regions.rules import RegionKind
from shared.http import ListQuery
from shared.standards import CountryCode, Day


class CountryEntry(BaseModel):
    """A country."""

    code: str = Field(description="ISO 3166-1 alpha-2", examples=["KE"])
    alpha_3: str = Field(description="ISO 3166-1 alpha-3", examples=["KEN"])
    m49: str = Field(description="the United Nations' numeric code", examples=["404"])
    area: str | None = Field(description="the smallest area of M49 it lies in", examples=["014"])
    names: dict[str, str] = Field(description="from Unicode's CLDR")


class Spell(BaseModel):
    """A time in which a country belongs to a region; a bound that is not known is null and counts as open."""

    valid_from: Day | None
    valid_to: Day | None = Field(description="the first day outside")
    verified: bool = Field(description="whether the dates were read in the source")
    source: str
    note: str


class Belonging(Spell):
    """A country's time in a region."""

    region: str
    kind: RegionKind


class Country(CountryEntry):
    """A country with the regions it belongs or belonged to."""

    regions: list[Belonging]

    @classmethod
    def of(cls, row: models.Country, belonging: list[tuple[models.Membership, str]]) -> Self:
        """Show a row."""
        regions = [Belonging.model_validate({**_columns(spell), "kind": kind}) for spell, kind in belonging]
        return cls.model_validate({**_columns(row), "regions": regions})


class RegionEntry(BaseModel):
    """A regional body, or an area of M49."""

    code: str = Field(examples=["EAC"])
    kind: RegionKind
    parent: str | None = Field(description="the region it is part of")
    identifiers: list[str] = Field(examples=[["XM-DAC-47034"]])
    website: str | None
    names: dict[str, str]
    valid_from: Day | None = Field(description="its first day; nobody was a member before")
    valid_to: Day | None = Field(description="the first day on which it no longer existed")
    source: str = Field(description="where its days were read")


class Member(Spell):
    """A member's time in a region."""

    country: str


class Region(RegionEntry):
    """A region with its members. Memberships overlap, so totals of regions must not be added up."""

    members: list[Member]

    @classmethod
    def of(cls, row: models.Region, spells: list[models.Membership]) -> Self:
        """Show a row."""
        members = [Member.model_validate(spell, from_attributes=True) for spell in spells]
        return cls.model_validate({**_columns(row), "members": members})


class CountryQuery(ListQuery):
    """What countries can be listed by."""

    q: str | None = Field(default=None, max_length=200, description="words of a name in any language, or a code")
    region: list[str] = Field(default=[], description="members on `as_of`, or today")
    as_of: Day | None = None


class RegionQuery(ListQuery):
    """What regions can be listed by."""

    kind: list[RegionKind] = []
    parent: list[str] = Field(default=[], description="the parts of a region", examples=[["AU"]])
    member: list[CountryCode] = Field(default=[], description="regions it belongs to on `as_of`, or today")
    country: list[str] = Field(default=[], description="the same as `member`")
    as_of: Day | None = None


def _columns(row: Model) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in type(row).__table__.columns}
