"""Wires the gateway together."""

from datetime import datetime
from functools import partial
from typing import cast

from fastapi import APIRouter
from pydantic import Field, SecretStr

from services.gateway import api
from services.gateway.api.door import Door
from services.gateway.commands import announce_unknown_grants, create_key
from services.gateway.consumers import consumer
from services.gateway.events import GRANTS
from services.gateway.models import Client
from services.gateway.queries.platform import open_platform
from services.gateway.rules.keys import ApiKey
from services.gateway.rules.routes import Upstream
from services.gateway.schemas import ScopeIn
from services.gateway.web import imports, pages
from shared.auth import Kind, Principal, Role, service_principal
from shared.clock import Clock
from shared.db import create_engine, create_sessions
from shared.outbox import Waker
from shared.service import Runtime, Service
from shared.settings import Settings
from shared.unit_of_work import ServiceResources, unit_of_work

NAME = "gateway"


class GatewaySettings(Settings):
    """What the gateway is told by its environment, beyond what every service is told."""

    internal_private_key: SecretStr = Field(description="PEM of the Ed25519 key that signs tokens; the gateway's alone")
    public_url: str = Field(description="where the platform is reached from outside, without a slash at the end")
    registry_url: str
    roadmaps_url: str
    measurement_url: str
    notifications_url: str

    def addresses(self) -> dict[Upstream, str]:
        """Give the address of each service."""
        return {upstream: cast("str", getattr(self, f"{upstream}_url")).rstrip("/") for upstream in Upstream}


def create_service(settings: GatewaySettings | None = None) -> Service:
    """Make the gateway from its settings; from the environment's where none are given."""
    settings = settings or GatewaySettings()
    opening = partial(
        open_platform,
        public_url=settings.public_url.rstrip("/"),
        private_key=settings.internal_private_key.get_secret_value(),
        addresses=settings.addresses(),
    )
    return Service(
        name=NAME,
        settings=settings,
        router=_routes(),
        topics=[GRANTS],
        consumer=consumer,
        prepare=_announce_grants,
        middleware=[partial(Door, open_platform=opening)],
        openapi_url="/internal/openapi.json",
    )


async def _announce_grants(shared: Runtime) -> None:
    async with unit_of_work(shared.resources, service_principal(NAME)) as uow:
        await announce_unknown_grants(uow)


def _routes() -> APIRouter:
    routes = APIRouter()
    routes.include_router(api.router)
    routes.include_router(pages.router)
    routes.include_router(imports.router)
    return routes


async def open_account(
    database: str, *, name: str, role: Role, scope: ScopeIn, expires_at: datetime | None = None
) -> tuple[Client, ApiKey]:
    """Take up a client with one grant and one key, from outside of a running gateway: `harambee key create`.

    `database` is the gateway's own. The key's `reveal()` is to be shown once. Raises Problem where it is refused.
    """
    engine = create_engine(database, pool_size=1)
    resources = ServiceResources(NAME, create_sessions(engine), Clock(), Waker(database))
    operator = Principal(id="operator", kind=Kind.PERSON)
    try:
        async with unit_of_work(resources, operator) as uow:
            return await create_key(uow, name=name, role=role, scope=scope, expires_at=expires_at)
    finally:
        await engine.dispose()
