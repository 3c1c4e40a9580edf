"""A gateway with its own database, in front of four small services, all on real sockets."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
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
from shared.settings import Mode
from tests.keys import PRIVATE_KEY, PUBLIC_KEY
from tests.service.gateway.serving import serving
from tests.service.gateway.upstream import FakeService

Database = Callable[[str], Awaitable[str]]


@dataclass
class Gateway:
    """A running gateway and what stands behind it."""

    url: str
    database: str
    services: dict[Upstream, FakeService]

    async def key(self, role: Role = Role.ADMIN, **scope: Any) -> dict[str, str]:
        """Open an account; give the header that its key goes into."""
        _, key = await open_account(self.database, name="a test", role=role, scope=ScopeIn(**scope))
        return {"Authorization": f"Bearer {key.reveal()}"}

    def principal(self, upstream: Upstream) -> Principal:
        """Say who the service was told asks, last."""
        token = self.services[upstream].asked[-1].headers["authorization"]
        return TokenChecker(PUBLIC_KEY).check(token)


def settings(database: str, addresses: dict[Upstream, str], mode: Mode = Mode.DEMONSTRATION) -> GatewaySettings:
    urls = {f"{upstream}_url": address for upstream, address in addresses.items()}
    return GatewaySettings(
        database=database,
        kafka="127.0.0.1:1",
        secret="s" * 32,
        internal_public_key=PUBLIC_KEY,
        internal_private_key=PRIVATE_KEY,
        public_url="https://harambee.example",
        mode=mode,
        **urls,
    )


@pytest.fixture
async def database_url(database: Database) -> str:
    return await database("gateway")


@pytest.fixture
async def gateway(database_url: str) -> AsyncIterator[Gateway]:
    services = {upstream: FakeService() for upstream in Upstream}
    async with AsyncExitStack() as stack:
        addresses = {name: await stack.enter_async_context(serving(one)) for name, one in services.items()}
        app = create_app(create_service(settings(database_url, addresses)), [Part.API])
        url = await stack.enter_async_context(serving(app))
        yield Gateway(url, database_url, services)


@pytest.fixture
async def http(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=gateway.url, trust_env=False, timeout=20) as client:
        yield client
