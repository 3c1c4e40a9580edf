"""What a record may not take into use: codes that were withdrawn. What it has already, it may keep.

Identifiers are not taken into use here: they were given long ago, often by a list that has ended since, and they stay
what an organisation is known by. So a withdrawn list of identifiers is as good as any.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.registry.actors.schemas import ActorIn
from services.registry.codelists.rules import withdrawn_faults
from services.registry.reference import known
from shared.errors import Fault


def code_faults(body: ActorIn, kept: Mapping[str, Any]) -> list[Fault]:
    """Find what an actor takes into use though withdrawn; `kept` are the fields that it has, if it is not new."""
    return [
        *withdrawn_faults([("/kind", body.kind)], [kept.get("kind")], known.kinds().withdrawn),
        *sector_faults(body.sectors, kept.get("sectors") or ()),
    ]


def sector_faults(sectors: Sequence[str], kept: Collection[str]) -> list[Fault]:
    """Find sectors that are taken into use though withdrawn."""
    placed = [(f"/sectors/{place}", code) for place, code in enumerate(sectors)]
    return withdrawn_faults(placed, kept, known.sectors().withdrawn)
