"""When an actor may be merged into another, what the survivor gains, and how that is taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.registry.actors.rules import ActorStatus
from shared.errors import Fault

UNDONE_WITHIN = timedelta(days=30)

MOST: Mapping[str, int] = {
    "former_names": 50,
    "acronyms": 20,
    "active_in": 300,
    "identifiers": 50,
    "topics": 11,
    "sectors": 100,
}
"""The lists of an actor to which the survivor adds what it lacks, and how long each may become."""


@dataclass(frozen=True, slots=True)
class Side:
    """What decides of an actor whether it can be merged; `permitted` says whether the caller may write it."""

    id: UUID
    status: str
    merged_into: UUID | None
    country: str | None
    permitted: bool


def refusals(old: Side, into: Side, line: Collection[UUID]) -> list[Fault]:
    """Give all reasons why `old` cannot be merged; `line` is `into` and all it is part of."""
    faults = []
    if old.status != ActorStatus.ACTIVE:
        faults.append(Fault("/actor_id", old.status, f"It {_ended(old)}", "path"))
    if old.id == into.id:
        return [*faults, Fault("/into", "itself", "An actor cannot be merged into itself; name the one that stays")]
    if into.merged_into == old.id:
        faults.append(Fault("/into", "circle", "It has itself been merged into this one; undo that first"))
    elif into.status != ActorStatus.ACTIVE:
        faults.append(Fault("/into", into.status, f"It {_ended(into)}"))
    if old.id in line:
        faults.append(Fault("/into", "circle", "It is part of this one; give it another parent first"))
    if not into.permitted:
        detail = f"It is in {into.country or 'no country'}, which is in none of your grants"
        faults.append(Fault("/into", "not_granted", detail))
    return faults


def undoing_refusals(
    into: Side, merged_at: datetime, now: datetime, *, line: Collection[UUID], children: Collection[UUID]
) -> list[Fault]:
    """Give all reasons why a merge cannot be undone; `line` is what the old actor would be part of again."""
    faults = []
    if now - merged_at > UNDONE_WITHIN:
        detail = f"It was merged on {merged_at:%Y-%m-%d}; a merge can be undone for {UNDONE_WITHIN.days} days"
        faults.append(Fault("/actor_id", "too_late", detail, "path"))
    if into.status == ActorStatus.MERGED:
        detail = f"{into.id}, into which it was merged, {_ended(into)}; undo that first"
        faults.append(Fault("/actor_id", "merged", detail, "path"))
    if not set(line).isdisjoint(children):
        detail = "What was part of it has become what it would be part of; change the parents first"
        faults.append(Fault("/actor_id", "circle", detail, "path"))
    if not into.permitted:
        detail = f"{into.id} is in {into.country or 'no country'}, which is in none of your grants"
        faults.append(Fault("/actor_id", "not_granted", detail, "path"))
    return faults


def lacking(own: Sequence[Any], others: Sequence[Any], most: int) -> list[Any]:
    """Give those of the others that are not among one's own, as far as there is room."""
    new = [one for one in others if _identity(one) not in {_identity(other) for other in own}]
    return new[: max(0, most - len(own))]


def given_back(current: Sequence[Any], before: Sequence[Any], after: Sequence[Any]) -> list[Any]:
    """Give a list without what it gained by a merge; one that was changed since then stays as it is."""
    return list(before) if list(current) == list(after) else list(current)


def _identity(one: Any) -> Any:
    return (one.get("scheme"), one.get("value"), one.get("name")) if isinstance(one, dict) else one


def _ended(side: Side) -> str:
    if side.status == ActorStatus.MERGED:
        return f"has been merged into /v1/actors/{side.merged_into}"
    return "has been withdrawn"
