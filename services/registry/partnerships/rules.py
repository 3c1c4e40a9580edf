"""Agreements of actors with dated roles."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from shared.errors import Fault


class PartnerRole(StrEnum):
    """What an actor does in a partnership."""

    BENEFICIARY = "beneficiary"
    PIVOTAL = "pivotal"
    FACILITATING = "facilitating"
    PROVIDER = "provider"
    RECIPIENT = "recipient"


class PartnershipKind(StrEnum):
    """What kind of cooperation a partnership is for."""

    SOUTH_SOUTH = "south_south"
    TRIANGULAR = "triangular"
    NORTH_SOUTH = "north_south"
    MULTILATERAL = "multilateral"


class PartnershipStatus(StrEnum):
    """Where a partnership stands."""

    AGREED = "agreed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


TRIANGLE = (PartnerRole.BENEFICIARY, PartnerRole.PIVOTAL, PartnerRole.FACILITATING)
"""The roles of triangular cooperation; it has all three on every day of its life."""

ALWAYS, NEVER = date.min, date.max


class Spell(NamedTuple):
    """An actor in a role; `end` is the first day on which it no longer is."""

    actor: UUID
    role: PartnerRole
    begin: date
    end: date


def spell(actor: UUID, role: PartnerRole, valid_from: date | None, valid_to: date | None) -> Spell:
    """Give a spell; a bound that is not said is open."""
    return Spell(actor, role, valid_from or ALWAYS, valid_to or NEVER)


def faults_of(kind: PartnershipKind, spells: Sequence[Spell], begin: date | None, end: date | None) -> list[Fault]:
    """Find all that is wrong with who does what, and when."""
    found = [*_too_few(spells), *_overlaps(spells), *_mixed(spells)]
    if kind is PartnershipKind.TRIANGULAR:
        found += _gaps(spells, begin or ALWAYS, end or NEVER)
    return found


def _too_few(spells: Sequence[Spell]) -> Iterator[Fault]:
    if len({one.actor for one in spells}) < 2:
        yield Fault("/parties", "too_few", "A partnership has at least two actors")


def _overlaps(spells: Sequence[Spell]) -> Iterator[Fault]:
    for place, one in enumerate(spells):
        for before, other in enumerate(spells[:place]):
            if (one.actor, one.role) == (other.actor, other.role) and one.begin < other.end and other.begin < one.end:
                detail = f"The actor is {one.role} at the same time in /parties/{before}"
                yield Fault(f"/parties/{place}", "overlap", detail)


def _mixed(spells: Sequence[Spell]) -> Iterator[Fault]:
    roles = {one.role for one in spells}
    if roles & set(TRIANGLE) and roles - set(TRIANGLE):
        detail = "Either beneficiary, pivotal and facilitating actors, or providers and recipients"
        yield Fault("/parties", "mixed_roles", detail)


def _gaps(spells: Sequence[Spell], begin: date, end: date) -> Iterator[Fault]:
    for role in TRIANGLE:
        for since, until in uncovered([one for one in spells if one.role is role], begin, end):
            detail = f"There is no {role} actor {_told(since, until)}; triangular cooperation has all three roles"
            yield Fault("/parties", "missing_role", detail)


def uncovered(spells: Sequence[Spell], begin: date, end: date) -> list[tuple[date, date]]:
    """Give the times between two days that no spell covers."""
    found = []
    reached = begin
    for one in sorted(spells, key=lambda spell: spell.begin):
        if one.begin > reached and reached < end:
            found.append((reached, min(one.begin, end)))
        reached = max(reached, one.end)
    if reached < end:
        found.append((reached, end))
    return found


def _told(since: date, until: date) -> str:
    if since == ALWAYS and until == NEVER:
        return "at any time"
    if until == NEVER:
        return f"from {since} on"
    return f"before {until}" if since == ALWAYS else f"from {since} to {until}"
