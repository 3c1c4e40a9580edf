"""Which kind of cooperation a flow is, from its parties."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from services.measurement.facts.country_groups.rules import Edition, Groups
from services.measurement.facts.organisations.rules.parties import Party, party
from services.measurement.reading.activity_dates import start_of
from shared.standards import countries

TRIANGULAR = "8"
"""IATI's CollaborationType: bilateral, triangular co-operation."""


class Cooperation(StrEnum):
    """Kinds of cooperation."""

    SOUTH_SOUTH = "south_south"
    TRIANGULAR = "triangular"
    NORTH_SOUTH = "north_south"
    MULTILATERAL = "multilateral"
    DOMESTIC = "domestic"


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
    collaboration: str,
    provider: Party,
    recipients: Sequence[str],
    developed: Collection[str],
    partners: Iterable[str] = (),
) -> Cooperation | None:
    """Classify a flow; None where the parties do not say it. `developed` are the economies that count as such.

    What the publisher calls triangular is triangular, unless all that is known of provider, recipients and
    `partners` (countries and international bodies that take part) is one country. What stays in the provider's
    country is domestic. What an international body provides is multilateral. Else it is by the provider's country,
    if a developing country or a region is among the recipients abroad.
    """
    domestic = stays_inside(provider.code, recipients)
    if collaboration == TRIANGULAR and not (domestic and {provider.code}.issuperset(partners)):
        return Cooperation.TRIANGULAR
    if domestic:
        return Cooperation.DOMESTIC
    if provider.multilateral:
        return Cooperation.MULTILATERAL
    if not provider.country or not any(_is_south(code, developed) for code in recipients if code != provider.code):
        return None
    return Cooperation.NORTH_SOUTH if provider.code in developed else Cooperation.SOUTH_SOUTH


def stays_inside(provider: str, recipients: Sequence[str]) -> bool:
    """Say whether money stays in the provider's country. A region is several countries, an unknown place is none."""
    return provider in countries() and bool(recipients) and all(code == provider for code in recipients)


def decided(value: str | None, derived: str | None, provider: str, recipients: Sequence[str]) -> str | None:
    """Give the kind of a flow: what somebody has set, else what is derived.

    Nobody can set money that stays inside one country to anything but triangular, which has a third party.
    """
    if value is None:
        return derived
    inside = value != Cooperation.TRIANGULAR and stays_inside(provider, recipients)
    return Cooperation.DOMESTIC if inside else value


IN_ORDER = (
    Cooperation.TRIANGULAR,
    Cooperation.SOUTH_SOUTH,
    Cooperation.NORTH_SOUTH,
    Cooperation.MULTILATERAL,
    Cooperation.DOMESTIC,
)
"""Of several kinds in one activity, the first of these is that of the whole."""


def foremost(kinds: Iterable[str | None]) -> str | None:
    """Give the kind of an activity from those of its flows, or those that its funders make; None where there is none.

    What money of the activity crosses borders as goes before what is spent at home.
    """
    found = set(kinds)
    return next((kind for kind in IN_ORDER if kind in found), None)


def part_cooperation(whole: str | None, provider: str, recipient: str) -> str | None:
    """Give the kind of a recipient's part of a flow: domestic where it stays in the provider's country.

    All parts of a triangular flow are triangular.
    """
    if provider == recipient and whole != Cooperation.TRIANGULAR and provider in countries():
        return Cooperation.DOMESTIC
    return whole


def partners_of(collaboration: str, participants: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Give the countries and international bodies that participants stand for, by their references and kinds.

    Only triangular cooperation has parties beside provider and recipients.
    """
    if collaboration != TRIANGULAR:
        return frozenset()
    return frozenset(party(ref, kind).code for ref, kind in participants) - {""}


def edition_of(dates: Mapping[str, str], groups: Groups) -> Edition:
    """Give the edition that an activity as a whole follows: that of its start, else the latest.

    `dates` are ISO dates by IATI's ActivityDateType.
    """
    start = start_of(dates)
    return groups.on(start) if start else groups.latest


def _is_south(code: str, developed: Collection[str]) -> bool:
    # The regions of the lists in use are groups of developing countries.
    return bool(code) and (code not in developed if code in countries() else True)
