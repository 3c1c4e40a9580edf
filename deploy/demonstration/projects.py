"""Invented projects with their flows; each follows from the seed and its number alone, so they can be streamed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import orjson

from deploy.demonstration.places import AFRICAN, LANGUAGES, NORTHERN_PROVIDERS, SOUTHERN_PROVIDERS, Place

FIRST_DAY, LAST_DAY = date(2016, 1, 1), date(2024, 6, 30)
"""Between these days everything happens: exchange rates are known for all of them."""

FUND = "XE-EXAMPLE-DEMO-FUND"
"""The identifier of the invented multilateral fund; XE-EXAMPLE is the org-id list for examples."""

COMMITMENT, DISBURSEMENT, EXPENDITURE = "2", "3", "4"
PROJECT_AID, EXPERTS, SCHOLARSHIPS = "C01", "D01", "E01"
IN_KIND = "4"
"""IATI's DisbursementChannel: aid in kind, managed by the provider."""

INVENTED = {
    "en": "invented demonstration data",
    "fr": "données de démonstration inventées",
    "pt": "dados de demonstração inventados",
}


class Kind(StrEnum):
    """Kinds of cooperation."""

    SOUTH_SOUTH = "south_south"
    TRIANGULAR = "triangular"
    NORTH_SOUTH = "north_south"
    MULTILATERAL = "multilateral"


KINDS = (Kind.SOUTH_SOUTH,) * 11 + (Kind.TRIANGULAR,) * 4 + (Kind.NORTH_SOUTH,) * 2 + (Kind.MULTILATERAL,) * 3
"""How often each kind occurs, in twentieths."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One invented transaction."""

    ref: str
    kind: str
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Project:
    """One invented project; `provider` is None where the fund provides."""

    number: int
    kind: Kind
    provider: Place | None
    facilitator: Place | None
    recipients: tuple[Place, ...]
    theme: dict[str, Any]
    aid_type: str
    currency: str
    begin: date
    end: date
    flows: tuple[Flow, ...]

    @property
    def reporter(self) -> str:
        """Give the identifier of who reports it."""
        return self.provider.agency if self.provider else FUND

    @property
    def identifier(self) -> str:
        """Give its IATI identifier."""
        return f"{self.reporter}-{self.number:06}"

    @property
    def in_kind(self) -> bool:
        """Say whether experts or places at university are given instead of money."""
        return self.aid_type in {EXPERTS, SCHOLARSHIPS}

    def titles(self) -> dict[str, str]:
        """Give its title by language; each says that it is invented."""
        return {
            language: f"{self.theme[language]} – {_names(self.recipients, language)} ({INVENTED[language]})"
            for language in LANGUAGES
        }


def projects(*, count: int, flows: int, seed: int) -> Iterator[Project]:
    """Invent `count` projects with exactly `flows` flows in all; each has one at least."""
    if flows < count:
        raise ValueError(f"{count} projects need {count} flows at least, not {flows}")
    for number in range(count):
        yield invent(number, _share(number, count, flows, seed), seed)


def invent(number: int, flows: int, seed: int) -> Project:
    """Invent one project with so many flows."""
    dice = random.Random(f"{seed} {number}")  # noqa: S311 - nothing here is secret
    kind = KINDS[number % len(KINDS)]
    provider = _provider(kind, dice)
    begin = FIRST_DAY + timedelta(days=dice.randrange((LAST_DAY - FIRST_DAY).days - 400))
    end = min(begin + timedelta(days=dice.randrange(360, 1400)), LAST_DAY)
    currency = provider.currency if provider and dice.random() < 0.6 else "USD"
    aid_type = dice.choice((PROJECT_AID, PROJECT_AID, PROJECT_AID, EXPERTS, SCHOLARSHIPS))
    paid = DISBURSEMENT if aid_type == PROJECT_AID else EXPENDITURE
    dollars = Decimal(round(10 ** dice.uniform(4.5, 6.8)))
    total = dollars * (provider.per_dollar if provider and currency != "USD" else 1)
    return Project(
        number=number,
        kind=kind,
        provider=provider,
        facilitator=dice.choice(NORTHERN_PROVIDERS) if kind is Kind.TRIANGULAR else None,
        recipients=_recipients(provider, dice),
        theme=dice.choice(_themes()),
        aid_type=aid_type,
        currency=currency,
        begin=begin,
        end=end,
        flows=tuple(_flows(dice, flows, total=total, begin=begin, end=end, kind=paid)),
    )


def _share(number: int, count: int, flows: int, seed: int) -> int:
    """Share the flows out: neighbours differ, the sum stays exact."""
    even = flows // count + (number < flows % count)
    low, high = sorted((number, number ^ 1))
    if high >= count:
        return even
    moved = random.Random(f"{seed} share {low}").randrange(flows // count) // 2  # noqa: S311 - nothing here is secret
    return even + moved if number == low else even - moved


def _provider(kind: Kind, dice: random.Random) -> Place | None:
    if kind is Kind.MULTILATERAL:
        return None
    return dice.choice(NORTHERN_PROVIDERS if kind is Kind.NORTH_SOUTH else SOUTHERN_PROVIDERS)


def _recipients(provider: Place | None, dice: random.Random) -> tuple[Place, ...]:
    others = [place for place in AFRICAN if place != provider]
    return tuple(dice.sample(others, dice.choice((1, 1, 1, 1, 2, 3))))


def _flows(dice: random.Random, count: int, *, total: Decimal, begin: date, end: date, kind: str) -> Iterator[Flow]:
    """Commit the whole, then give it out in unequal parts; now and then a tenth of a part comes back."""
    yield Flow("1", COMMITMENT, begin, total)
    weights = [dice.randint(1, 9) for _ in range(count - 1)]
    days = sorted(dice.randrange((end - begin).days + 1) for _ in weights)
    for place, (weight, day) in enumerate(zip(weights, days, strict=True), 2):
        part = total * weight / sum(weights)
        amount = -part / 10 if dice.random() < 0.02 else part
        yield Flow(str(place), kind, begin + timedelta(days=day), amount)


def _names(places: tuple[Place, ...], language: str) -> str:
    return ", ".join(place.name(language) for place in places)


@cache
def _themes() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads((resources.files(__package__) / "themes.json").read_bytes())
    return found
