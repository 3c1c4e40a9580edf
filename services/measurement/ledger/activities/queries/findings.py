"""Reads of what was found in the last reports of activities."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.ledger.models import ActivityFinding, Flow, ReporterFindings
from services.measurement.ledger.schemas import findings as schemas
from services.measurement.reading.findings import MOST_SHOWN, rules_of

NO_FLOW = b""


def found_in(query: schemas.FoundQuery, own: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    """Give what is asked of findings; `own` says which are a row's own."""
    if query.finding_rule:
        yield exists().where(own, ActivityFinding.rule.in_(query.finding_rule))
    if query.finding_severity:
        yield exists().where(own, ActivityFinding.rule.in_(rules_of(query.finding_severity)))
    if query.has_findings is not None:
        yield exists().where(own) if query.has_findings else ~exists().where(own)


def of_flow() -> ColumnElement[bool]:
    """Say which findings are of a flow: of its content, as its activity's last report has it."""
    return and_(
        ActivityFinding.activity == Flow.activity, ActivityFinding.flow == Flow.digest, Flow.corrected_by.is_(None)
    )


async def findings_of(session: AsyncSession, activity_id: UUID) -> list[schemas.ActivityFinding]:
    """Give the findings of an activity's last report, those of the activity itself first."""
    flow = select(Flow.id).where(of_flow(), ActivityFinding.flow != NO_FLOW).order_by(Flow.id).limit(1)
    chosen = select(ActivityFinding, flow.correlate(ActivityFinding).scalar_subquery())
    chosen = chosen.where(ActivityFinding.activity == activity_id)
    rows = await session.execute(chosen.order_by(ActivityFinding.flow, ActivityFinding.number).limit(MOST_SHOWN))
    return [schemas.ActivityFinding.of(*row) for row in rows]


def counted_findings(reporters: ColumnElement[bool]) -> ColumnElement[Any]:
    """Count what was found in the last reports of reporting organisations: the fields of `FindingsCounted`, as JSON."""
    names = ("with_errors", "with_warnings", "flows_rejected")
    sums = [field for name in names for field in (name, func.coalesce(func.sum(getattr(ReporterFindings, name)), 0))]
    return select(func.jsonb_build_object(*sums, type_=JSONB)).where(reporters).scalar_subquery()
