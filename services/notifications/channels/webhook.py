"""Deliveries by HTTP to receivers nobody vouches for.

The address is checked when the connection is opened, not when the name is looked up: there is no second look-up in
between that could answer differently, and a numeric address in the URL takes the same way.
"""

import socket
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from services.notifications.rules.addresses import Network, may_connect

TIMEOUT_SECONDS = 15.0
CONNECT_SECONDS = 5.0
LARGEST_ANSWER = 64 * 1024
CONNECTIONS = 64
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
    def gone(self) -> bool:
        """Say whether it wants nothing any more."""
        return self.status == GONE


class Refusal(OSError):  # noqa: N818 - it is a state
    """The address is none that webhooks may be sent to."""


class WebhookSender:
    """Posts to receivers: no redirect is followed, no proxy of the environment is used, nothing is unpacked."""

    def __init__(self, networks: Sequence[Network], timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._networks = networks
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, sock_connect=CONNECT_SECONDS)
        self._stack = AsyncExitStack()
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        """Open the connections' pools."""
        for scheme in ("http", "https"):
            self._sessions[scheme] = await self._stack.enter_async_context(self._session(encrypted=scheme == "https"))
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
                retry_after = _seconds(response.headers.get("retry-after", ""))
                throttled = response.status in THROTTLING
                response.close()
                return Answer(response.status, retry_after=retry_after if throttled else None, body=text)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError) as failure:
            return Answer(None, error=_reason(failure))

    def _session(self, *, encrypted: bool) -> aiohttp.ClientSession:
        def open_socket(address: tuple[Any, ...]) -> socket.socket:
            family, kind, protocol, _, (host, port, *_rest) = address
            if not may_connect(host, port, networks=self._networks, encrypted=encrypted):
                raise Refusal(f"{host} port {port} is not allowed")
            return socket.socket(family, kind, protocol)

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=CONNECTIONS,
                use_dns_cache=False,
                resolver=aiohttp.ThreadedResolver(),
                socket_factory=open_socket,
            ),
            timeout=self._timeout,
            headers={"User-Agent": "Harambee-Webhooks/1.0", "Accept-Encoding": "identity"},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )


async def _beginning(stream: aiohttp.StreamReader) -> str:
    found = bytearray()
    while len(found) < LARGEST_ANSWER and (chunk := await stream.read(LARGEST_ANSWER - len(found))):
        found += chunk
    return found.decode("utf8", "replace")


def _seconds(text: str) -> timedelta | None:
    return timedelta(seconds=int(text)) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _reason(failure: Exception) -> str:
    if isinstance(failure, aiohttp.ClientConnectorError) and isinstance(failure.os_error, Refusal):
        return "the address is not public"
    if isinstance(failure, TimeoutError):
        return "no answer in time"
    return type(failure).__name__
