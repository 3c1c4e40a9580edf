import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from click.testing import Result
from typer.testing import CliRunner

from deploy.cli import app
from services.gateway.app import create_service, open_account
from services.gateway.rules.routes import Upstream
from services.gateway.schemas import ScopeIn
from shared.auth import Role
from shared.http.app import create_app
from shared.service import Part, Service
from tests.service.gateway.conftest import gateway_settings
from tests.service.gateway.sockets import listening


@dataclass(frozen=True)
class Platform:
    """One service behind a gateway, and the key of somebody who may do everything there."""

    url: str
    key: str

    async def run(self, *command: str) -> Result:
        """Run a command of `harambee` against it."""
        arguments = [*command, "--url", self.url, "--key", self.key]
        return await asyncio.to_thread(CliRunner().invoke, app, arguments)


StartPlatform = Callable[[Service], Awaitable[Platform]]


@pytest.fixture
async def start_platform(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[StartPlatform]:
    """Give `await start_platform(service)`."""
    async with AsyncExitStack() as stack:

        async def start(service: Service) -> Platform:
            own = await database("gateway")
            (upstream,) = await stack.enter_async_context(listening([create_app(service, [Part.API, Part.WORKER])]))
            gateway = create_service(gateway_settings(own, dict.fromkeys(Upstream, upstream)))
            (address,) = await stack.enter_async_context(listening([create_app(gateway, [Part.API])]))
            _, key = await open_account(own, name="a test", role=Role.ADMIN, scope=ScopeIn(everything=True))
            return Platform(address, key.reveal())

        yield start
