"""Country groups as they are sent and shown, and what follows from them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.measurement.jobs.rules import JobStatus
from services.measurement.requests import Strict
from shared.http import ListQuery
from shared.standards import CountryCode, Day, Storable

EditionName = Annotated[
    str, Field(max_length=50, pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$", examples=["unctad-2022"]), Storable
]


class CountryGroupsIn(Strict):
    """An edition of a classification of economies, as it is sent."""

    valid_from: Day = Field(description="in force until the next edition; the first also for all days before")
    source: Annotated[str, Field(min_length=1, max_length=200, examples=["UNCTADstat"]), Storable]
    developed: list[CountryCode] = Field(
        min_length=1, max_length=300, description="all others count as developing", examples=[["GB", "JP"]]
    )


class CountryGroups(CountryGroupsIn):
    """An edition of a classification of economies."""

    model_config = ConfigDict(from_attributes=True)

    edition: EditionName
    version: int
    created_at: datetime
    updated_at: datetime


class Classification(BaseModel):
    """Kinds of cooperation derived anew, because country groups have changed."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    edition: str = Field(description="the edition that was loaded")
    status: JobStatus
    activities: int = Field(description="how many are of another kind so far")
    flows: int = Field(description="how many are of another kind so far")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class ClassificationQuery(ListQuery):
    """What classifications can be listed by."""

    status: list[JobStatus] = []
