"""Organisations as publishers name them."""

from datetime import datetime
from typing import Annotated, Self
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, Field

from services.measurement.facts.organisations import models
from services.measurement.facts.organisations.rules.mentions import OrganisationStatus
from services.measurement.facts.organisations.rules.parties import party
from services.measurement.requests import Strict
from shared.http import ListQuery
from shared.standards import Instant

MOST_DECISIONS = 1000


class ReportedOrganisation(BaseModel):
    """An organisation as a reporting organisation names it in its reports; also the reporting organisation itself."""

    id: UUID
    reporter: str = Field(description="reference of the organisation that names it so")
    ref: str = Field(description="its reference; empty where only its name was given")
    name: str = Field(description="as it was said last")
    kind: str = Field(description="IATI OrganisationType")
    flows: int = Field(description="how many flows have named it, each time they were written")
    country: str | None = Field(description="what its reference says by itself, where it says anything")
    status: OrganisationStatus
    actor: UUID | None = Field(description="who it is, as somebody has said")
    decided_at: datetime | None
    decided_by: str | None
    search: str = Field(description="finds actors of this name", examples=["/v1/actors?q=Bureau+of+Statistics"])
    suggestions: str = Field(
        description="actors that it may be, with scores",
        examples=["/v1/actors/suggestions?name=Bureau+of+Statistics&country=KE"],
    )
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.ReportedOrganisation, status: str) -> Self:
        """Show an organisation."""
        kept = ("id", "reporter", "ref", "name", "kind", "flows", "actor", "decided_at", "decided_by", "version")
        return cls(
            **{name: getattr(row, name) for name in (*kept, "created_at", "updated_at")},
            country=party(row.ref, row.kind).country or None,
            status=OrganisationStatus(status),
            search=f"/v1/actors?{urlencode({'q': row.name or row.ref})}",
            suggestions=_suggestions(row),
        )


def _suggestions(row: models.ReportedOrganisation) -> str:
    said = {"name": row.name, "ref": row.ref, "country": party(row.ref, row.kind).country}
    return f"/v1/actors/suggestions?{urlencode({name: value for name, value in said.items() if value})}"


class OrganisationChoice(Strict):
    """Who an organisation is."""

    actor: UUID | None = Field(description="an actor of the registry; null where it is none of them")


class Decision(OrganisationChoice):
    """Who one of several organisations is."""

    id: UUID = Field(description="the organisation's")
    version: int = Field(ge=1, le=2**31 - 1, description="the organisation's, as you have seen it")


Decisions = Annotated[list[Decision], Field(min_length=1, max_length=MOST_DECISIONS)]


class DecidedOrganisations(BaseModel):
    """The organisations that were decided, in the order of the list."""

    items: list[ReportedOrganisation]


class OrganisationQuery(ListQuery):
    """What organisations can be listed by."""

    status: list[OrganisationStatus] = []
    reporter: list[str] = []
    updated_since: Instant | None = None
