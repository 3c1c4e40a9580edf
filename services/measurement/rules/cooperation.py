"""Which kind of cooperation a flow is, from its parties."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum

from services.measurement.rules.checks.dates import ACTUAL_START, PLANNED_START
from services.measurement.rules.groups import Edition, Groups
from services.measurement.rules.parties import Party
from shared.standards import countries

TRIANGULAR = "8"
"""IATI's CollaborationType: bilateral, triangular co-operation."""


class Cooperation(StrEnum):
    """Kinds of cooperation."""

    SOUTH_SOUTH = "south_south"
    TRIANGULAR = "triangular"
    NORTH_SOUTH = "north_south"
    MULTILATERAL = "multilateral"


CORNERS = frozenset({"beneficiary", "pivotal", "facilitating"})
"""The roles of triangular cooperation."""


def missing_corners(roles: Iterable[str]) -> frozenset[str]:
    """Give the roles that triangular cooperation still lacks; none where nobody is said to be pivotal or to facilitate.

    A beneficiary is there in every cooperation.
    """
    found = CORNERS.intersection(roles)
    return CORNERS - found if found - {"beneficiary"} else frozenset()


def is_triangular(roles: Iterable[str]) -> bool:
    """Say whether all three corners are taken."""
    return CORNERS.issubset(roles)


def cooperation(
    collaboration: str, provider: Party, recipients: Iterable[str], developed: Collection[str]
) -> Cooperation | None:
    """Classify a flow; None where the parties do not say it. `developed` are the economies that count as such.

    What the publisher calls triangular is triangular. What an international body provides is multilateral. Else it
    is by the provider's country, if a developing country or a region is among the recipients.
    """
    if collaboration == TRIANGULAR:
        return Cooperation.TRIANGULAR
    if provider.multilateral:
        return Cooperation.MULTILATERAL
    if not provider.code or not any(_is_south(code, developed) for code in recipients):
        return None
    return Cooperation.NORTH_SOUTH if provider.code in developed else Cooperation.SOUTH_SOUTH


def edition_of(dates: Mapping[str, str], groups: Groups) -> Edition:
    """Give the edition that an activity as a whole follows: that of its start, else the latest.

    `dates` are ISO dates by IATI's ActivityDateType.
    """
    start = dates.get(ACTUAL_START) or dates.get(PLANNED_START)
    return groups.on(date.fromisoformat(start)) if start else groups.latest


def _is_south(code: str, developed: Collection[str]) -> bool:
    # The regions of the lists in use are groups of developing countries.
    return bool(code) and (code not in developed if code in countries() else True)
