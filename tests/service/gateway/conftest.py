"""A gateway with its own database, in front of four small services, all on real sockets."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from services.gateway.app import GatewaySettings, create_service, open_account
from services.gateway.rules.routes import Upstream
from services.gateway.schemas import ScopeIn
from shared.auth import Principal, Role, TokenChecker
from shared.http.app import create_app
from shared.service import Part
from tests.keys import PRIVATE_KEY, PUBLIC_KEY
from tests.service.gateway.sockets import listening
from tests.service.gateway.upstream import FakeService
from tests.serving import settings

Database = Callable[[str], Awaitable[str]]


@dataclass
class Gateway:
    """A running gateway and what stands behind it."""

    url: str
    database: str
    services: dict[Upstream, FakeService]

    async def key(self, role: Role = Role.ADMIN, **scope: Any) -> dict[str, str]:
        """Open an account; give the header that its key goes into."""
        _, key = await open_account(
            self.database, name="a test", role=role, scope=ScopeIn(**(scope or {"everything": True}))
        )
        return {"Authorization": f"Bearer {key.reveal()}"}

    def principal(self, upstream: Upstream) -> Principal:
        """Say who the service was told asks, last."""
        token = self.services[upstream].asked[-1].headers["authorization"]
        return TokenChecker(PUBLIC_KEY).check(token)


def gateway_settings(database: str, addresses: dict[Upstream, str], **more: Any) -> GatewaySettings:
    """Give a gateway's settings in a test."""
    urls = {f"{upstream}_url": address for upstream, address in addresses.items()}
    return settings(
        database,
        kind=GatewaySettings,
        internal_private_key=PRIVATE_KEY,
        public_url="https://harambee.example",
        **urls,
        **more,
    )


@pytest.fixture
async def database_url(database: Database) -> str:
    return await database("gateway")


@pytest.fixture
async def gateway(database_url: str) -> AsyncIterator[Gateway]:
    services = {upstream: FakeService() for upstream in Upstream}
    async with listening([*services.values()]) as urls:
        addresses = dict(zip(services, urls, strict=True))
        app = create_app(create_service(gateway_settings(database_url, addresses)), [Part.API])
        async with listening([app]) as (url,):
            yield Gateway(url, database_url, services)


@pytest.fixture
async def http(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=gateway.url, trust_env=False, timeout=20) as client:
        yield client
