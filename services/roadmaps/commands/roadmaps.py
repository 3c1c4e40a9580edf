"""Writes of roadmaps."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from uuid_utils.compat import uuid7

from services.roadmaps import events, rules
from services.roadmaps.commands import acceptances, actions, deadlines
from services.roadmaps.commands.events_of_roadmaps import emit
from services.roadmaps.models import Framework, Roadmap
from services.roadmaps.queries import roadmaps as queries
from services.roadmaps.queries.actions import planned_actions
from services.roadmaps.rules import DeadlineKind, RoadmapStatus
from services.roadmaps.schemas import roadmaps as schemas
from shared.auth import Role
from shared.errors import Fault, InvalidInput, Refused
from shared.external_ids import ExternalIds
from shared.http import as_sent, merged
from shared.unit_of_work import Expected, UnitOfWork, held, refuse_withdrawn

EXTERNAL_IDS = ExternalIds(Roadmap, "owner", "roadmaps")


async def draft(uow: UnitOfWork, body: schemas.RoadmapIn) -> Roadmap:
    """Begin a roadmap; its deadlines follow from the framework's rules."""
    uow.principal.require(Role.COORDINATOR, country=body.scope.country, region=body.scope.region)
    framework = await uow.session.get(Framework, body.framework)
    faults = await acceptances.region_faults(uow, body.scope) + await acceptances.unknown_owner(uow, body.owner)
    if framework is None:
        detail = f"There is no framework {body.framework}; see /v1/frameworks"
        raise InvalidInput(faults=[Fault("/framework", "unknown_framework", detail), *faults])
    faults += rules.anchor_faults(body.anchor_date, agreed_on=framework.agreed_on, today=uow.now.date())
    faults += await _unknown_names(uow, framework, body)
    if faults:
        raise InvalidInput(faults=faults)
    await acceptances.check_owner(uow, body.owner, body.scope)
    roadmap = Roadmap(
        id=uuid7(),
        framework=framework.id,
        country=body.scope.country,
        region=body.scope.region,
        anchor_date=body.anchor_date,
        owner=body.owner,
        titles=body.titles,
        status=RoadmapStatus.DRAFT,
        external_id=body.external_id,
        **_lists(body),
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    await _refuse_others(uow, roadmap, body)
    uow.session.add(roadmap)
    await uow.session.flush()
    emit(uow, events.RoadmapDrafted.model_validate(roadmap, from_attributes=True), roadmap, roadmap)
    deadlines.set_first(uow, roadmap, framework)
    return roadmap


async def put(uow: UnitOfWork, external_id: str, body: schemas.RoadmapIn, expected: Expected) -> tuple[Roadmap, bool]:
    """Create or replace what the owner's system knows by `external_id`; say whether it is new."""
    seen = [queries.visible(uow.principal)]
    return await EXTERNAL_IDS.put(
        uow, body.owner, external_id, body, expected, create=draft, replace=_revise, permit=_require, seen=seen
    )


async def patch(uow: UnitOfWork, roadmap_id: UUID, change: dict[str, Any], expected: Expected) -> Roadmap:
    """Change a roadmap by merge patch."""
    roadmap = await _permitted(uow, roadmap_id)
    refuse_withdrawn(roadmap, "roadmap")
    current = as_sent(schemas.RoadmapIn, {name: getattr(roadmap, name) for name in schemas.RoadmapIn.model_fields})
    return await _revise(uow, roadmap, merged(uow, schemas.RoadmapIn, current, change), expected)


async def _revise(uow: UnitOfWork, roadmap: Roadmap, body: schemas.RoadmapIn, expected: Expected) -> Roadmap:
    """Change a locked roadmap that the caller may change; open deadlines move with its anchor, owner and titles.

    One that was withdrawn is a draft again, and its deadlines that were waived are open.
    """
    framework = await queries.get_framework(uow.session, roadmap.framework)
    faults = _other_scope(roadmap, body) + await acceptances.unknown_owner(uow, body.owner)
    if body.anchor_date != roadmap.anchor_date:
        faults += rules.anchor_faults(body.anchor_date, agreed_on=framework.agreed_on, today=uow.now.date())
    faults += await _unknown_names(uow, framework, body, roadmap)
    if faults:
        raise InvalidInput(faults=faults)
    returns = roadmap.status == RoadmapStatus.WITHDRAWN
    if returns or body.owner != roadmap.owner:
        await acceptances.check_owner(uow, body.owner, body.scope)
    await _refuse_others(uow, roadmap, body)
    uow.change(roadmap, expected=expected)
    moved = (body.anchor_date, body.owner, body.titles) != (roadmap.anchor_date, roadmap.owner, roadmap.titles)
    roadmap.titles, roadmap.owner = body.titles, body.owner
    roadmap.anchor_date, roadmap.external_id = body.anchor_date, body.external_id
    for name, value in _lists(body).items():
        setattr(roadmap, name, value)
    if returns:
        roadmap.status, roadmap.adopted_on, roadmap.withdrawn_by = RoadmapStatus.DRAFT, None, None
        roadmap.adopted_incomplete = None
        emit(uow, events.RoadmapDrafted.model_validate(roadmap, from_attributes=True), roadmap, roadmap)
        await deadlines.reopen(uow, roadmap, framework)
        return roadmap
    emit(uow, events.RoadmapRevised.model_validate(roadmap, from_attributes=True), roadmap, roadmap)
    if moved:
        await deadlines.move(uow, roadmap, framework)
    return roadmap


async def hand_over(uow: UnitOfWork, roadmap: Roadmap, owner: UUID, external_id: str | None) -> None:
    """Give a locked roadmap with its open deadlines to another owner, under the identity that is free there."""
    taken = select(Roadmap.id).where(Roadmap.owner == owner, Roadmap.external_id == external_id)
    roadmap.external_id = None if await uow.session.scalar(taken) else external_id
    roadmap.owner = owner
    uow.change(roadmap)
    await uow.session.flush()
    emit(uow, events.RoadmapRevised.model_validate(roadmap, from_attributes=True), roadmap, roadmap)
    await deadlines.move(uow, roadmap, await queries.get_framework(uow.session, roadmap.framework))


async def withdraw(uow: UnitOfWork, roadmap_id: UUID, expected: Expected) -> Roadmap:
    """Withdraw a roadmap; withdrawing it again changes nothing."""
    roadmap = await _permitted(uow, roadmap_id)
    if roadmap.status == RoadmapStatus.WITHDRAWN:
        return roadmap
    return await _move(uow, roadmap, schemas.RoadmapTransition(to=RoadmapStatus.WITHDRAWN), expected)


async def move(uow: UnitOfWork, roadmap_id: UUID, body: schemas.RoadmapTransition, expected: Expected) -> Roadmap:
    """Take a roadmap a step further."""
    return await _move(uow, await _permitted(uow, roadmap_id), body, expected)


async def _permitted(uow: UnitOfWork, roadmap_id: UUID) -> Roadmap:
    """Give a roadmap that the caller may change, locked."""
    roadmap = await queries.get_roadmap(uow.session, roadmap_id, uow.principal, for_update=True)
    _require(uow, roadmap)
    return roadmap


def _require(uow: UnitOfWork, roadmap: Roadmap) -> None:
    uow.principal.require(Role.COORDINATOR, country=roadmap.country, region=roadmap.region)


async def _move(uow: UnitOfWork, roadmap: Roadmap, body: schemas.RoadmapTransition, expected: Expected) -> Roadmap:
    day = body.on or uow.now.date()
    rules.check_happened_on(day, earliest=roadmap.anchor_date, today=uow.now.date())
    before = RoadmapStatus(roadmap.status)
    after = rules.move(before, body.to, rules.ROADMAP_MOVES)
    incomplete = await _check_adoption(uow, roadmap, body) if after is RoadmapStatus.ADOPTED else None
    roadmap.status = after
    uow.change(roadmap, expected=expected)
    facts = {name: getattr(roadmap, name) for name in ("id", "framework", "country", "region")}
    event = events.RoadmapMoved(**facts, before=before, to=body.to, on=day)
    emit(uow, event, roadmap, roadmap)
    if body.to is RoadmapStatus.ADOPTED:
        roadmap.adopted_on, roadmap.adopted_incomplete = day, incomplete
        # What was told of the draft was for its country or region.
        emit(uow, events.RoadmapRevised.model_validate(roadmap, from_attributes=True), roadmap, roadmap)
        await actions.publish(uow, roadmap)
        await deadlines.publish(uow, roadmap)
        await deadlines.meet(uow, roadmap, DeadlineKind.ROADMAP_ADOPTED, day)
    if body.to is RoadmapStatus.WITHDRAWN:
        roadmap.withdrawn_by = uow.principal.id
        await deadlines.waive(uow, roadmap)
    return roadmap


async def _check_adoption(uow: UnitOfWork, roadmap: Roadmap, body: schemas.RoadmapTransition) -> dict[str, Any] | None:
    """Give what is kept of an adoption though something is missing; None where nothing is.

    Raises Refused with all that is missing where no reason is given.
    """
    framework = await queries.get_framework(uow.session, roadmap.framework)
    faults = rules.adoption_faults(
        framework.commitments,
        await planned_actions(uow.session, roadmap.id),
        {one["constituency"] for one in roadmap.participants},
        {one["commitment"] for one in roadmap.without_action},
    )
    if not faults:
        return None
    if body.reason is None:
        detail = "It is not complete; to adopt it all the same, send a `reason`"
        raise Refused(detail, faults=faults)
    return {"reason": body.reason, "missing": [one.detail for one in faults], "adopted_by": uow.principal.id}


async def _unknown_names(
    uow: UnitOfWork, framework: Framework, body: schemas.RoadmapIn, roadmap: Roadmap | None = None
) -> list[Fault]:
    """Say what is named that cannot be; participants that the roadmap has already stay."""
    held = {UUID(one["actor"]) for one in (roadmap.participants if roadmap else []) if one["actor"]}
    named = {f"/participants/{place}/actor": one.actor for place, one in enumerate(body.participants) if one.actor}
    known = [one["number"] for one in framework.commitments]
    return [
        *await acceptances.actor_faults(uow, named, held),
        *(
            Fault(
                f"/without_action/{place}/commitment",
                "unknown_commitment",
                f"{framework.id} has the commitments {', '.join(map(str, known))}",
            )
            for place, one in enumerate(body.without_action)
            if one.commitment not in known
        ),
    ]


def _lists(body: schemas.RoadmapIn) -> dict[str, Any]:
    return body.model_dump(mode="json", include={"participants", "without_action"})


def _other_scope(roadmap: Roadmap, body: schemas.RoadmapIn) -> list[Fault]:
    fixed = {
        "/framework": (body.framework, roadmap.framework),
        "/scope/country": (body.scope.country, roadmap.country),
        "/scope/region": (body.scope.region, roadmap.region),
    }
    return [
        Fault(pointer, "fixed", f"It stays {was}; withdraw this roadmap and draft another")
        for pointer, (new, was) in fixed.items()
        if new != was
    ]


async def _refuse_others(uow: UnitOfWork, roadmap: Roadmap, body: schemas.RoadmapIn) -> None:
    """Refuse a second roadmap of the scope, or of the owner's `external_id`, by name where the caller sees the first.

    Of two that come at once, the second meets a unique index instead.
    """
    same_scope = and_(
        Roadmap.framework == body.framework,
        Roadmap.country.is_not_distinct_from(body.scope.country),
        Roadmap.region.is_not_distinct_from(body.scope.region),
        Roadmap.status != RoadmapStatus.WITHDRAWN,
    )
    others = [Roadmap.id != roadmap.id, queries.visible(uow.principal)]
    if other := await uow.session.scalar(select(Roadmap).where(same_scope, *others)):
        raise Refused.taken(held(other), f"/v1/roadmaps/{other.id}", "/scope")
    await EXTERNAL_IDS.refuse_taken(uow, body.owner, body.external_id, seen=others)
