"""Writes of progress reports."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.roadmaps import events, rules
from services.roadmaps.commands import deadlines
from services.roadmaps.commands.events_of_roadmaps import emit
from services.roadmaps.models import Framework, Report, Roadmap
from services.roadmaps.queries import roadmaps as queries
from services.roadmaps.rules import DeadlineKind, ReportStatus
from services.roadmaps.schemas import roadmaps as schemas
from shared.auth import Role
from shared.envelope import Event
from shared.errors import Fault, InvalidInput, NotFound, Refused
from shared.http import merged
from shared.unit_of_work import Expected, UnitOfWork, held

TEMPLATE = "1"

WRITERS = (Role.REPORTER, Role.COORDINATOR)
STEPS: dict[ReportStatus, tuple[Role, type[Event]]] = {
    ReportStatus.SUBMITTED: (Role.COORDINATOR, events.ReportSubmitted),
    ReportStatus.RETURNED: (Role.REVIEWER, events.ReportReturned),
    ReportStatus.VALIDATED: (Role.REVIEWER, events.ReportValidated),
    ReportStatus.PUBLISHED: (Role.REVIEWER, events.ReportPublished),
}

Found = tuple[Report, Roadmap, Framework]


async def start(uow: UnitOfWork, body: schemas.ReportIn) -> Found:
    """Begin a progress report."""
    try:
        roadmap = await queries.get_roadmap(uow.session, body.roadmap, uow.principal)
    except NotFound as unknown:
        raise InvalidInput(faults=[Fault("/roadmap", "unknown_roadmap", unknown.detail)]) from unknown
    _require(uow, roadmap, *WRITERS)
    framework = await queries.get_framework(uow.session, roadmap.framework)
    _check_sections(body.sections, framework)
    report = Report(
        id=uuid7(),
        roadmap=roadmap.id,
        period_from=body.period_from,
        period_to=body.period_to,
        template=TEMPLATE,
        sections=[section.model_dump(mode="json") for section in body.sections],
        status=ReportStatus.DRAFT,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    period = Report.roadmap == roadmap.id, Report.period_from == body.period_from, Report.period_to == body.period_to
    if other := await uow.session.scalar(select(Report).where(*period)):
        raise Refused.taken(held(other), f"/v1/reports/{other.id}", "/period_from")
    uow.session.add(report)
    await uow.session.flush()
    _tell(uow, events.ReportOpened, report, roadmap)
    return report, roadmap, framework


async def write(uow: UnitOfWork, report_id: UUID, change: dict[str, Any], expected: Expected) -> Found:
    """Change the sections of a report that is with its author."""
    report, roadmap, framework = await queries.get_report(uow.session, report_id, uow.principal, for_update=True)
    _require(uow, roadmap, *WRITERS)
    current = schemas.ReportChange.model_validate(report, from_attributes=True)
    body = merged(uow, schemas.ReportChange, current, change)
    _check_sections(body.sections, framework)
    if report.status not in rules.EDITABLE_REPORTS:
        raise Refused(f"A report that is {report.status} cannot be written in")
    uow.change(report, expected=expected)
    report.sections = [section.model_dump(mode="json") for section in body.sections]
    return report, roadmap, framework


async def move(uow: UnitOfWork, report_id: UUID, to: ReportStatus, expected: Expected) -> Found:
    """Take a report a step further; handing it in meets the deadline and sets the next one."""
    report, roadmap, framework = await queries.get_report(uow.session, report_id, uow.principal, for_update=True)
    after = rules.move(ReportStatus(report.status), to, rules.REPORT_MOVES)
    role, event = STEPS[after]
    _require(uow, roadmap, role)
    uow.change(report, expected=expected)
    report.status = after
    first = report.submitted_at is None
    if after is ReportStatus.SUBMITTED:
        report.submitted_at = uow.now
    _tell(uow, event, report, roadmap, missing=rules.unreported_commitments(report.sections, framework.commitments))
    if first:
        met = await deadlines.meet(uow, roadmap, DeadlineKind.PROGRESS_REPORT, uow.now.date())
        if met:
            deadlines.set_next(uow, roadmap, framework, met)
    return report, roadmap, framework


def _require(uow: UnitOfWork, roadmap: Roadmap, *roles: Role) -> None:
    uow.principal.require(*roles, country=roadmap.country, region=roadmap.region, actors=[roadmap.owner])


def _check_sections(sections: list[schemas.Section], framework: Framework) -> None:
    known = {one["number"] for one in framework.commitments}
    seen: set[int] = set()
    faults = []
    for place, section in enumerate(sections):
        pointer = f"/sections/{place}/commitment"
        if section.commitment not in known:
            faults.append(Fault(pointer, "unknown_commitment", f"{framework.id} has the commitments {sorted(known)}"))
        elif section.commitment in seen:
            faults.append(Fault(pointer, "twice", f"There is another section on commitment {section.commitment}"))
        seen.add(section.commitment)
    if faults:
        raise InvalidInput(faults=faults)


def _tell(uow: UnitOfWork, kind: type[Event], report: Report, roadmap: Roadmap, **more: list[str]) -> None:
    own = {name: getattr(report, name) for name in ("id", "roadmap", "period_from", "period_to")}
    event = kind.model_validate({**own, "country": roadmap.country, "region": roadmap.region, **more})
    audience = "public" if report.status == ReportStatus.PUBLISHED else roadmap.audience
    emit(uow, event, report, roadmap, audience=audience)
