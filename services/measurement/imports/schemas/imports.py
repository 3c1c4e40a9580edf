"""Imports and what is found in their files."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.measurement.imports import models
from services.measurement.reading.findings import Rejects, Severity
from services.measurement.reading.options import COUNTS, Accept, ImportStatus, Missing, Mode
from shared.http import ListQuery
from shared.standards import Instant


class FileImport(BaseModel):
    """A file that was sent in, and what became of it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    mode: Mode
    missing: Missing
    accept: Accept
    status: ImportStatus
    url: str | None = Field(description="where the file is fetched from; null where it was sent")
    size: int = Field(description="bytes that were sent or fetched")
    counts: dict[str, int] = Field(
        description="what was found so far; `activities` are all, `rejected` those of them that are not recorded, "
        "`taken_over` those that stood by former identifiers, `flows` are those of recorded "
        "activities, `flows_rejected` all transactions that are not recorded",
        examples=[dict.fromkeys(COUNTS, 0)],
    )
    created_by: str
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: models.Import) -> Self:
        """Show an import; counts that are not there yet are 0."""
        found = cls.model_validate(row)
        return found.model_copy(update={"counts": dict.fromkeys(COUNTS, 0) | found.counts})


class ImportAddress(BaseModel):
    """Where a file is."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(max_length=2000, description="https only", examples=["https://example.org/activities.xml"])


class Finding(BaseModel):
    """One fault in a file, and where."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    rule: str = Field(description="IATI's rule id, or one of ours", examples=["3.1.2"])
    severity: Severity = Field(description="how grave it is, as IATI has it; a critical one rejects the file")
    category: str = Field(examples=["geo"])
    message: str = Field(description="what must hold")
    detail: str = Field(description="what was found instead")
    line: int = Field(description="0 where it is of the file as a whole")
    path: str = Field(examples=["/iati-activities/iati-activity[3]/transaction[2]/value"])
    activity: str = Field(description="identifier of the activity, as far as it is known")
    rejects: Rejects | None = Field(description="what is not recorded because of it; null where all is")


class RuleCount(BaseModel):
    """How often a rule was broken in a file."""

    rule: str = Field(description="IATI's rule id, or one of ours", examples=["3.1.2"])
    severity: Severity
    category: str = Field(examples=["geo"])
    message: str = Field(description="what must hold")
    findings: int


class RuleCounts(BaseModel):
    """The rules that were broken in a file, the gravest first."""

    items: list[RuleCount]


class ImportQuery(ListQuery):
    """What imports can be listed by."""

    status: list[ImportStatus] = []
    mode: list[Mode] = []
    updated_since: Instant | None = None


class FindingQuery(ListQuery):
    """What findings can be listed by."""

    severity: list[Severity] = []
    rule: list[str] = []
    rejects: list[Rejects] = []
