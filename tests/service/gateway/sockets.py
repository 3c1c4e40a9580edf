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
    # Bound here and handed over, so that nobody can take a port between its choice and its use.
    doors = [_bound(port if place == 0 else 0) for place in range(len(apps))]
    servers = [uvicorn.Server(_config(app)) for app in apps]
    tasks = [asyncio.create_task(server.serve([door])) for server, door in zip(servers, doors, strict=True)]
    try:
        while not all(server.started for server in servers):
            for task in tasks:
                if task.done():
                    task.result()
            await asyncio.sleep(0.01)
        yield [f"http://127.0.0.1:{door.getsockname()[1]}" for door in doors]
    finally:
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*tasks, return_exceptions=True)
        for door in doors:
            door.close()


def _bound(port: int) -> socket.socket:
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    return door


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
