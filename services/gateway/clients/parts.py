"""Reads what one service contributes to a composed answer; while it does not answer, the last good copy stands in."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import orjson
import structlog

from services.gateway.rules.routes import Upstream
from shared.errors import NotFound
from shared.observability import traceparent

PART_SECONDS = 0.8
COPIES = 2000
PAGES = 20

Parameters = Sequence[tuple[str, str]]

log = structlog.get_logger()


class NoAnswer(Exception):  # noqa: N818 - a state, not a fault
    """A service gave no usable answer."""


class Missing(Exception):  # noqa: N818 - a state, not a fault
    """A service says that there is no such thing."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer of a service: when it was read, and whether that was just now."""

    data: Any
    as_of: datetime | None
    fresh: bool

    def age_seconds(self, now: datetime) -> int | None:
        """Say how old the copy is."""
        return max(0, int((now - self.as_of).total_seconds())) if self.as_of else None


@dataclass(frozen=True, slots=True)
class Reader:
    """On whose behalf a part is read, and when."""

    principal: str
    token: str
    now: datetime


_Ask = Callable[[Reader, Upstream, str, Parameters], Awaitable[Any]]


class Parts:
    """Reads parts and keeps their last good copies, apart for every principal."""

    def __init__(self, client: httpx.AsyncClient, addresses: Mapping[Upstream, str]) -> None:
        self._client = client
        self._addresses = addresses
        self._copies: dict[tuple[str, Upstream, str, tuple[tuple[str, str], ...]], Copy] = {}

    async def find(self, reader: Reader, upstream: Upstream, path: str) -> Copy:
        """Give one thing. Raises NotFound where the service says that there is none."""
        try:
            return await self._copied(reader, upstream, path, (), self._one)
        except Missing as missing:
            raise NotFound from missing

    async def read(self, reader: Reader, upstream: Upstream, path: str, parameters: Parameters = ()) -> Copy:
        """Give one answer."""
        return await self._copied(reader, upstream, path, parameters, self._existing)

    async def read_all(self, reader: Reader, upstream: Upstream, path: str, parameters: Parameters = ()) -> Copy:
        """Give a list with the items of all its pages."""
        return await self._copied(reader, upstream, path, [*parameters, ("limit", "1000")], self._pages)

    async def _copied(self, reader: Reader, upstream: Upstream, path: str, parameters: Parameters, ask: _Ask) -> Copy:
        key = (reader.principal, upstream, path, tuple(parameters))
        try:
            async with asyncio.timeout(PART_SECONDS):
                data = await ask(reader, upstream, path, parameters)
        except (httpx.HTTPError, NoAnswer, TimeoutError, orjson.JSONDecodeError) as error:
            log.warning("part.unavailable", upstream=upstream, path=path, error=str(error) or type(error).__name__)
            last = self._copies.get(key)
            return Copy(last.data, last.as_of, fresh=False) if last else Copy(None, None, fresh=False)
        copy = Copy(data, reader.now, fresh=True)
        self._keep(key, copy)
        return copy

    def _keep(self, key: tuple[str, Upstream, str, tuple[tuple[str, str], ...]], copy: Copy) -> None:
        self._copies.pop(key, None)
        if len(self._copies) >= COPIES:
            del self._copies[next(iter(self._copies))]
        self._copies[key] = copy

    async def _pages(self, reader: Reader, upstream: Upstream, path: str, parameters: Parameters) -> dict[str, Any]:
        items: list[Any] = []
        cursor: str | None = None
        for _ in range(PAGES):
            following = [("cursor", cursor)] if cursor else []
            page: dict[str, Any] = await self._existing(reader, upstream, path, [*parameters, *following])
            items += page["items"]
            cursor = page["next"]
            if cursor is None:
                return {**page, "items": items}
        raise NoAnswer(f"more than {PAGES} pages")

    async def _existing(self, reader: Reader, upstream: Upstream, path: str, parameters: Parameters) -> Any:
        try:
            return await self._one(reader, upstream, path, parameters)
        except Missing as missing:
            raise NoAnswer("it has no such address") from missing

    async def _one(self, reader: Reader, upstream: Upstream, path: str, parameters: Parameters) -> Any:
        response = await self._client.get(
            self._addresses[upstream] + path,
            params=list(parameters),
            headers={"authorization": f"Bearer {reader.token}", **traceparent()},
        )
        if response.status_code == 404:
            raise Missing
        if response.status_code != 200:
            raise NoAnswer(f"it answered {response.status_code}")
        return orjson.loads(response.content)
