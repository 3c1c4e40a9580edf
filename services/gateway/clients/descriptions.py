"""Fetches how the services describe themselves."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import httpx
import orjson
import structlog

from services.gateway.rules.routes import Upstream

FRESH_SECONDS = 60.0
ANSWER_SECONDS = 10.0
"""A service makes its description when it is first asked, which takes it a second, and more beside other work."""

log = structlog.get_logger()


class Descriptions:
    """The services' OpenAPI documents; one that cannot be fetched just now stays as it was."""

    def __init__(self, client: httpx.AsyncClient, addresses: Mapping[Upstream, str]) -> None:
        self._client = client
        self._addresses = addresses
        self._known: dict[Upstream, dict[str, Any]] = {}
        self._fresh_until: dict[Upstream, float] = {}

    async def read(self) -> dict[str, dict[str, Any]]:
        """Give the document of each service that has answered at least once."""
        async with asyncio.TaskGroup() as group:
            for upstream in self._addresses:
                if self._fresh_until.get(upstream, 0.0) <= time.monotonic():
                    group.create_task(self._fetch(upstream))
        return {upstream: self._known[upstream] for upstream in self._addresses if upstream in self._known}

    async def _fetch(self, upstream: Upstream) -> None:
        try:
            response = await self._client.get(f"{self._addresses[upstream]}/openapi.json", timeout=ANSWER_SECONDS)
            self._known[upstream] = orjson.loads(response.raise_for_status().content)
        except (httpx.HTTPError, orjson.JSONDecodeError) as error:
            log.warning("description.unavailable", upstream=upstream, error=type(error).__name__)
        else:
            self._fresh_until[upstream] = time.monotonic() + FRESH_SECONDS
