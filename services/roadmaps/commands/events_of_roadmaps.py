"""How events say which roadmap they are about."""

from services.roadmaps.models import Roadmap
from shared.db import Resource
from shared.envelope import Event
from shared.spells import Days
from shared.unit_of_work import UnitOfWork


def emit(
    uow: UnitOfWork,
    event: Event,
    row: Resource,
    roadmap: Roadmap,
    *,
    days: Days | None = None,
    audience: str | None = None,
) -> None:
    """Tell of a row of a roadmap; where no `audience` is said, to those who may hear of the roadmap."""
    uow.emit(
        event,
        sequence=row.version,
        places=[roadmap.country],
        days=days,
        regions=roadmap.own_regions,
        audience=audience or roadmap.event_audience,
    )
