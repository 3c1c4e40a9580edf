"""Serves applications on free ports of this machine, as in earnest."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def listening(apps: Sequence[ASGIApp], port: int = 0) -> AsyncIterator[list[str]]:
    """Give the addresses of running servers, one for each application; the first takes `port` where it is given."""
    ports = [port or free_port(), *(free_port() for _ in apps[1:])]
    servers = [uvicorn.Server(_config(app, number)) for app, number in zip(apps, ports, strict=True)]
    tasks = [asyncio.create_task(server.serve()) for server in servers]
    while not all(server.started for server in servers):
        for task in tasks:
            if task.done():
                task.result()
        await asyncio.sleep(0.01)
    try:
        yield [f"http://127.0.0.1:{number}" for number in ports]
    finally:
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*tasks)


def _config(app: ASGIApp, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app, host="127.0.0.1", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
