"""Actors that may be one and the same, as they are shown."""

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.registry.actors import models
from services.registry.actors.schemas import Actor
from services.registry.duplicates.rules.score import THRESHOLD, Candidate
from services.registry.requests import Strict
from shared.decimals import PlainDecimal
from shared.standards import CountryCode, Storable

LEAST = Decimal(str(THRESHOLD))

Score = Annotated[
    PlainDecimal, Field(description="from 0 to 1; 1 where all that can be compared is the same", examples=["0.90"])
]


class Reason(Strict):
    """Why two organisations may be, or may not be, one."""

    code: str = Field(
        description="same_name, similar_name, acronym, identifier, website, country, parent or other_country"
    )
    detail: str


class Duplicate(Strict):
    """An organisation that may be the one that was asked about."""

    actor: Actor
    score: Score
    reasons: list[Reason]

    @classmethod
    def of(cls, row: models.Actor, found: Candidate) -> Self:
        """Show a candidate."""
        return cls(actor=Actor.of(row), **_shown(found))


class Duplicates(Strict):
    """The organisations that may be the one that was asked about, the likeliest first."""

    items: list[Duplicate]


class SuggestionQuery(Strict):
    """An organisation as somebody names it: by a name, a reference, or both."""

    name: Annotated[str, Field(max_length=1000), Storable] = ""
    ref: Annotated[str, Field(max_length=500, description="identifier with its list"), Storable] = ""
    country: CountryCode | None = None
    limit: int = Field(default=5, ge=1, le=20)

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.name.strip() or self.ref.strip()):
            raise PydanticCustomError("required", "Give a name, a reference, or both")
        return self


class DuplicatePair(Strict):
    """Two organisations that may be one."""

    left: Actor
    right: Actor
    score: Score
    reasons: list[Reason]

    @classmethod
    def of(cls, left: models.Actor, right: models.Actor, found: Candidate) -> Self:
        """Show a pair of candidates."""
        return cls(left=Actor.of(left), right=Actor.of(right), **_shown(found))


class DuplicatePairs(Strict):
    """Pairs of organisations that may be one, the likeliest first."""

    items: list[DuplicatePair]
    found: int = Field(description="how many there are; at most `limit` of them are in `items`")


class PairQuery(Strict):
    """What pairs can be asked for."""

    country: CountryCode | None = Field(
        default=None, description="only organisations of this country, and those without one"
    )
    min_score: PlainDecimal = Field(default=LEAST, ge=LEAST, le=1, examples=["0.90"])
    limit: int = Field(default=50, ge=1, le=1000)


def _shown(found: Candidate) -> dict[str, Any]:
    reasons = [Reason.model_validate(one, from_attributes=True) for one in found.reasons]
    return {"score": Decimal(f"{found.score:.2f}"), "reasons": reasons}
