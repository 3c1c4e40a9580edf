"""Passes a request on and its answer back, as streams: memory stays flat, whatever their size."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import NamedTuple

import aiohttp
import structlog
import yarl
from starlette.types import Message, Receive, Scope, Send

from services.gateway.rules.routes import Upstream
from shared.errors import Unavailable
from shared.observability import traceparent

CONNECT_SECONDS = 0.8
SILENCE_SECONDS = 600.0
# The services close an idle connection after 5 s; letting it go before that means never sending into a closed one.
IDLE_SECONDS = 4.0

ASK_SECONDS = 2.0
"""How often it is asked whether who follows a stream of events still may."""
EVENTS = "text/event-stream"

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
REPLACED = HOP_BY_HOP | {b"host", b"authorization", b"cookie", b"expect", b"traceparent"}
DROPPED = HOP_BY_HOP | {b"date", b"server"}

log = structlog.get_logger()

Headers = Iterable[tuple[bytes, bytes]]
May = Callable[[], Awaitable[bool]]
"""Says whether a caller is still let in as when the request came."""


def open_session() -> aiohttp.ClientSession:
    """Open the connections to the services."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    )


class Target(NamedTuple):
    """Where a request goes, with which internal token; `may` is asked while a stream of events is passed on."""

    upstream: Upstream
    token: str
    may: May | None = None


class Gone(Exception):  # noqa: N818 - a state, not a fault
    """The caller has hung up."""


class PassThrough:
    """Sends requests to the services."""

    def __init__(self, session: aiohttp.ClientSession, addresses: dict[Upstream, str]) -> None:
        self._session = session
        self._addresses = addresses

    async def serve(self, scope: Scope, receive: Receive, send: Send, target: Target) -> None:
        """Answer a request with what a service answers; a stream of events ends soon after its caller may no more.

        Raises Unavailable where the service does not answer.
        """
        body = _Body(scope, receive)
        failure: Unavailable | None = None
        try:
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(body.watch())
                failure = await self._exchange(scope, body, send, target)
                watch.cancel()
        except* Gone:
            log.info("request.abandoned", upstream=target.upstream)
        if failure:
            raise failure

    async def _exchange(self, scope: Scope, body: "_Body", send: Send, target: Target) -> Unavailable | None:
        try:
            response = await self._session.request(
                scope["method"],
                _url(self._addresses[target.upstream], scope),
                headers=_request_headers(scope["headers"], target.token),
                data=body.chunks() if body.expected else None,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("upstream.unavailable", upstream=target.upstream, error=type(error).__name__)
            return _unavailable(target.upstream, error)
        async with response:
            await _send_back(response, send, target.may)
        return None


def _url(address: str, scope: Scope) -> yarl.URL:
    query = scope["query_string"]
    path = scope["raw_path"] + (b"?" + query if query else b"")
    return yarl.URL(address + path.decode("latin-1"), encoded=True)


def _request_headers(headers: Headers, token: str) -> list[tuple[str, str]]:
    kept = [(name.decode("latin-1"), value.decode(errors="replace")) for name, value in _without(headers, REPLACED)]
    return [*kept, ("authorization", f"Bearer {token}"), *traceparent().items()]


def _without(headers: Headers, names: frozenset[bytes]) -> Headers:
    """Leave out headers by name, and those that `Connection` says are for this hop alone."""
    headers = [(name.lower(), value) for name, value in headers]
    named = {part.strip().lower() for name, value in headers if name == b"connection" for part in value.split(b",")}
    return [(name, value) for name, value in headers if name not in names and name not in named]


async def _send_back(response: aiohttp.ClientResponse, send: Send, may: May | None) -> None:
    headers = [*_without(response.raw_headers, DROPPED), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    followed = may if response.content_type == EVENTS else None
    chunks = _while_allowed(response.content, followed) if followed else response.content.iter_any()
    async for chunk in chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _while_allowed(stream: aiohttp.StreamReader, may: May) -> AsyncIterator[bytes]:
    """Give what comes for as long as the caller may have it; it comes back with its credential and is asked anew."""
    loop = asyncio.get_running_loop()
    asked = loop.time()
    while not stream.at_eof():
        chunk = b""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(asked + ASK_SECONDS):
                chunk = await stream.readany()
        if loop.time() >= asked + ASK_SECONDS:
            if not await may():
                return
            asked = loop.time()
        if chunk:
            yield chunk


def _unavailable(upstream: Upstream, error: Exception) -> Unavailable:
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Unavailable(f"The {upstream} service does not answer just now")
    return Unavailable(
        f"The {upstream} service broke off before it answered; repeat a change with the same Idempotency-Key"
    )


class _Body:
    """The body of a request on its way in, and the word that its sender has hung up."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        headers = dict(scope["headers"])
        self.expected = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
        self._receive = receive
        self._read = asyncio.Event()
        self._gone = False
        if not self.expected:
            self._read.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give the body as it comes. Raises Gone in the middle of it, so that half a body never looks whole."""
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self._hang_up()
            more = message.get("more_body", False)
            if chunk := message.get("body"):
                yield chunk
        self._read.set()

    async def watch(self) -> None:
        """Wait until the sender hangs up. Raises Gone then."""
        await self._read.wait()
        message: Message = {"type": "http.disconnect"} if self._gone else await self._receive()
        while message["type"] != "http.disconnect":
            message = await self._receive()
        raise Gone

    def _hang_up(self) -> None:
        self._gone = True
        self._read.set()
        raise Gone
