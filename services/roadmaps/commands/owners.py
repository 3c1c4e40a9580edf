"""Roadmaps whose owner has proved to be another actor, or one of its own again.

Merges of several actors come in any order, so whoever is known to be merged is followed to the end each time.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, exists, select

from services.roadmaps.commands import roadmaps
from services.roadmaps.models import MergedActor, OwnerMove, Roadmap
from services.roadmaps.schemas.roadmaps import ActorMerge, ActorState
from shared import copies
from shared.consuming import Received
from shared.unit_of_work import UnitOfWork


async def follow_merges(uow: UnitOfWork, received: Sequence[Received[ActorMerge]]) -> None:
    """Give the roadmaps of merged actors to those that stay."""
    newest = {one.data.id: one for one in received}.values()
    values = [{"id": one.data.id, "version": one.envelope.sequence, "into": one.data.into} for one in newest]
    await copies.keep_newest(uow.session, MergedActor, values)
    while held := await _held_by_merged(uow):
        for roadmap, into in held:
            move = OwnerMove(roadmap=roadmap.id, merged=roadmap.owner, external_id=roadmap.external_id)
            uow.session.add(move)
            await roadmaps.hand_over(uow, roadmap, into, move.external_id)


async def undo_merges(uow: UnitOfWork, received: Sequence[Received[ActorState]]) -> None:
    """Give back the roadmaps of actors that changed after they were merged: they are actors of their own again."""
    newest = {one.data.id: one.envelope.sequence for one in received}
    for merged in (await uow.session.scalars(select(MergedActor).where(MergedActor.id.in_(newest)))).all():
        if merged.version < newest[merged.id]:
            await _give_back(uow, merged)


async def _held_by_merged(uow: UnitOfWork) -> list[tuple[Roadmap, UUID]]:
    moved = exists().where(OwnerMove.roadmap == Roadmap.id, OwnerMove.merged == Roadmap.owner)
    chosen = select(Roadmap, MergedActor.into).join(MergedActor, MergedActor.id == Roadmap.owner).where(~moved)
    rows = await uow.session.execute(chosen.order_by(Roadmap.id).with_for_update(of=Roadmap))
    return [(row[0], row[1]) for row in rows]


async def _give_back(uow: UnitOfWork, merged: MergedActor) -> None:
    await uow.session.delete(merged)
    await uow.session.flush()
    chosen = select(Roadmap, OwnerMove.external_id).join(OwnerMove, OwnerMove.roadmap == Roadmap.id)
    chosen = chosen.where(OwnerMove.merged == merged.id, Roadmap.owner == merged.into).with_for_update(of=Roadmap)
    for roadmap, external_id in (await uow.session.execute(chosen.order_by(Roadmap.id))).all():
        await roadmaps.hand_over(uow, roadmap, merged.id, external_id)
    await uow.session.execute(delete(OwnerMove).where(OwnerMove.merged == merged.id))
