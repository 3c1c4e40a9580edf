"""How well an offer fits a need, and why.

Two that are about different things never fit. Otherwise everything they have in common adds its weight; a score of 1 is
a pair that has all in common. What they are about counts before where, and where before how they would work together: a
pair that shares a topic and a sector never ranks behind one that shares only one of them, and among equals in this a
pair that shares the place never ranks behind one that does not. So the best of many are found by looking in small sets
first (`queries.matches`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.registry.exchanges.rules.exchanges import Modality, categories, purposes
from services.registry.regions.rules import RegionKind

MOST = 50
"""As many pairs are proposed for an offer or a need when it changes: the best."""

CLOSE = frozenset({RegionKind.COMMUNITY, RegionKind.AU_REGION})
"""Bodies small enough for common membership to say something; nearly every country here is in the African Union."""


class MatchStatus(StrEnum):
    """Whether a pair is proposed, one of its actors has declined it, or it fits no more."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    GONE = "gone"


class ReasonCode(StrEnum):
    """What an offer and a need have in common."""

    TOPIC = "topic"
    PURPOSE = "purpose"
    CATEGORY = "category"
    PLACE = "place"
    ANYWHERE = "anywhere"
    BODY = "body"
    LANGUAGE = "language"
    MODALITY = "modality"
    PARTNERSHIP = "partnership"


WEIGHTS: Mapping[ReasonCode, Decimal] = {
    ReasonCode.TOPIC: Decimal("0.36"),
    ReasonCode.PURPOSE: Decimal("0.36"),
    ReasonCode.CATEGORY: Decimal("0.34"),
    ReasonCode.PLACE: Decimal("0.17"),
    ReasonCode.ANYWHERE: Decimal("0.15"),
    ReasonCode.BODY: Decimal("0.02"),
    ReasonCode.LANGUAGE: Decimal("0.05"),
    ReasonCode.MODALITY: Decimal("0.04"),
    ReasonCode.PARTNERSHIP: Decimal("0.02"),
}
"""Of purpose and category one counts, and of place, anywhere and body one; so the most is 1."""


@dataclass(frozen=True, slots=True)
class Half:
    """An offer or a need, as far as it matters whether it fits."""

    actor: UUID
    topics: frozenset[int]
    sectors: frozenset[str]
    languages: frozenset[str]
    countries: frozenset[str]
    regions: frozenset[str]
    modality: str

    @property
    def anywhere(self) -> bool:
        """Say whether it names no place."""
        return not (self.countries or self.regions)


@dataclass(frozen=True, slots=True)
class Background:
    """What is known beside the pair: today's members of regions, the kinds of these, how topics are called."""

    members: Mapping[str, frozenset[str]]
    kinds: Mapping[str, str]
    topics: Mapping[int, str]

    def territory(self, codes: Iterable[str]) -> set[str]:
        """Give countries and regions with the members of the regions."""
        found = set(codes)
        return found.union(*(self.members.get(code, frozenset()) for code in found))

    def bodies(self, countries: Iterable[str]) -> set[str]:
        """Name the bodies, of those that are close, that any of the countries belongs to."""
        inside = frozenset(countries)
        return {
            region
            for region, members in self.members.items()
            if self.kinds[region] in CLOSE and not inside.isdisjoint(members)
        }


@dataclass(frozen=True, slots=True)
class Vicinity:
    """What the other half names when it lies in the same place, or is a neighbour by a common body."""

    countries: frozenset[str]
    regions: frozenset[str]
    neighbours: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reason:
    """Something an offer and a need have in common, and what it adds to the score."""

    code: ReasonCode
    detail: str
    shared: tuple[str, ...] = ()

    @property
    def weight(self) -> Decimal:
        """Give what it adds to the score."""
        return WEIGHTS[self.code]


Scored = tuple[Decimal, tuple[Reason, ...]]
"""From 0 to 1, and what it is made of."""


def score(offer: Half, need: Half, background: Background, *, partnered: bool) -> Scored:
    """Say how well an offer fits a need; `partnered` is whether their actors have worked together."""
    subject = [*_topic(offer, need, background), *_sector(offer, need)]
    if offer.actor == need.actor or not subject:
        return Decimal(0), ()
    terms = [*_place(offer, need, background), *_language(offer, need), *_modality(offer, need)]
    past = [Reason(ReasonCode.PARTNERSHIP, "They are partners in an agreement")] if partnered else []
    reasons = (*subject, *terms, *past)
    return sum((reason.weight for reason in reasons), Decimal(0)), reasons


def vicinity(half: Half, background: Background) -> Vicinity:
    """Say where the other half of a pair has to be to share its place."""
    territory = background.territory(half.countries | half.regions)
    touching = {region for region, members in background.members.items() if not territory.isdisjoint(members)}
    neighbours = (background.members[body] for body in background.bodies(half.countries))
    return Vicinity(
        countries=frozenset(territory),
        regions=frozenset(touching | half.regions),
        neighbours=frozenset().union(*neighbours),
    )


def _topic(offer: Half, need: Half, background: Background) -> list[Reason]:
    if not (shared := sorted(offer.topics & need.topics)):
        return []
    called = ", ".join(f"{topic} {background.topics.get(topic, '')}".strip() for topic in shared)
    return [Reason(ReasonCode.TOPIC, f"Both work on {called}", tuple(map(str, shared)))]


def _sector(offer: Half, need: Half) -> list[Reason]:
    if same := sorted(purposes(offer.sectors) & purposes(need.sectors)):
        return [Reason(ReasonCode.PURPOSE, f"Both lie in the sector {', '.join(same)}", tuple(same))]
    if near := sorted(categories(offer.sectors) & categories(need.sectors)):
        return [Reason(ReasonCode.CATEGORY, f"Their sectors lie in the category {', '.join(near)}", tuple(near))]
    return []


def _place(offer: Half, need: Half, background: Background) -> list[Reason]:
    if offer.anywhere:
        return [Reason(ReasonCode.ANYWHERE, "It is offered anywhere")]
    reached = background.territory(offer.countries | offer.regions)
    wanted = need.countries | need.regions
    if places := sorted(code for code in wanted if not background.territory([code]).isdisjoint(reached)):
        return [Reason(ReasonCode.PLACE, f"It is offered where it is needed: {', '.join(places)}", tuple(places))]
    if bodies := sorted(background.bodies(offer.countries) & background.bodies(need.countries)):
        return [Reason(ReasonCode.BODY, f"Their countries belong to {', '.join(bodies)}", tuple(bodies))]
    return []


def _language(offer: Half, need: Half) -> list[Reason]:
    shared = sorted(offer.languages & need.languages)
    return [Reason(ReasonCode.LANGUAGE, f"Both work in {', '.join(shared)}", tuple(shared))] if shared else []


def _modality(offer: Half, need: Half) -> list[Reason]:
    if offer.modality != need.modality or offer.modality == Modality.OTHER:
        return []
    called = offer.modality.replace("_", " ")
    return [Reason(ReasonCode.MODALITY, f"Both are about {called}", (offer.modality,))]
