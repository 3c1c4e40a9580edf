"""Who can stand in for a focal point."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.errors import Fault


class FocalPointStatus(StrEnum):
    """Whether a focal point is mandated, no longer mandated, or erased."""

    ASSIGNED = "assigned"
    RELEASED = "released"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Office:
    """A focal point, as far as it matters who stands in for it."""

    id: UUID
    actor: UUID
    country: str | None
    status: str = FocalPointStatus.ASSIGNED


def deputy_faults(office: Office, deputy: Office, standing_in: Collection[UUID]) -> list[Fault]:
    """Say why one focal point cannot stand in for another.

    `standing_in` are the deputies of the deputy, of that one, and so on.
    """
    if deputy.id == office.id:
        return [_fault("self", "A focal point cannot stand in for itself; name another of the same country")]
    faults = []
    if deputy.status != FocalPointStatus.ASSIGNED:
        faults.append(
            _fault("not_assigned", f"The focal point {deputy.id} is {deputy.status}; name one with a mandate")
        )
    if not _together(office, deputy):
        wanted = f"one of {office.country}" if office.country else f"one of the actor {office.actor}"
        faults.append(_fault("other_country", f"It is of {deputy.country or 'no country'}; name {wanted}"))
    if office.id in standing_in:
        detail = f"{office.id} stands in for {deputy.id} already, itself or by its deputies; name one that does not"
        faults.append(_fault("circle", detail))
    return faults


def _together(office: Office, deputy: Office) -> bool:
    """Say whether two are of one country, or of one actor that has none."""
    return office.country == deputy.country and (office.country is not None or office.actor == deputy.actor)


def _fault(code: str, detail: str) -> Fault:
    return Fault("/deputy", code, detail)
