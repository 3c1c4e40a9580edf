"""The sender against real servers, well-behaved and not."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.notifications.channels.webhook import Answer, WebhookSender

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
BODY = b'{"id":"1"}'
HEADERS = {"webhook-id": "1", "content-type": "application/cloudevents+json"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[..., Awaitable[int]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Run a web server with one handler for everything, on a free port unless told; gives the port."""
    runners: list[web.AppRunner] = []

    async def started(
        handler: Handler, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> int:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, host, port, ssl_context=tls).start()
        return int(runner.addresses[0][1])

    yield started
    for runner in runners:
        await runner.cleanup()


@asynccontextmanager
async def raw_server(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[int]:
    """Run a server that says whatever it likes on a free port, which it gives."""

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


async def send(url: str, *, networks: Any = LOOPBACK, timeout_seconds: float = 10) -> Answer:
    async with WebhookSender(networks, timeout_seconds) as sender:
        return await sender.send(url, HEADERS, BODY)


def answering(status: int, **more: Any) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status, **more)

    return handler


class Names:
    """A look-up of names that gives the addresses told, one after the other, and counts how often it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)
        loop = asyncio.get_running_loop()
        self._real = loop.getaddrinfo
        monkeypatch.setattr(loop, "getaddrinfo", self._look_up)

    async def _look_up(self, host: str, port: int, **kwargs: Any) -> list[Any]:
        if not host.endswith(".example.org"):
            return await self._real(host, port, **kwargs)
        self.asked.append(host)
        addresses = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [found for one in addresses for found in await self._real(one, port, type=socket.SOCK_STREAM)]


async def test_a_delivery_arrives_as_it_was_signed(serve: Serve) -> None:
    came: list[tuple[str, dict[str, str], bytes]] = []

    async def handler(request: web.Request) -> web.Response:
        came.append((request.method, dict(request.headers), await request.read()))
        return web.Response(text="taken", headers={"Set-Cookie": "who=you"})

    port = await serve(handler)
    async with WebhookSender(LOOPBACK) as sender:
        answers = [await sender.send(f"http://127.0.0.1:{port}/hook?a=b", HEADERS, BODY) for _ in range(2)]
    assert answers == [Answer(200, body="taken")] * 2
    assert answers[0].ok
    for method, headers, body in came:
        assert (method, body) == ("POST", BODY)
        assert headers["webhook-id"] == "1"
        assert headers["Content-Type"] == "application/cloudevents+json"
        assert headers["Host"] == f"127.0.0.1:{port}"
        assert headers["User-Agent"].startswith("Harambee")
        assert "Cookie" not in headers


@pytest.mark.parametrize(
    ("status", "ok", "gone"),
    [(200, True, False), (202, True, False), (204, True, False), (400, False, False), (410, False, True)]
    + [(status, False, False) for status in (401, 404, 429, 500, 502, 503)],
)
async def test_only_success_is_ok_and_only_410_is_gone(serve: Serve, status: int, ok: bool, gone: bool) -> None:
    answer = await send(f"http://127.0.0.1:{await serve(answering(status))}/")
    assert (answer.status, answer.ok, answer.gone) == (status, ok, gone)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "wait"),
    [("120", timedelta(minutes=2)), ("0", timedelta(0)), ("soon", None), ("-5", None), ("9" * 400, None), ("١٢", None)],
)
async def test_a_throttling_receiver_says_how_long(
    serve: Serve, status: int, header: str, wait: timedelta | None
) -> None:
    answer = await send(f"http://127.0.0.1:{await serve(answering(status, headers={'Retry-After': header}))}/")
    assert (answer.status, answer.retry_after) == (status, wait)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_an_answer_and_is_not_followed(serve: Serve, status: int) -> None:
    visited: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        visited.append(request.path)
        return web.Response(status=status, headers={"Location": "/trap"})

    answer = await send(f"http://127.0.0.1:{await serve(handler)}/hook")
    assert (answer.status, answer.ok) == (status, False)
    assert visited == ["/hook"]


async def test_an_endless_answer_is_cut_off(serve: Serve) -> None:
    stopped = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 10_000)
        finally:
            stopped.set()

    answer = await send(f"http://127.0.0.1:{await serve(handler)}/")
    assert (answer.status, answer.body) == (200, "x" * 64 * 1024)
    async with asyncio.timeout(30):
        await stopped.wait()


async def test_a_packed_answer_is_not_unpacked(serve: Serve) -> None:
    bomb = answering(200, body=b"not gzip at all", headers={"Content-Encoding": "gzip"})
    answer = await send(f"http://127.0.0.1:{await serve(bomb)}/")
    assert (answer.ok, answer.body) == (True, "not gzip at all")


async def test_an_answer_that_is_no_text_is_kept_readable(serve: Serve) -> None:
    answer = await send(f"http://127.0.0.1:{await serve(answering(500, body=bytes(range(256))))}/")
    assert answer.status == 500
    assert "ABC" in answer.body


async def test_a_receiver_that_says_nothing_is_given_up() -> None:
    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with raw_server(silence) as port:
        answer = await send(f"http://127.0.0.1:{port}/", timeout_seconds=0.3)
    assert answer == Answer(None, error="no answer in time")


async def test_a_receiver_that_answers_a_byte_at_a_time_is_given_up() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not reader.at_eof():
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with raw_server(drip) as port:
        answer = await send(f"http://127.0.0.1:{port}/", timeout_seconds=0.5)
    assert (answer.status, answer.ok) == (None, False)
    assert answer.error == "no answer in time"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ntoo short",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"\x16\x03\x01\x00\xff" + bytes(255),
    ],
    ids=["hangs up", "another protocol", "no status", "huge header", "negative", "too short", "bad chunk", "TLS"],
)
async def test_nonsense_is_an_answer_that_says_what_went_wrong(said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()

    async with raw_server(talk) as port:
        answer = await send(f"http://127.0.0.1:{port}/")
    assert (answer.status, answer.ok) == (None, False)
    assert answer.error


async def test_where_nobody_listens_there_is_an_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = await send(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert answer.status is None
    assert answer.error


@pytest.mark.parametrize(
    "url",
    ["", "x", "ftp://127.0.0.1/", "http://", "http:///x", "http://[::1", "http://127.0.0.1:99999/", "http://a b/"],
)
async def test_a_url_that_is_none_is_an_answer(url: str) -> None:
    answer = await send(url)
    assert answer.status is None
    assert answer.error


async def test_a_header_that_could_carry_another_is_not_sent(serve: Serve) -> None:
    came: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        came.append(request.path)
        return web.Response()

    port = await serve(handler)
    async with WebhookSender(LOOPBACK) as sender:
        answer = await sender.send(f"http://127.0.0.1:{port}/", {"webhook-id": "1\r\nX-Injected: 1"}, BODY)
    assert (answer.status, came) == (None, [])
    assert answer.error


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "127.0.0.1.",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "LOCALHOST",
        "localhost.",
    ],
)
async def test_this_machine_is_not_reached_however_it_is_spelled(scheme: str, host: str) -> None:
    reached = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()

    async with raw_server(talk) as port:
        answer = await send(f"{scheme}://{host}:{port}/", networks=())
        assert answer.status is None
        assert answer.error
        await asyncio.sleep(0)
        assert not reached.is_set()


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "[fd00:ec2::254]", "[64:ff9b::a00:1]", "[fe80::1]"],
)
async def test_an_inner_address_in_the_url_is_refused_before_a_connection(host: str) -> None:
    assert await send(f"https://{host}/", networks=()) == Answer(None, error="the address is not public")


async def test_a_name_of_an_inner_address_is_refused(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, ["127.0.0.1"])
    port = await serve(answering(200))
    url = f"http://inner.example.org:{port}/"
    assert (await send(url)).ok
    assert await send(url.replace("http:", "https:"), networks=()) == Answer(None, error="the address is not public")
    assert await send(url, networks=()) == Answer(None, error="the address is not public")
    assert names.asked == ["inner.example.org"] * 3


async def test_the_name_stays_in_the_host_header(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, ["127.0.0.1"])
    hosts: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        hosts.append(request.host)
        return web.Response()

    port = await serve(handler)
    assert (await send(f"http://hooks.example.org:{port}/")).ok
    assert hosts == [f"hooks.example.org:{port}"]


async def test_a_name_that_changes_its_address_leads_nowhere_else(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    trapped: list[str] = []

    async def trap(request: web.Request) -> web.Response:
        trapped.append(request.path)
        return web.Response()

    port = await serve(answering(200, headers={"Connection": "close"}), "127.0.0.1")
    await serve(trap, "127.0.0.2", port)
    names = Names(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    async with WebhookSender([ip_network("127.0.0.1/32")], 10) as sender:
        url = f"http://rebinding.example.org:{port}/"
        first = await sender.send(url, HEADERS, BODY)
        assert (first.ok, len(names.asked)) == (True, 1)
        second = await sender.send(url, HEADERS, BODY)
    assert (second, len(names.asked)) == (Answer(None, error="the address is not public"), 2)
    assert trapped == []


async def test_of_several_addresses_none_that_is_refused_is_reached(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    trapped: list[str] = []

    async def trap(request: web.Request) -> web.Response:
        trapped.append(request.path)
        return web.Response()

    port = await serve(answering(200))
    await serve(trap, "127.0.0.2", port)
    Names(monkeypatch, ["127.0.0.2", "127.0.0.1"])
    for _ in range(5):
        await send(f"http://several.example.org:{port}/", networks=[ip_network("127.0.0.1/32")])
    assert trapped == []


async def test_no_proxy_of_the_environment_sees_a_delivery(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    async def proxy(request: web.Request) -> web.Response:
        seen.append(str(request.url))
        return web.Response()

    address = f"http://127.0.0.1:{await serve(proxy)}"
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, address)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert (await send(f"http://127.0.0.1:{await serve(answering(202))}/")).status == 202
    assert seen == []


@pytest.fixture
def certified(tmp_path: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate for hooks.example.org that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example.org")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = tmp_path / "certificate.pem"
    written.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(written)
    return context


async def test_a_receivers_certificate_is_asked_for_by_name_and_checked(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, certified: ssl.SSLContext
) -> None:
    asked: list[str | None] = []
    came: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        came.append(request.path)
        return web.Response()

    certified.sni_callback = lambda _socket, name, _context: asked.append(name)
    port = await serve(handler, tls=certified)
    Names(monkeypatch, ["127.0.0.1"])
    answer = await send(f"https://hooks.example.org:{port}/")
    assert asked == ["hooks.example.org"]
    assert (answer.status, came) == (None, [])
    assert answer.error == "the certificate is not valid"
