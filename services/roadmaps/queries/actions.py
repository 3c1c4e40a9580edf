"""Actions and milestones: everybody sees those of adopted roadmaps, drafts those whose grants reach them."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.roadmaps.models import Action, MergedActor, Milestone, Roadmap
from services.roadmaps.queries.roadmaps import found_or_missing, in_regions, visible
from services.roadmaps.rules import PlannedAction, RoadmapStatus
from services.roadmaps.schemas.actions import ActionQuery, AllActionsQuery
from shared.auth import Principal
from shared.db import Rows


def actions_of(roadmap: UUID, query: ActionQuery, principal: Principal) -> Rows:
    """Select the actions of a roadmap."""
    return _actions(query, principal).where(Action.roadmap == roadmap)


def actions(query: AllActionsQuery, principal: Principal, today: date) -> Rows:
    """Select the actions of all roadmaps that a principal sees."""
    chosen = _actions(query, principal)
    if not query.withdrawn:
        chosen = chosen.where(Roadmap.status != RoadmapStatus.WITHDRAWN)
    for column, wanted in (
        (Action.roadmap, query.roadmap),
        (Roadmap.framework, query.framework),
        (Roadmap.country, query.country),
    ):
        if wanted:
            chosen = chosen.where(column.in_(wanted))
    return chosen.where(in_regions(query.region, today)) if query.region else chosen


def _actions(query: ActionQuery, principal: Principal) -> Rows:
    conditions: list[ColumnElement[bool]] = [visible(principal)]
    if query.commitment:
        conditions.append(Action.commitment.in_(query.commitment))
    for column, wanted in ((Action.topics, query.topic), (Action.pillars, query.pillar)):
        if wanted:
            conditions.append(or_(*(column.contains([one]) for one in wanted)))
    if query.sdg:
        conditions.append(or_(*(_lies_in(one) for one in query.sdg)))
    if query.actor:
        actors = _with_merged(query.actor)
        conditions.append(or_(Action.responsible.overlap(actors), Action.supporting.overlap(actors)))
    if query.completion:
        conditions.append(Action.self_rating["completion"].astext.in_(query.completion))
    if query.external_id:
        conditions.append(Action.external_id.in_(query.external_id))
    if not query.withdrawn:
        conditions.append(Action.withdrawn_at.is_(None))
    if query.updated_since:
        conditions.append(Action.updated_at >= query.updated_since)
    return select(Action).join(Roadmap, Roadmap.id == Action.roadmap).where(*conditions)


def _with_merged(actors: Collection[UUID]) -> ColumnElement[list[UUID]]:
    """Compute an array of these actors and all that have been merged into them."""
    named = select(func.unnest(cast(actors, ARRAY(Uuid))).label("id")).cte("named", recursive=True)
    named = named.union(select(MergedActor.id).join(named, MergedActor.into == named.c.id))
    return func.array(select(named.c.id).scalar_subquery(), type_=ARRAY(Uuid))


def _lies_in(goal: str) -> ColumnElement[bool]:
    """Say which actions name a goal or target, or a target of the goal."""
    said = func.jsonb_array_elements_text(Action.sdgs).table_valued("value")
    return select(said.c.value).where(or_(said.c.value == goal, said.c.value.startswith(f"{goal}."))).exists()


async def get_action(
    session: AsyncSession, action_id: UUID, principal: Principal, *, for_update: bool = False
) -> tuple[Action, Roadmap]:
    """Give an action with its roadmap; both are locked `for_update`. Raises NotFound."""
    chosen = select(Action, Roadmap).join(Roadmap, Roadmap.id == Action.roadmap)
    chosen = chosen.where(Action.id == action_id, visible(principal))
    if for_update:
        chosen = chosen.with_for_update(of=[Roadmap, Action])
    row = found_or_missing((await session.execute(chosen)).one_or_none(), "action", action_id)
    return row[0], row[1]


async def answering(session: AsyncSession, action: Action, roadmap: Roadmap) -> list[UUID]:
    """Name the actors whose grants reach an action: the owner, who is responsible, and whom these were merged into."""
    into = select(MergedActor.into).where(MergedActor.id.in_(action.responsible)).cte("into", recursive=True)
    into = into.union(select(MergedActor.into).join(into, MergedActor.id == into.c.into))
    return [roadmap.owner, *action.responsible, *await session.scalars(select(into.c.into))]


def milestones(action: UUID, principal: Principal) -> Rows:
    """Select the milestones of an action that were not withdrawn, with its roadmap."""
    return (
        select(Milestone, Roadmap)
        .join(Action, Action.id == Milestone.action)
        .join(Roadmap, Roadmap.id == Action.roadmap)
        .where(Milestone.action == action, Milestone.withdrawn_at.is_(None), visible(principal))
    )


async def get_milestone(
    session: AsyncSession, milestone_id: UUID, principal: Principal, *, for_update: bool = False
) -> tuple[Milestone, Action, Roadmap]:
    """Give a milestone with its action and roadmap; all are locked `for_update`. Raises NotFound."""
    chosen = (
        select(Milestone, Action, Roadmap)
        .join(Action, Action.id == Milestone.action)
        .join(Roadmap, Roadmap.id == Action.roadmap)
        .where(Milestone.id == milestone_id, visible(principal))
    )
    if for_update:
        chosen = chosen.with_for_update(of=[Roadmap, Action, Milestone])
    row = found_or_missing((await session.execute(chosen)).one_or_none(), "milestone", milestone_id)
    return row[0], row[1], row[2]


async def planned_actions(session: AsyncSession, roadmap: UUID) -> list[PlannedAction]:
    """Give the actions of a roadmap, as far as it matters for its adoption, in the order in which they came."""
    columns = (Action.id, Action.commitment, Action.responsible, Action.ends_on)
    chosen = select(*columns).where(Action.roadmap == roadmap, Action.withdrawn_at.is_(None)).order_by(Action.id)
    return [PlannedAction(*row) for row in await session.execute(chosen)]


async def dependencies(session: AsyncSession, roadmap: UUID) -> Mapping[UUID, Collection[UUID]]:
    """Say of each action of a roadmap on which it depends."""
    chosen = select(Action.id, Action.depends_on).where(Action.roadmap == roadmap, Action.withdrawn_at.is_(None))
    return {row.id: row.depends_on for row in await session.execute(chosen)}
