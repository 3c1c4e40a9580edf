"""What was found in the last reports of activities."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.measurement.ledger import models
from services.measurement.reading.findings import RULES, Rejects, Severity
from shared.http import ListQuery

RULE = Field(description="IATI's rule id, or one of ours", examples=["3.1.2"])


class ActivityFinding(BaseModel):
    """One fault in the last report of an activity."""

    rule: str = RULE
    severity: Severity = Field(description="how grave it is, as IATI has it")
    category: str = Field(examples=["geo"])
    message: str = Field(description="what must hold")
    detail: str = Field(description="what was found instead")
    flow: UUID | None = Field(description="the flow that it is of; null where it is of the activity, or was rejected")
    rejects: Rejects | None = Field(description="`flow`: a transaction that is not recorded because of it; else null")
    import_id: UUID = Field(description="the import whose file `line` and `path` are of")
    line: int
    path: str

    @classmethod
    def of(cls, row: models.ActivityFinding, flow: UUID | None) -> Self:
        """Show a finding with the text of its rule."""
        rule = RULES[row.rule]
        return cls(
            rule=row.rule,
            severity=rule.severity,
            category=rule.category,
            message=rule.text,
            detail=row.message,
            flow=flow,
            rejects=Rejects(row.rejects) if row.rejects else None,
            import_id=row.import_id,
            line=row.line,
            path=row.path,
        )


class FoundQuery(ListQuery):
    """By what was found in their last report."""

    finding_rule: list[str] = Field(default=[], description="with a finding of one of these rules")
    finding_severity: list[Severity] = Field(default=[], description="with a finding of one of these severities")
    has_findings: bool | None = Field(default=None, description="with any finding, or with none")


class FindingsCounted(BaseModel):
    """How much was found in the last reports of the reporting organisations that totals are made of."""

    with_errors: int = Field(description="activities with an error")
    with_warnings: int = Field(description="activities with a warning")
    flows_rejected: int = Field(description="transactions that are not recorded: no readable amount, date or currency")
