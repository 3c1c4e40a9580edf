"""Who belongs to which region and when, as it is sent and shown."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.registry.regions.schemas.places import Spell
from services.registry.requests import Strict
from shared.http import ListQuery
from shared.standards import CountryCode, Day, Storable


class SpellIn(Strict):
    """A time in which a country belongs to a region, as it is sent."""

    valid_from: Day | None = Field(default=None, description="the region's first day where left out")
    valid_to: Day | None = Field(default=None, description="the first day outside")
    verified: bool = Field(default=False, description="whether the days were read in the source")
    source: Annotated[str, Field(min_length=1, max_length=2000, examples=["Treaty of accession, 2007"]), Storable]
    note: Annotated[str, Field(max_length=2000), Storable] = ""

    @field_validator("valid_to")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        begin = info.data.get("valid_from")
        if value and begin and value <= begin:
            raise PydanticCustomError("period", "It must lie after valid_from, {begin}", {"begin": str(begin)})
        return value


class SpellsIn(Strict):
    """All times in which a country belongs to a region; none says that it never did."""

    spells: list[SpellIn] = Field(max_length=100)


class CountryInRegion(BaseModel):
    """All times in which a country belongs to a region."""

    region: str = Field(examples=["EAC"])
    country: str = Field(examples=["RW"])
    spells: list[Spell]
    version: int


class MemberEntry(Spell):
    """A member's time in a region."""

    country: str
    names: dict[str, str]
    version: int


class MemberQuery(ListQuery):
    """What the members of a region can be listed by."""

    as_of: Day | None = Field(default=None, description="members on this day; all there ever were where left out")
    country: list[CountryCode] = []
