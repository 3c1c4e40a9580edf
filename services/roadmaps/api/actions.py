"""Actions of roadmaps, how far they are, and their milestones."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.roadmaps import models
from services.roadmaps.commands import actions, milestones
from services.roadmaps.queries import actions as queries
from services.roadmaps.queries.roadmaps import get_roadmap
from services.roadmaps.schemas.actions import (
    Action,
    ActionIn,
    ActionQuery,
    AllActionsQuery,
    Milestone,
    MilestoneIn,
    RatingIn,
)
from shared.copies import check_regions
from shared.db import reading
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale
from shared.http import (
    Caller,
    IfMatch,
    IfMatchOrNew,
    Listing,
    ListQuery,
    MergePatch,
    Page,
    Reader,
    Shared,
    Uow,
    listed,
    patched,
    problems,
    respond,
    service_router,
)
from shared.standards import ExternalId

router = service_router()

CHANGES = problems(NotFound, Forbidden, Refused, Stale, PreconditionRequired)
OF_ROADMAP = "/roadmaps/{roadmap_id}/actions"
ACTION = "/actions/{action_id}"
MILESTONE = "/milestones/{milestone_id}"


@router.post(
    OF_ROADMAP,
    status_code=201,
    response_model=Action,
    responses=problems(NotFound, Forbidden, Refused),
    tags=["actions"],
)
async def add_action(request: Request, roadmap_id: UUID, body: ActionIn, uow: Uow) -> Response:
    """Add an action to a roadmap: what will be done for one of its commitments, by whom, until when."""
    return _action(request, await actions.add(uow, roadmap_id, body), new=True)


@router.get(OF_ROADMAP, response_model=Page[Action], responses={**listed(), **problems(NotFound)}, tags=["actions"])
async def list_actions_of_roadmap(
    roadmap_id: UUID, query: Annotated[ActionQuery, Query()], listing: Listing, caller: Caller, shared: Shared
) -> Response:
    """List the actions of a roadmap."""
    async with reading(shared.sessions) as session:
        await get_roadmap(session, roadmap_id, caller)
    return await listing.answer(query, queries.actions_of(roadmap_id, query, caller), Action, models.Action.id)


@router.put(
    f"{OF_ROADMAP}/by-external-id/{{external_id:path}}", response_model=Action, responses=CHANGES, tags=["actions"]
)
async def put_action(
    request: Request, roadmap_id: UUID, external_id: ExternalId, body: ActionIn, expected: IfMatchOrNew, *, uow: Uow
) -> Response:
    """Create or replace the action that your system knows by this identity, within its roadmap."""
    row, new = await actions.put(uow, roadmap_id, external_id, body, expected)
    return _action(request, row, new=new)


@router.get("/actions", response_model=Page[Action], responses=listed(), tags=["actions"])
async def list_actions(
    query: Annotated[AllActionsQuery, Query()], listing: Listing, caller: Caller, shared: Shared
) -> Response:
    """List the actions of the adopted roadmaps, and of all inside your grants."""
    await check_regions(shared.sessions, models.Membership, query.region)
    chosen = queries.actions(query, caller, shared.clock.now().date())
    return await listing.answer(query, chosen, Action, models.Action.id)


@router.get(ACTION, response_model=Action, responses=problems(NotFound), tags=["actions"])
async def get_action(request: Request, action_id: UUID, caller: Caller, session: Reader) -> Response:
    """Give one action."""
    row, _ = await queries.get_action(session, action_id, caller)
    return _action(request, row)


@router.patch(ACTION, response_model=Action, responses=CHANGES, tags=["actions"], openapi_extra=patched(ActionIn))
async def patch_action(request: Request, action_id: UUID, change: MergePatch, expected: IfMatch, uow: Uow) -> Response:
    """Change an action."""
    return _action(request, await actions.patch(uow, action_id, change, expected))


@router.delete(ACTION, response_model=Action, responses=CHANGES, tags=["actions"])
async def withdraw_action(request: Request, action_id: UUID, expected: IfMatch, uow: Uow) -> Response:
    """Withdraw an action with the milestones that are not completed; it stays readable."""
    return _action(request, await actions.withdraw(uow, action_id, expected))


@router.post(f"{ACTION}/ratings", response_model=Action, responses=CHANGES, tags=["actions"])
async def rate_action(request: Request, action_id: UUID, body: RatingIn, expected: IfMatch, uow: Uow) -> Response:
    """Say how far an action is: those who do it by themselves, a reviewer independently; both stand side by side."""
    return _action(request, await actions.rate(uow, action_id, body, expected))


@router.post(
    f"{ACTION}/milestones",
    status_code=201,
    response_model=Milestone,
    responses=problems(NotFound, Forbidden, Refused),
    tags=["milestones"],
)
async def add_milestone(request: Request, action_id: UUID, body: MilestoneIn, uow: Uow, shared: Shared) -> Response:
    """Add a milestone to an action; its day is among the deadlines of the roadmap."""
    return _milestone(request, await milestones.add(uow, action_id, body), shared, new=True)


@router.get(
    f"{ACTION}/milestones",
    response_model=Page[Milestone],
    responses={**listed(), **problems(NotFound)},
    tags=["milestones"],
)
async def list_milestones(
    action_id: UUID, query: Annotated[ListQuery, Query()], listing: Listing, caller: Caller, shared: Shared
) -> Response:
    """List the milestones of an action, earliest first."""
    async with reading(shared.sessions) as session:
        await queries.get_action(session, action_id, caller)
    today = shared.clock.now().date()
    keys = (models.Milestone.due_on, models.Milestone.id)
    return await listing.answer(
        query,
        queries.milestones(action_id, caller),
        Milestone,
        *keys,
        of=lambda row: Milestone.of(row[0], row[1], today),
    )


@router.get(MILESTONE, response_model=Milestone, responses=problems(NotFound), tags=["milestones"])
async def get_milestone(
    request: Request, milestone_id: UUID, caller: Caller, session: Reader, shared: Shared
) -> Response:
    """Give one milestone."""
    row, _, roadmap = await queries.get_milestone(session, milestone_id, caller)
    return _milestone(request, (row, roadmap), shared)


@router.patch(
    MILESTONE, response_model=Milestone, responses=CHANGES, tags=["milestones"], openapi_extra=patched(MilestoneIn)
)
async def patch_milestone(
    request: Request, milestone_id: UUID, change: MergePatch, expected: IfMatch, *, uow: Uow, shared: Shared
) -> Response:
    """Change a milestone; `completed_on` with evidence says that it is done."""
    return _milestone(request, await milestones.patch(uow, milestone_id, change, expected), shared)


@router.delete(MILESTONE, response_model=Milestone, responses=CHANGES, tags=["milestones"])
async def withdraw_milestone(
    request: Request, milestone_id: UUID, expected: IfMatch, uow: Uow, shared: Shared
) -> Response:
    """Withdraw a milestone; its deadline no longer holds."""
    return _milestone(request, await milestones.withdraw(uow, milestone_id, expected), shared)


def _action(request: Request, row: models.Action, *, new: bool = False) -> Response:
    created = f"/v1/actions/{row.id}" if new else None
    return respond(request, Action.model_validate(row), version=row.version, created=created)


def _milestone(request: Request, found: milestones.Found, shared: Shared, *, new: bool = False) -> Response:
    row, roadmap = found
    model = Milestone.of(row, roadmap, shared.clock.now().date())
    return respond(request, model, version=row.version, created=f"/v1/milestones/{row.id}" if new else None)
