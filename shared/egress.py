"""Calls by HTTP to addresses nobody vouches for.

The address is checked when the connection is opened, not when the name is looked up: there is no second look-up in
between that could answer differently, and a numeric address in the URL takes the same way.
"""

import asyncio
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from shared.addresses import Network, may_connect, url_faults
from shared.errors import Fault

CONNECT_SECONDS = 5.0
CONNECTIONS = 64
FAILURES = (aiohttp.ClientError, OSError, TimeoutError, ValueError)
"""What a call may end in; `reason` says it in words."""


class Refusal(OSError):  # noqa: N818 - it is a state
    """The address is none that may be called."""


def outbound(
    networks: Sequence[Network],
    *,
    encrypted: bool,
    agent: str,
    timeout_seconds: float,
    silence_seconds: float | None = None,
    connections: int = CONNECTIONS,
) -> aiohttp.ClientSession:
    """Make a session that reaches public addresses and `networks` only: no proxy of the environment, no unpacking.

    A call may last `timeout_seconds`, and its other side be silent for `silence_seconds`. At most `connections` are
    open at once, as many as are asked for where it is 0; waiting for one counts as part of the call.
    """

    def open_socket(address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, (host, port, *_rest) = address
        if not may_connect(host, port, networks=networks, encrypted=encrypted):
            raise Refusal(f"{host} port {port} is not allowed")
        return socket.socket(family, kind, protocol)

    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=connections,
            use_dns_cache=False,
            resolver=aiohttp.ThreadedResolver(),
            socket_factory=open_socket,
        ),
        timeout=aiohttp.ClientTimeout(total=timeout_seconds, sock_connect=CONNECT_SECONDS, sock_read=silence_seconds),
        headers={"User-Agent": agent, "Accept-Encoding": "identity"},
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
    )


async def call_faults(url: str, networks: Sequence[Network]) -> list[Fault]:
    """Say what speaks against calling a URL and the addresses of its name; no answer of a name server is no fault.

    This tells of faults early; the connection checks the address again.
    """
    if faults := url_faults(url, networks):
        return faults
    parts = urlsplit(url)
    encrypted = parts.scheme == "https"
    port = parts.port or (443 if encrypted else 80)
    try:
        addresses = await look_up(parts.hostname or "", port)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            return []
        return [Fault("/url", "unknown_host", f"The name {parts.hostname} is not known")]
    except UnicodeError:
        return [Fault("/url", "unknown_host", f"{parts.hostname} is no name of a host")]
    if any(may_connect(address, port, networks=networks, encrypted=encrypted) for address in addresses):
        return []
    return [Fault("/url", "not_public", f"{parts.hostname} has no public address that may be called")]


async def look_up(host: str, port: int) -> list[str]:
    """Give the addresses of a host. Raises socket.gaierror."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "the name is not known"),
    (aiohttp.ClientConnectorCertificateError, "the certificate is not valid"),
    (aiohttp.ClientSSLError, "there is no encrypted connection"),
    (aiohttp.ClientConnectorError, "there is no connection"),
    (aiohttp.ClientPayloadError, "the answer broke off"),
    (aiohttp.ServerDisconnectedError, "the answer broke off"),
    (TimeoutError, "no answer in time"),
)


def reason(failure: Exception) -> str:
    """Say why a call has failed, without the URL, which may hold a secret."""
    if isinstance(failure, aiohttp.ClientConnectorError) and isinstance(failure.os_error, Refusal):
        return "the address is not public"
    return next((said for kind, said in _REASONS if isinstance(failure, kind)), type(failure).__name__)
