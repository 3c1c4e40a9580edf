"""The whole platform, started as a user starts it."""

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from aiohttp import web

from deploy.local.ports import free_port
from tests.servers import ending_with_us

READY_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Platform:
    """Where a running platform is reached, and with which key."""

    url: str
    mailbox: str
    data: Path
    environment: dict[str, str]

    @property
    def key(self) -> str:
        """The operator's key."""
        return (self.data / "operator.key").read_text("utf8").strip()

    def harambee(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command as a user would, beside the platform."""
        command = [sys.executable, "-m", "deploy.cli", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Run `harambee up` without the demonstration: all of it, so that nothing of other tests is in its log."""
    data = tmp_path_factory.mktemp("platform")
    port, mailbox_port = free_port(), free_port()
    environment = {
        **os.environ,
        "HARAMBEE_DATA": str(data),
        "HARAMBEE_PORT": str(port),
        "HARAMBEE_MAILBOX_PORT": str(mailbox_port),
        "DEMO": "0",
    }
    started = Platform(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{mailbox_port}", data, environment)
    log = data / "up.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "up"], env=environment, stdout=output, stderr=output
        )
    with ending_with_us(process.pid):
        try:
            until = time.monotonic() + READY_SECONDS
            while "Harambee is ready" not in log.read_text("utf8"):
                assert process.poll() is None, log.read_text("utf8")
                assert time.monotonic() < until, log.read_text("utf8")
                time.sleep(0.1)
            yield started
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
async def client(platform: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """Ask the gateway as its operator."""
    headers = {"Authorization": f"Bearer {platform.key}"}
    async with httpx.AsyncClient(base_url=platform.url, headers=headers, timeout=30) as client:
        yield client


@dataclass(slots=True)
class Receiver:
    """A webhook of somebody else: keeps what it is sent."""

    url: str = ""
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Accept a delivery."""
        self.received.append((dict(request.headers), await request.read()))
        return web.Response(status=204)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Run a webhook receiver on this machine."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    receiver.url = f"http://127.0.0.1:{port}/hook"
    yield receiver
    await runner.cleanup()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Give a webhook receiver."""
    async with receiving() as receiver:
        yield receiver
