"""Organisations as publishers name them."""

from datetime import datetime
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, Field

from services.measurement import models
from services.measurement.rules.organisations import OrganisationStatus
from services.measurement.rules.parties import party
from services.measurement.schemas.requests import Strict
from shared.http import ListQuery
from shared.standards import Instant


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
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.ReportedOrganisation, status: str) -> Self:
        """Show an organisation."""
        kept = ("id", "reporter", "ref", "name", "kind", "flows", "actor", "decided_at", "decided_by", "version")
        return cls(
            **{name: getattr(row, name) for name in (*kept, "created_at", "updated_at")},
            country=party(row.ref, row.kind).code or None,
            status=OrganisationStatus(status),
            search=f"/v1/actors?{urlencode({'q': row.name or row.ref})}",
        )


class OrganisationChoice(Strict):
    """Who an organisation is."""

    actor: UUID | None = Field(description="an actor of the registry; null where it is none of them")


class OrganisationQuery(ListQuery):
    """What organisations can be listed by."""

    status: list[OrganisationStatus] = []
    reporter: list[str] = []
    updated_since: Instant | None = None
