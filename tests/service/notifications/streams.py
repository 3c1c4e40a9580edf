"""The event stream as a browser reads it."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import orjson

Follow = Callable[..., Any]


class Stream:
    """Frames as a browser would read them."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.last = 0
        self._lines = response.aiter_lines()

    async def take(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many events; the id of each is its position."""
        found: list[dict[str, Any]] = []
        identity = ""
        async with asyncio.timeout(20):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                assert name != "event", "a named event would not reach a browser's onmessage"
                if name == "id":
                    identity = value
                if name == "data":
                    found.append(orjson.loads(value))
                    assert str(found[-1]["position"]) == identity
                    self.last = int(identity)
                if len(found) == count:
                    return found
        raise AssertionError(f"the stream ended after {found}")
