"""Who is reminded for a focal point: itself, or whoever stands in for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.spells import holds


@dataclass(frozen=True, slots=True)
class Office:
    """A focal point, as far as it matters whether it can be reminded; `to` is the first day after."""

    id: UUID
    reachable: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    absent_from: date | None = None
    absent_to: date | None = None
    deputy: UUID | None = None

    def has_begun(self, day: date) -> bool:
        """Say whether the mandate has begun."""
        return self.valid_from is None or self.valid_from <= day

    def is_mandated(self, day: date) -> bool:
        """Say whether the office has a mandate and an address on a day."""
        return self.reachable and holds(self.valid_from, self.valid_to, day)

    def is_absent(self, day: date) -> bool:
        """Say whether whoever holds the office is away on a day."""
        return self.absent_from is not None and holds(self.absent_from, self.absent_to, day)


def reminded(first: UUID, offices: Mapping[UUID, Office], day: date) -> Office | None:
    """Give the office that is reminded on a day for the first: the nearest in its line of deputies that is there.

    Where nobody is, an absent one is reminded all the same, as long as it has its mandate. Before a mandate begins
    nobody stands in for it.
    """
    line = list(_line(first, offices))
    if not line or not line[0].has_begun(day):
        return None
    there = (one for one in line if one.is_mandated(day) and not one.is_absent(day))
    return next(there, line[0] if line[0].is_mandated(day) else None)


def _line(first: UUID, offices: Mapping[UUID, Office]) -> Iterator[Office]:
    """Give an office and its deputies that are known; events may come in an order that makes a circle for a while."""
    seen: set[UUID] = set()
    office = offices.get(first)
    while office and office.id not in seen:
        seen.add(office.id)
        yield office
        office = offices.get(office.deputy) if office.deputy else None
