"""Actors as they are sent and shown."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.registry import reference
from services.registry.actors import models, rules
from services.registry.actors.rules import ActorStatus, identifiers
from services.registry.requests import Strict
from shared.http import ListQuery
from shared.identifiers import canonical
from shared.standards import Constituency, CountryCode, Day, ExternalId, Instant, LanguageCode, LanguageMap, Storable


def _scheme(value: str) -> str:
    if wrong := identifiers.scheme_fault(value, reference.schemes()):
        raise PydanticCustomError("unknown_scheme", "{wrong}", {"wrong": wrong})
    return value


def _kind(value: str) -> str:
    if wrong := rules.kind_fault(value, reference.kinds()):
        raise PydanticCustomError("unknown_kind", "{wrong}", {"wrong": wrong})
    return value


def _website(value: str) -> str:
    _URL.validate_python(value)
    return value


def _acronym(value: str) -> str:
    if wrong := rules.acronym_fault(value):
        raise PydanticCustomError("invalid_acronym", "{wrong}", {"wrong": wrong})
    return value


def _sector(value: str) -> str:
    if wrong := rules.sector_fault(value, reference.sectors()):
        raise PydanticCustomError("unknown_sector", "{wrong}", {"wrong": wrong})
    return value


_URL = TypeAdapter(HttpUrl)


Kind = Annotated[
    str, AfterValidator(_kind), Field(description="code of IATI's OrganisationType", examples=["10"], max_length=20)
]
Topic = Annotated[int, Field(ge=1, le=11, description="one of the 11 topics; see /v1/codelists/topics")]
Sector = Annotated[
    str, AfterValidator(_sector), Field(description="DAC sector, 3 or 5 digits", examples=["15110"], max_length=5)
]
Acronym = Annotated[str, Field(min_length=1, max_length=50, examples=["UNOSSC"]), Storable, AfterValidator(_acronym)]
Website = Annotated[str, AfterValidator(_website), Field(max_length=500)]


class Identifier(Strict):
    """One identifier of an actor: a list and what stands in it."""

    scheme: Annotated[
        str,
        AfterValidator(_scheme),
        Field(max_length=50, description="code of the org-id list (org-id.guide)", examples=["KE-COA"]),
    ]
    value: Annotated[str, Field(min_length=1, max_length=200, examples=["1052"]), Storable]
    valid_from: Day | None = None
    valid_to: Day | None = Field(default=None, description="the first day on which it no longer holds")

    @field_validator("value")
    @classmethod
    def _fits(cls, value: str, info: ValidationInfo) -> str:
        scheme = info.data.get("scheme", "")
        value = canonical(scheme, value)
        if wrong := identifiers.value_fault(scheme, value):
            raise PydanticCustomError("invalid_value", "{wrong}", {"wrong": wrong})
        return value

    @field_validator("valid_to")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        begin = info.data.get("valid_from")
        if value and begin and value <= begin:
            raise PydanticCustomError("period", "It must lie after valid_from, {begin}", {"begin": str(begin)})
        return value


class FormerName(Strict):
    """A name that an actor had."""

    name: Annotated[str, Field(min_length=1, max_length=10_000, examples=["Bureau of Cooperation"]), Storable]
    language: LanguageCode | None = None
    valid_to: Day | None = Field(default=None, description="the first day on which it was called otherwise")


class ActorIn(Strict):
    """An organisation as it is sent."""

    names: LanguageMap
    former_names: list[FormerName] = Field(default=[], max_length=50, description="it is still found by them")
    acronyms: list[Acronym] = Field(default=[], max_length=20)
    kind: Kind
    constituency: Constituency
    country: CountryCode | None = Field(
        default=None, validate_default=True, description="left out only for bodies of several countries"
    )
    active_in: list[CountryCode] = Field(default=[], max_length=300, description="countries where it is active")
    identifiers: list[Identifier] = Field(
        default=[], max_length=50, description="where there is none, the registry gives one: HRB-KE-1"
    )
    parent: UUID | None = Field(default=None, description="the actor it is part of")
    topics: list[Topic] = []
    sectors: list[Sector] = Field(default=[], max_length=100)
    website: Website | None = None
    external_id: ExternalId | None = None

    @field_validator("constituency")
    @classmethod
    def _of_kind(cls, value: Constituency, info: ValidationInfo) -> Constituency:
        if wrong := rules.constituency_fault(value, info.data.get("kind")):
            raise PydanticCustomError("kind_mismatch", "{wrong}", {"wrong": wrong})
        return value

    @field_validator("country")
    @classmethod
    def _needed(cls, value: str | None, info: ValidationInfo) -> str | None:
        if wrong := rules.country_fault(value, info.data.get("constituency")):
            raise PydanticCustomError("missing", "{wrong}", {"wrong": wrong})
        return value


class ShownIdentifier(Strict):
    """One identifier of an actor."""

    scheme: str
    value: str
    valid_from: Day | None = None
    valid_to: Day | None = None


class ShownFormerName(Strict):
    """A name that an actor had."""

    name: str
    language: str | None = None
    valid_to: Day | None = None


class Actor(Strict):
    """An organisation."""

    id: UUID
    names: LanguageMap
    former_names: list[ShownFormerName]
    acronyms: list[str]
    kind: str
    constituency: Constituency
    country: str | None
    active_in: list[str]
    identifiers: list[ShownIdentifier]
    parent: UUID | None
    topics: list[int]
    sectors: list[str]
    website: str | None
    external_id: str | None
    status: ActorStatus
    merged_into: UUID | None = Field(default=None, description="the organisation that it has proved to be")
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.Actor) -> Self:
        """Show a row."""
        return cls.model_validate(row, from_attributes=True)


class MergeIn(Strict):
    """Into which organisation another one is merged."""

    into: UUID = Field(description="the organisation that stays")


class ActorVersion(Strict):
    """An organisation as it was from one change to the next."""

    version: int
    at: datetime
    by: str = Field(description="the principal that made the change")
    event: str = Field(description="the type of the event that told of it", examples=["harambee.actor.updated.v1"])
    content: dict[str, Any] = Field(description="the organisation as it was shown then")


class ActorQuery(ListQuery):
    """What actors can be listed by."""

    q: str | None = Field(
        default=None, max_length=200, description="words of a name, or an acronym; accents and a wrong letter forgiven"
    )
    kind: list[Kind] = []
    constituency: list[Constituency] = []
    country: list[CountryCode] = []
    active_in: list[CountryCode] = Field(default=[], description="actors that say they are active there")
    region: list[str] = Field(default=[], description="actors of countries that are members today", examples=[["EAC"]])
    topic: list[Topic] = []
    sector: list[Sector] = Field(default=[], description="3 digits find the purposes of 5 digits below them too")
    parent: list[UUID] = Field(default=[], description="actors that are directly part of it")
    status: list[ActorStatus] = Field(default=[ActorStatus.ACTIVE], description="active where it is left out")
    updated_since: Instant | None = None
