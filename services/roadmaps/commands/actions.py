"""Writes of actions; who changes one holds its roadmap, so that two changes cannot close a circle together."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.roadmaps import events, rules
from services.roadmaps.commands import acceptances, milestones
from services.roadmaps.commands.events_of_roadmaps import emit
from services.roadmaps.commands.permissions import WRITERS, require_writer
from services.roadmaps.models import Action, Framework, Roadmap
from services.roadmaps.queries import actions as queries
from services.roadmaps.queries import roadmaps as roadmap_queries
from services.roadmaps.rules import Rater, RoadmapStatus
from services.roadmaps.schemas.actions import ActionIn, RatingIn
from shared.auth import Role
from shared.errors import Fault, InvalidInput, Refused
from shared.external_ids import ExternalIds
from shared.http import as_sent, merged
from shared.unit_of_work import Expected, UnitOfWork, refuse_withdrawn

EXTERNAL_IDS = ExternalIds(Action, "roadmap", "actions")


async def add(uow: UnitOfWork, roadmap_id: UUID, body: ActionIn) -> Action:
    """Add an action to a roadmap."""
    roadmap = await _writable(uow, roadmap_id)
    await EXTERNAL_IDS.refuse_taken(uow, roadmap.id, body.external_id)
    return await _add(uow, roadmap, body)


async def put(
    uow: UnitOfWork, roadmap_id: UUID, external_id: str, body: ActionIn, expected: Expected
) -> tuple[Action, bool]:
    """Create or replace what the roadmap's owner knows by `external_id`; say whether it is new."""
    roadmap = await _writable(uow, roadmap_id)
    return await EXTERNAL_IDS.put(
        uow,
        roadmap.id,
        external_id,
        body,
        expected,
        create=lambda uow, body: _add(uow, roadmap, body),
        replace=lambda uow, known, body, expected: _replace(uow, known, roadmap, body, expected),
    )


async def patch(uow: UnitOfWork, action_id: UUID, change: dict[str, Any], expected: Expected) -> Action:
    """Change an action by merge patch."""
    action, roadmap = await _permitted(uow, action_id)
    _refuse_ended(roadmap)
    refuse_withdrawn(action, "action")
    sent = {name: getattr(action, name) for name in ActionIn.model_fields} | {
        "descriptions": action.descriptions or None
    }
    return await _replace(uow, action, roadmap, merged(uow, ActionIn, as_sent(ActionIn, sent), change), expected)


async def withdraw(uow: UnitOfWork, action_id: UUID, expected: Expected) -> Action:
    """Withdraw an action with its milestones; withdrawing it again changes nothing."""
    action, roadmap = await _permitted(uow, action_id)
    if action.withdrawn_at is not None:
        return action
    _refuse_ended(roadmap)
    uow.change(action, expected=expected)
    action.withdrawn_at, action.withdrawn_by = uow.now, uow.principal.id
    await milestones.waive_all(uow, action, roadmap)
    _tell_state(uow, events.ActionUpdated, action, roadmap)
    return action


async def rate(uow: UnitOfWork, action_id: UUID, body: RatingIn, expected: Expected) -> Action:
    """Say how far an action is: those who do it by themselves, a reviewer independently of them."""
    action, roadmap = await queries.get_action(uow.session, action_id, uow.principal, for_update=True)
    if body.by is Rater.SELF:
        await require_writer(uow, action, roadmap)
    else:  # who reviews for those who do it is not independent of them
        uow.principal.require(Role.REVIEWER, country=roadmap.country, region=roadmap.region)
    refuse_withdrawn(roadmap, "roadmap")
    refuse_withdrawn(action, "action")
    day = body.on or uow.now.date()
    rules.check_happened_on(day, earliest=roadmap.anchor_date, today=uow.now.date())
    uow.change(action, expected=expected)
    rating: dict[str, Any] = {
        "completion": body.completion,
        "comment": body.comment,
        "on": day.isoformat(),
        "rated_at": uow.now.isoformat(),
        "rated_by": uow.principal.id,
    }
    if body.by is Rater.SELF:
        action.self_rating = rating
    else:
        action.independent_rating = rating
    _tell_rating(uow, body.by, rating, action, roadmap)
    return action


async def publish(uow: UnitOfWork, roadmap: Roadmap) -> None:
    """Tell of a roadmap's actions, to everybody who may hear of them from now on."""
    chosen = select(Action).where(Action.roadmap == roadmap.id, Action.withdrawn_at.is_(None)).order_by(Action.id)
    for action in await uow.session.scalars(chosen):
        _tell_state(uow, events.ActionAdded, action, roadmap)
        for by, rating in ((Rater.SELF, action.self_rating), (Rater.INDEPENDENT, action.independent_rating)):
            if rating:
                _tell_rating(uow, by, rating, action, roadmap)


async def _writable(uow: UnitOfWork, roadmap_id: UUID) -> Roadmap:
    """Give a roadmap whose actions the caller may change, locked. Raises Refused where it takes none any more."""
    roadmap = await roadmap_queries.get_roadmap(uow.session, roadmap_id, uow.principal, for_update=True)
    uow.principal.require(*WRITERS, country=roadmap.country, region=roadmap.region, actors=[roadmap.owner])
    _refuse_ended(roadmap)
    return roadmap


def _refuse_ended(roadmap: Roadmap) -> None:
    """Raises Refused where the actions of a roadmap stay as they are; those of a closed one may still be rated."""
    refuse_withdrawn(roadmap, "roadmap")
    if roadmap.status == RoadmapStatus.CLOSED:
        raise Refused("The actions of a roadmap that is closed stay as they are")


async def _permitted(uow: UnitOfWork, action_id: UUID) -> tuple[Action, Roadmap]:
    """Give an action that the caller may change, and its roadmap, both locked."""
    action, roadmap = await queries.get_action(uow.session, action_id, uow.principal, for_update=True)
    await require_writer(uow, action, roadmap)
    return action, roadmap


async def _add(uow: UnitOfWork, roadmap: Roadmap, body: ActionIn) -> Action:
    action = Action(id=uuid7(), roadmap=roadmap.id, version=1, created_at=uow.now, updated_at=uow.now)
    await _write(uow, action, roadmap, body)
    uow.session.add(action)
    await uow.session.flush()
    _tell_state(uow, events.ActionAdded, action, roadmap)
    return action


async def _replace(uow: UnitOfWork, action: Action, roadmap: Roadmap, body: ActionIn, expected: Expected) -> Action:
    """Change a locked action; one that was withdrawn is back, its milestones are not."""
    await EXTERNAL_IDS.refuse_taken(uow, roadmap.id, body.external_id, was=action.external_id)
    returns = action.withdrawn_at is not None
    uow.change(action, expected=expected)
    await _write(uow, action, roadmap, body)
    action.withdrawn_at = action.withdrawn_by = None
    _tell_state(uow, events.ActionAdded if returns else events.ActionUpdated, action, roadmap)
    return action


async def _write(uow: UnitOfWork, action: Action, roadmap: Roadmap, body: ActionIn) -> None:
    """Write a body into an action. Raises InvalidInput for what is wrong with it, and was not there before."""
    framework = await roadmap_queries.get_framework(uow.session, roadmap.framework)
    faults = _unknown_numbers(framework, body) + _before_anchor(roadmap, action, body)
    faults += await acceptances.actor_faults(
        uow,
        {
            f"/{name}/{place}": one
            for name, several in (("responsible", body.responsible), ("supporting", body.supporting))
            for place, one in enumerate(several)
        },
        held=[*(action.responsible or []), *(action.supporting or [])],
    )
    faults += await _wrong_dependencies(uow, action, body)
    if faults:
        raise InvalidInput(faults=faults)
    written = body.model_dump(mode="json", include={"budget", "topics", "pillars", "sdgs", "titles"})
    for name, value in written.items():
        setattr(action, name, value)
    for name in (
        *("commitment", "responsible", "supporting", "plan_line", "starts_on", "ends_on"),
        *("depends_on", "external_id"),
    ):
        setattr(action, name, getattr(body, name))
    action.descriptions = body.descriptions or {}


def _unknown_numbers(framework: Framework, body: ActionIn) -> list[Fault]:
    found = []
    for pointer, number, known in (
        ("/commitment", body.commitment, framework.commitments),
        *((f"/topics/{place}", topic, framework.topics) for place, topic in enumerate(body.topics)),
    ):
        numbers = [one["number"] for one in known]
        if number not in numbers:
            detail = f"{framework.id} has the numbers {', '.join(map(str, numbers))}"
            found.append(Fault(pointer, "unknown_number", detail))
    return found


def _before_anchor(roadmap: Roadmap, action: Action, body: ActionIn) -> list[Fault]:
    if body.ends_on is None or body.ends_on == action.ends_on or body.ends_on >= roadmap.anchor_date:
        return []
    detail = f"It is before the anchor date of the roadmap, {roadmap.anchor_date}"
    return [Fault("/ends_on", "before_anchor", detail)]


async def _wrong_dependencies(uow: UnitOfWork, action: Action, body: ActionIn) -> list[Fault]:
    if not body.depends_on:
        return []
    known = {**await queries.dependencies(uow.session, action.roadmap), action.id: body.depends_on}
    faults = [
        Fault(f"/depends_on/{place}", "unknown_action", f"The roadmap has no action {one}")
        for place, one in enumerate(body.depends_on)
        if one not in known and one not in (action.depends_on or ())
    ]
    if not faults and (circle := rules.find_circle(action.id, known)):
        detail = f"It would depend on itself: {' → '.join(map(str, circle))}"
        faults.append(Fault("/depends_on", "circle", detail))
    return faults


def _of(roadmap: Roadmap) -> dict[str, Any]:
    return {name: getattr(roadmap, name) for name in ("framework", "country", "region")}


def _tell_state(
    uow: UnitOfWork, kind: type[events.ActionAdded] | type[events.ActionUpdated], action: Action, roadmap: Roadmap
) -> None:
    names = ("id", "roadmap", "commitment", "titles", "topics", "pillars", "sdgs", "responsible", "supporting")
    own = {name: getattr(action, name) for name in (*names, "starts_on", "ends_on")}
    emit(uow, kind(**own, **_of(roadmap), withdrawn=action.withdrawn_at is not None), action, roadmap)


def _tell_rating(uow: UnitOfWork, by: Rater, rating: dict[str, Any], action: Action, roadmap: Roadmap) -> None:
    rated = {"by": by, "completion": rating["completion"], "on": rating["on"], "commitment": action.commitment}
    event = events.ActionRated.model_validate({"id": action.id, "roadmap": roadmap.id, **_of(roadmap), **rated})
    emit(uow, event, action, roadmap)
