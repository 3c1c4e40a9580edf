"""What the roadmaps service publishes."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.envelope import AREA, EVERYBODY, Event, Topic

TOPIC = Topic("harambee.roadmaps", days=None)


class FrameworkPublished(
    Event, type="harambee.framework.published.v1", topic=TOPIC, collection="frameworks", audiences=EVERYBODY
):
    """A set of commitments, with its deadline rules, is in force or has changed."""

    titles: dict[str, str]
    agreed_on: date
    deadline_rules: list[dict[str, Any]]


class _RoadmapState(Event):
    framework: str
    country: str | None = None
    region: str | None = None
    anchor_date: date
    owner: UUID
    titles: dict[str, str]


class RoadmapDrafted(
    _RoadmapState, type="harambee.roadmap.drafted.v1", topic=TOPIC, collection="roadmaps", audiences=EVERYBODY | AREA
):
    """A country or region has begun a roadmap, or begins it anew after it was withdrawn."""


class RoadmapRevised(
    _RoadmapState, type="harambee.roadmap.revised.v1", topic=TOPIC, collection="roadmaps", audiences=EVERYBODY | AREA
):
    """A roadmap's text or anchor has changed, or everybody may read it since it was adopted."""


class RoadmapMoved(
    Event, type="harambee.roadmap.moved.v1", topic=TOPIC, collection="roadmaps", audiences=EVERYBODY | AREA
):
    """A roadmap has gone from one status to another."""

    framework: str
    country: str | None = None
    region: str | None = None
    before: str = Field(alias="from", serialization_alias="from")
    to: str
    on: date


class _ActionState(Event):
    roadmap: UUID
    framework: str
    country: str | None = None
    region: str | None = None
    commitment: int
    titles: dict[str, str]
    topics: list[int]
    pillars: list[str]
    sdgs: list[str]
    responsible: list[UUID]
    supporting: list[UUID]
    starts_on: date | None
    ends_on: date | None
    withdrawn: bool = False


class ActionAdded(
    _ActionState, type="harambee.action.added.v1", topic=TOPIC, collection="actions", audiences=EVERYBODY | AREA
):
    """An action has come into a roadmap, is back in it after it was withdrawn, or has become public with it."""


class ActionUpdated(
    _ActionState, type="harambee.action.updated.v1", topic=TOPIC, collection="actions", audiences=EVERYBODY | AREA
):
    """An action has changed, or was withdrawn."""


class ActionRated(
    Event, type="harambee.action.rated.v1", topic=TOPIC, collection="actions", audiences=EVERYBODY | AREA
):
    """Somebody has said how far an action is."""

    roadmap: UUID
    framework: str
    country: str | None = None
    region: str | None = None
    commitment: int
    by: str = Field(description="`self` or `independent`")
    completion: str = Field(description="on the scale of the Open Government Partnership")
    on: date


class MilestoneCompleted(
    Event, type="harambee.milestone.completed.v1", topic=TOPIC, collection="milestones", audiences=EVERYBODY | AREA
):
    """A step of an action has been done."""

    action: UUID
    roadmap: UUID
    framework: str
    country: str | None = None
    region: str | None = None
    titles: dict[str, str]
    due_on: date
    completed_on: date


class _DeadlineState(Event):
    roadmap: UUID
    framework: str
    kind: str
    due_on: date
    country: str | None = None
    region: str | None = None
    owner: UUID
    titles: dict[str, str] = Field(description="the roadmap's titles")
    milestone: UUID | None = Field(default=None, description="the milestone that it is of; none where it is of a rule")
    milestone_titles: dict[str, str] | None = Field(default=None, description="the milestone's titles")


class DeadlineSet(
    _DeadlineState, type="harambee.deadline.set.v1", topic=TOPIC, collection="deadlines", audiences=EVERYBODY | AREA
):
    """A dated duty has come into being, holds again, or has become public with its roadmap."""


class DeadlineMoved(
    _DeadlineState, type="harambee.deadline.moved.v1", topic=TOPIC, collection="deadlines", audiences=EVERYBODY | AREA
):
    """A duty has another date, another owner, or another title."""


class DeadlineMet(
    _DeadlineState, type="harambee.deadline.met.v1", topic=TOPIC, collection="deadlines", audiences=EVERYBODY | AREA
):
    """A duty has been done, in time or late."""

    met_on: date


class DeadlineWaived(
    _DeadlineState, type="harambee.deadline.waived.v1", topic=TOPIC, collection="deadlines", audiences=EVERYBODY | AREA
):
    """A duty no longer holds."""


class _ReportState(Event):
    roadmap: UUID
    country: str | None = None
    region: str | None = None
    period_from: date
    period_to: date


class ReportOpened(_ReportState, type="harambee.report.opened.v1", topic=TOPIC, collection="reports", audiences=AREA):
    """Work on a progress report has begun."""


class ReportSubmitted(
    _ReportState, type="harambee.report.submitted.v1", topic=TOPIC, collection="reports", audiences=AREA
):
    """A progress report has been handed in."""

    missing: list[str] = Field(description="what a partial report leaves out")


class ReportReturned(
    _ReportState, type="harambee.report.returned.v1", topic=TOPIC, collection="reports", audiences=AREA
):
    """A reviewer asks for more."""


class ReportValidated(
    _ReportState, type="harambee.report.validated.v1", topic=TOPIC, collection="reports", audiences=AREA
):
    """A reviewer has accepted a progress report."""


class ReportPublished(
    _ReportState, type="harambee.report.published.v1", topic=TOPIC, collection="reports", audiences=EVERYBODY
):
    """A progress report is open to everybody."""
