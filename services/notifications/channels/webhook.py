"""Deliveries by HTTP to receivers nobody vouches for."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from services.notifications.rules.webhooks import retry_after
from shared.addresses import Network
from shared.egress import FAILURES, outbound, reason

TIMEOUT_SECONDS = 15.0
LARGEST_ANSWER = 64 * 1024
AGENT = "Harambee-Webhooks/1.0"
THROTTLING = frozenset({429, 503})
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said; where it said nothing, `status` is None and `error` says why."""

    status: int | None
    error: str = ""
    retry_after: timedelta | None = None
    body: str = ""

    @property
    def ok(self) -> bool:
        """Say whether it took the delivery; a redirect is not followed, so it is none."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def pauses(self) -> bool:
        """Say whether nothing else is to be sent just now: there was no answer, or it asks for a pause."""
        return self.status is None or self.retry_after is not None

    @property
    def gone(self) -> bool:
        """Say whether it wants nothing any more."""
        return self.status == GONE


class WebhookSender:
    """Posts to receivers; no redirect is followed."""

    def __init__(self, networks: Sequence[Network], timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._networks = networks
        self._timeout_seconds = timeout_seconds
        self._stack = AsyncExitStack()
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        """Open the connections' pools."""
        for scheme in ("http", "https"):
            session = outbound(
                self._networks,
                encrypted=scheme == "https",
                agent=AGENT,
                timeout_seconds=self._timeout_seconds,
                connections=0,
            )
            self._sessions[scheme] = await self._stack.enter_async_context(session)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close them."""
        await self._stack.aclose()

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Make one attempt; whatever happens is an answer, never an exception."""
        try:
            target = URL(url)
            session = self._sessions[target.scheme]
            async with session.post(target, headers=headers, data=body, allow_redirects=False) as response:
                text = await _beginning(response.content)
                wait = retry_after(response.headers.get("retry-after", ""), datetime.now(UTC))
                throttled = response.status in THROTTLING
                response.close()
                return Answer(response.status, retry_after=wait if throttled else None, body=text)
        except (*FAILURES, KeyError) as failure:
            return Answer(None, error=reason(failure))


async def _beginning(stream: aiohttp.StreamReader) -> str:
    found = bytearray()
    while len(found) < LARGEST_ANSWER and (chunk := await stream.read(LARGEST_ANSWER - len(found))):
        found += chunk
    return found.decode("utf8", "replace")
