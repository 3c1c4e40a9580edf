"""Partnerships as they are sent and shown."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.registry.actors.schemas import Sector, Topic
from services.registry.documents import Document
from services.registry.partnerships import models
from services.registry.partnerships.rules import PartnerRole, PartnershipKind, PartnershipStatus
from services.registry.requests import Strict
from shared.http import ListQuery
from shared.standards import Constituency, CountryCode, Day, ExternalId, Instant, LanguageMap


def _in_order(value: date | None, info: ValidationInfo) -> date | None:
    begin = info.data.get("valid_from")
    if value and begin and value <= begin:
        raise PydanticCustomError("period", "It must lie after valid_from, {begin}", {"begin": str(begin)})
    return value


class PartyIn(Strict):
    """An actor in a role; several actors may have one role, and an actor may change roles."""

    actor: UUID
    role: PartnerRole
    valid_from: Day | None = None
    valid_to: Day | None = Field(default=None, description="the first day on which it no longer has the role")

    _ordered = field_validator("valid_to")(_in_order)


class Party(PartyIn):
    """An actor in a role."""

    country: str | None
    constituency: Constituency

    @classmethod
    def of(cls, row: models.Partner) -> Self:
        """Show a row."""
        return cls(
            actor=row.actor,
            role=PartnerRole(row.role),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            country=row.member.country,
            constituency=Constituency(row.member.constituency),
        )


class _Agreement(Strict):
    titles: LanguageMap
    kind: PartnershipKind = Field(description="triangular needs beneficiary, pivotal and facilitating actors, always")
    topics: Annotated[list[Topic], AfterValidator(lambda values: list(dict.fromkeys(values)))] = Field(
        default=[], max_length=11
    )
    sectors: Annotated[list[Sector], AfterValidator(lambda values: list(dict.fromkeys(values)))] = Field(
        default=[], max_length=100
    )
    valid_from: Day | None = None
    valid_to: Day | None = Field(default=None, description="the first day on which it no longer holds")
    documents: list[Document] = Field(default=[], max_length=100)
    external_id: ExternalId | None = None

    _ordered = field_validator("valid_to")(_in_order)


class PartnershipIn(_Agreement):
    """An agreement of two or more actors, as it is sent."""

    parties: list[PartyIn] = Field(min_length=1, max_length=200)


class Partnership(_Agreement):
    """An agreement of two or more actors."""

    parties: list[Party]
    constituencies: list[Constituency] = Field(description="which parts of society take part")
    id: UUID
    status: PartnershipStatus
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Partnership) -> Self:
        """Show a row."""
        parties = [Party.of(one) for one in row.parties]
        derived = {"parties", "constituencies"}
        own = {name: getattr(row, name) for name in cls.model_fields if name not in derived}
        return cls(**own, parties=parties, constituencies=sorted({party.constituency for party in parties}))


class End(Strict):
    """How a partnership ends."""

    to: Literal[PartnershipStatus.ENDED]
    on: Day | None = Field(default=None, description="the first day on which it no longer holds; today where left out")


class PartnershipQuery(ListQuery):
    """What partnerships can be listed by."""

    actor: list[UUID] = []
    country: list[CountryCode] = Field(default=[], description="of a party")
    role: list[PartnerRole] = Field(default=[], description="with `actor` or `country`: in this role")
    kind: list[PartnershipKind] = []
    topic: list[Topic] = []
    status: list[PartnershipStatus] = []
    as_of: Day | None = Field(default=None, description="those that held on that day, with the parties of that day")
    updated_since: Instant | None = None
