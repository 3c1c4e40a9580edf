"""Frameworks, roadmaps, deadlines and reports."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, case, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.roadmaps.models import Actor, Deadline, Framework, Membership, Milestone, Report, Roadmap
from services.roadmaps.rules import DUE_DAYS, PUBLIC_ROADMAPS, DeadlineState, ReportStatus
from services.roadmaps.schemas import roadmaps as schemas
from shared.auth import Principal
from shared.db import Rows
from shared.errors import NotFound
from shared.spells import holds_on

T = TypeVar("T")


def frameworks() -> Rows:
    """Select all frameworks."""
    return select(Framework)


async def get_framework(session: AsyncSession, framework_id: str) -> Framework:
    """Give a framework. Raises NotFound."""
    return found_or_missing(await session.get(Framework, framework_id), "framework", framework_id)


def roadmaps(query: schemas.RoadmapQuery, principal: Principal, today: date) -> Rows:
    """Select roadmaps with the names of their owners."""
    chosen = select(Roadmap, Actor.names).join(Actor, Actor.id == Roadmap.owner, isouter=True)
    conditions = [visible(principal)]
    if query.framework:
        conditions.append(Roadmap.framework.in_(query.framework))
    if query.country:
        conditions.append(Roadmap.country.in_(query.country))
    if query.region:
        conditions.append(in_regions(query.region, today))
    if query.status:
        conditions.append(Roadmap.status.in_(query.status))
    if query.updated_since:
        conditions.append(Roadmap.updated_at >= query.updated_since)
    return chosen.where(*conditions)


def visible(principal: Principal) -> ColumnElement[bool]:
    """Say which roadmaps a principal sees: the adopted ones, and all inside its grants."""
    scope = principal.scope()
    if scope.everything:
        return true()
    return or_(
        Roadmap.status.in_(PUBLIC_ROADMAPS),
        Roadmap.country.in_(scope.countries),
        Roadmap.region.in_(scope.regions),
        Roadmap.owner.in_(scope.actors),
    )


def in_regions(regions: list[str], today: date) -> ColumnElement[bool]:
    """Say which roadmaps are of these regions, or of countries that are their members on a day."""
    members = select(Membership.country).where(Membership.region.in_(regions), holds_on(Membership, today))
    return or_(Roadmap.region.in_(regions), Roadmap.country.in_(members))


async def get_roadmap(
    session: AsyncSession, roadmap_id: UUID, principal: Principal, *, for_update: bool = False
) -> Roadmap:
    """Give a roadmap. Raises NotFound where it is not there for this principal."""
    chosen = select(Roadmap).where(Roadmap.id == roadmap_id, visible(principal))
    if for_update:
        chosen = chosen.with_for_update()
    return found_or_missing(await session.scalar(chosen), "roadmap", roadmap_id)


async def owner_names(session: AsyncSession, roadmap: Roadmap) -> dict[str, str] | None:
    """Give what the registry calls a roadmap's owner, as far as it is known yet."""
    return await session.scalar(select(Actor.names).where(Actor.id == roadmap.owner))


def deadlines(query: schemas.DeadlineQuery, principal: Principal, today: date) -> Rows:
    """Select deadlines with their roadmaps, and the titles of milestones, of those roadmaps that a principal sees."""
    chosen = _deadlines()
    conditions = [visible(principal)]
    for column, wanted in (
        (Roadmap.framework, query.framework),
        (Deadline.roadmap, query.roadmap),
        (Roadmap.country, query.country),
        (Deadline.kind, query.kind),
        (state_on(today), query.state),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    if query.region:
        conditions.append(in_regions(query.region, today))
    if query.due_from:
        conditions.append(Deadline.due_on >= query.due_from)
    if query.due_to:
        conditions.append(Deadline.due_on <= query.due_to)
    if query.updated_since:
        conditions.append(Deadline.updated_at >= query.updated_since)
    return chosen.where(*conditions)


def state_on(today: date) -> ColumnElement[str]:
    """Compute what `rules.state` says, in SQL, so that lists can be filtered by it."""
    day = literal(today, Date)
    return case(
        (Deadline.waived_at.is_not(None), DeadlineState.WAIVED),
        (and_(Deadline.met_on.is_not(None), Deadline.met_on <= Deadline.due_on), DeadlineState.MET),
        (Deadline.met_on.is_not(None), DeadlineState.MET_LATE),
        (Deadline.due_on < day, DeadlineState.OVERDUE),
        (Deadline.due_on <= literal(today + DUE_DAYS, Date), DeadlineState.DUE),
        else_=DeadlineState.UPCOMING,
    )


def _deadlines() -> Rows:
    chosen = select(Deadline, Roadmap, Milestone.titles).join(Roadmap, Roadmap.id == Deadline.roadmap)
    return chosen.join(Milestone, Milestone.id == Deadline.milestone, isouter=True)


async def get_deadline(
    session: AsyncSession, deadline_id: UUID, principal: Principal
) -> tuple[Deadline, Roadmap, dict[str, str] | None]:
    """Give a deadline, its roadmap, and its milestone's titles. Raises NotFound where the roadmap is not to be seen."""
    chosen = _deadlines().where(Deadline.id == deadline_id, visible(principal))
    row = found_or_missing((await session.execute(chosen)).one_or_none(), "deadline", deadline_id)
    return row[0], row[1], row[2]


def reports(query: schemas.ReportQuery, principal: Principal) -> Rows:
    """Select reports with their roadmaps and frameworks."""
    chosen = _reports()
    conditions = [readable(principal)]
    if query.roadmap:
        conditions.append(Report.roadmap.in_(query.roadmap))
    if query.country:
        conditions.append(Roadmap.country.in_(query.country))
    if query.status:
        conditions.append(Report.status.in_(query.status))
    if query.updated_since:
        conditions.append(Report.updated_at >= query.updated_since)
    return chosen.where(*conditions)


def readable(principal: Principal) -> ColumnElement[bool]:
    """Say which reports a principal sees: the published ones, and all inside its grants."""
    scope = principal.scope()
    if scope.everything:
        return true()
    return or_(
        Report.status == ReportStatus.PUBLISHED,
        Roadmap.country.in_(scope.countries),
        Roadmap.region.in_(scope.regions),
        Roadmap.owner.in_(scope.actors),
    )


def _reports() -> Select[Report, Roadmap, Framework]:
    return (
        select(Report, Roadmap, Framework)
        .join(Roadmap, Roadmap.id == Report.roadmap)
        .join(Framework, Framework.id == Roadmap.framework)
    )


async def get_report(
    session: AsyncSession, report_id: UUID, principal: Principal, *, for_update: bool = False
) -> tuple[Report, Roadmap, Framework]:
    """Give a report with its roadmap and framework. Raises NotFound where it is not there for this principal."""
    chosen = _reports().where(Report.id == report_id, readable(principal))
    if for_update:
        chosen = chosen.with_for_update(of=[Report, Roadmap])  # two reports of one roadmap meet one deadline each
    row = found_or_missing((await session.execute(chosen)).one_or_none(), "report", report_id)
    return row[0], row[1], row[2]


def found_or_missing(row: T | None, what: str, identity: object) -> T:
    """Give what was found. Raises NotFound where nothing was."""
    if row is None:
        raise NotFound(f"There is no {what} {identity}")
    return row
