"""What a record may not take into use: codes that were withdrawn. What it has already, it may keep."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.registry.reference import known
from services.registry.rules.codelists import withdrawn_faults
from services.registry.schemas.actors import ActorIn, Identifier
from shared.errors import Fault


def code_faults(body: ActorIn, kept: Mapping[str, Any]) -> list[Fault]:
    """Find what an actor takes into use though withdrawn; `kept` are the fields that it has, if it is not new."""
    return [
        *withdrawn_faults([("/kind", body.kind)], [kept.get("kind")], known.kinds().withdrawn),
        *_scheme_faults(body.identifiers, {one["scheme"] for one in kept.get("identifiers") or ()}),
        *sector_faults(body.sectors, kept.get("sectors") or ()),
    ]


def sector_faults(sectors: Sequence[str], kept: Collection[str]) -> list[Fault]:
    """Find sectors that are taken into use though withdrawn."""
    placed = [(f"/sectors/{place}", code) for place, code in enumerate(sectors)]
    return withdrawn_faults(placed, kept, known.sectors().withdrawn)


def _scheme_faults(identifiers: Sequence[Identifier], kept: Collection[str]) -> list[Fault]:
    """Find identifiers of a list that was withdrawn; one that itself has ended may well be of such a list."""
    placed = [(f"/identifiers/{place}/scheme", one.scheme) for place, one in enumerate(identifiers) if not one.valid_to]
    return withdrawn_faults(placed, kept, known.schemes().withdrawn)
