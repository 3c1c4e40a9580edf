"""Files at addresses that others name."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

import aiohttp
from yarl import URL

from shared.addresses import Network, url_faults
from shared.egress import FAILURES, outbound, reason
from shared.http.routing import Upload

AGENT = "Harambee-Imports/1.0"
MOST_REDIRECTS = 3
MOST_SECONDS = 30 * 60.0
"""All redirects together."""
SILENCE_SECONDS = 20.0
CHUNK = 256 * 1024
MOVED = frozenset({301, 302, 303, 307, 308})


class Unfetched(Exception):  # noqa: N818 - it is an outcome
    """The file was not to be had; the message says why, without its address, which may hold a secret."""


class Fetcher:
    """Fetches files: from public addresses by https, and from `networks`; at most `largest` bytes."""

    def __init__(self, networks: Sequence[Network], largest: int, most_seconds: float = MOST_SECONDS) -> None:
        self._networks = networks
        self._largest = largest
        self._most_seconds = most_seconds

    async def fetch(self, url: str, target: Path) -> Upload:
        """Put a file on disk; redirects are followed to addresses that could have been named too. Raises Unfetched."""
        try:
            async with asyncio.timeout(self._most_seconds):
                return await self._follow(URL(url, encoded=True), target)
        except FAILURES as failure:
            raise Unfetched(f"It was not to be had: {reason(failure)}") from failure

    async def _follow(self, address: URL, target: Path) -> Upload:
        for _ in range(MOST_REDIRECTS + 1):
            async with self._session(address) as session, session.get(address, allow_redirects=False) as response:
                if response.status not in MOVED:
                    return await self._keep(response, target)
                address = self._next(address, response)
        raise Unfetched(f"It was redirected more than {MOST_REDIRECTS} times")

    def _session(self, address: URL) -> aiohttp.ClientSession:
        return outbound(
            self._networks,
            encrypted=address.scheme == "https",
            agent=AGENT,
            timeout_seconds=self._most_seconds,
            silence_seconds=SILENCE_SECONDS,
        )

    def _next(self, address: URL, response: aiohttp.ClientResponse) -> URL:
        location = response.headers.get("location", "")
        if not location:
            raise Unfetched(f"The server answered {response.status}, and not where it is")
        found = address.join(URL(location, encoded=True))
        if faults := url_faults(str(found), self._networks):
            raise Unfetched(f"It was redirected to an address that is not called: {faults[0].detail}")
        return found

    async def _keep(self, response: aiohttp.ClientResponse, target: Path) -> Upload:
        if response.status != HTTPStatus.OK:
            raise Unfetched(f"The server answered {response.status}")
        digest, size = sha256(), 0
        with target.open("wb") as file:
            async for chunk in response.content.iter_chunked(CHUNK):
                size += len(chunk)
                if size > self._largest:
                    raise Unfetched(f"It is larger than {self._largest} bytes")
                digest.update(chunk)
                file.write(chunk)
        return Upload(target, size, digest.digest())
