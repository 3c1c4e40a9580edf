"""Moves the clocks of the services in demonstration mode."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import httpx

from services.gateway.rules.routes import Upstream
from shared.errors import Unavailable
from shared.observability import traceparent

ANSWER_SECONDS = 5.0


class Clocks:
    """The clocks of all services behind the gateway."""

    def __init__(self, client: httpx.AsyncClient, addresses: Mapping[Upstream, str]) -> None:
        self._client = client
        self._addresses = addresses

    async def move(self, moment: datetime, token: str) -> None:
        """Move all of them. Raises Unavailable where one did not answer; moving again is safe."""
        answers = await asyncio.gather(*(self._move(upstream, moment, token) for upstream in self._addresses))
        missing = [upstream for upstream, moved in zip(self._addresses, answers, strict=True) if not moved]
        if missing:
            raise Unavailable(f"The clock of {', '.join(missing)} could not be moved; the others were, so try again")

    async def _move(self, upstream: Upstream, moment: datetime, token: str) -> bool:
        try:
            response = await self._client.post(
                f"{self._addresses[upstream]}/internal/clock",
                json={"now": moment.isoformat()},
                headers={"authorization": f"Bearer {token}", **traceparent()},
                timeout=ANSWER_SECONDS,
            )
        except httpx.HTTPError:
            return False
        return response.is_success
