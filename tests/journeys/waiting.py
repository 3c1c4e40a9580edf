"""Waiting for what comes through Kafka."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

WAIT_SECONDS = 60


async def soon(look: Callable[[], Awaitable[Any]]) -> Any:
    """Wait until something is there: everything between services takes a moment."""
    until = time.monotonic() + WAIT_SECONDS
    while not (found := await look()):
        assert time.monotonic() < until, "it did not come in time"
        await asyncio.sleep(0.1)
    return found


async def created(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Create something, and give it as it is shown; what is told to come again does so, once."""
    answer = await client.post(path, json=body)
    if answer.status_code == 503:
        await asyncio.sleep(int(answer.headers["retry-after"]))
        answer = await client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def told(client: httpx.AsyncClient, *types: str) -> list[dict[str, Any]]:
    """Give the events of these types in the one ordered log, once there is one of each."""

    async def look() -> list[dict[str, Any]]:
        asked = [("after", "0"), ("limit", "1000"), *(("type", f"harambee.{kind}.v1") for kind in types)]
        items: list[dict[str, Any]] = (await client.get("/v1/events", params=asked)).json()["items"]
        return items if {item["type"] for item in items} == {f"harambee.{kind}.v1" for kind in types} else []

    found: list[dict[str, Any]] = await soon(look)
    return found
