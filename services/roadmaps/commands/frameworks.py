"""Writes of frameworks."""

from collections.abc import Sequence
from typing import Any

from services.roadmaps import events
from services.roadmaps.models import Framework
from services.roadmaps.schemas import roadmaps as schemas
from shared.unit_of_work import UnitOfWork


async def publish(uow: UnitOfWork, found: Sequence[dict[str, Any]]) -> None:
    """Make the frameworks in the database those that ship with the service; what is the same stays untouched."""
    for data in found:
        wanted = schemas.FrameworkIn.model_validate(data)
        row = await uow.session.get(Framework, wanted.id, with_for_update=True)
        if row and schemas.FrameworkIn.model_validate(row, from_attributes=True) == wanted:
            continue
        row = row or Framework(id=wanted.id, version=0)
        row.version += 1
        row.agreed_on = wanted.agreed_on
        for name, value in wanted.model_dump(mode="json", exclude={"id", "agreed_on"}).items():
            setattr(row, name, value)
        uow.session.add(row)
        uow.emit(events.FrameworkPublished.model_validate(row, from_attributes=True), sequence=row.version)
