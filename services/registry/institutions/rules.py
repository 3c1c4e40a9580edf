"""A country's coordination set-up for South-South and triangular cooperation."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from shared.standards import Pillar

HIGHEST_LEVEL = 4


class FrameworkKind(StrEnum):
    """What kind of rule a framework is."""

    LEGAL = "legal"
    POLICY = "policy"
    REGULATORY = "regulatory"


class FrameworkStatus(StrEnum):
    """How far a framework is."""

    ABSENT = "absent"
    DRAFTED = "drafted"
    ADOPTED = "adopted"
    IN_FORCE = "in_force"
    REPEALED = "repealed"


class Readiness(NamedTuple):
    """How ready a country is, as a profile: never one number, for the pillars do not make up for each other."""

    assessed: int
    levels: Mapping[str, int | None]
    oldest: date | None


def readiness(pillars: Iterable[Mapping[str, object]]) -> Readiness:
    """Give the level of each pillar, how many are assessed, and when the oldest assessment was made."""
    found = {str(one["pillar"]): one for one in pillars}
    levels = {pillar.value: _level(found.get(pillar.value)) for pillar in Pillar}
    days = [date.fromisoformat(str(one["assessed_on"])) for one in found.values()]
    return Readiness(len(found), levels, min(days, default=None))


def _level(assessment: Mapping[str, object] | None) -> int | None:
    return int(str(assessment["level"])) if assessment else None
