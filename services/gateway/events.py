"""What the gateway publishes: what clients may do, for services that send events to them."""

from uuid import UUID

from pydantic import BaseModel, Field

from shared.auth import Role
from shared.envelope import Audience, Audiences, Event, Topic

GRANTS = Topic("harambee.gateway.grants", days=None, compacted=True)
"""Read by notifications alone; it is no part of the log."""


class GrantState(BaseModel):
    """A role in a scope: an actor, a country, a region, or everything where none of the three is given."""

    role: Role
    actor: UUID | None = None
    country: str | None = None
    region: str | None = None


class ClientGrantsChanged(
    Event,
    type="harambee.client.grants_changed.v1",
    topic=GRANTS,
    collection="clients",
    audiences=Audiences({Audience.CLIENT}),
):
    """What a client may do has changed; carries all its grants, none where the client was revoked."""

    principal: str = Field(examples=["client:0198c9a4-5d3e-7b1a-8f00-1c2d3e4f5a6b"])
    revoked: bool = Field(description="the client was shut out and gets nothing any more")
    grants: list[GrantState]
