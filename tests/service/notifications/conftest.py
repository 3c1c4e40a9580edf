"""The notifications service on a database of its own."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest

from services.notifications.app import create_service
from shared import egress
from shared.auth import Principal
from shared.background import Loop, running
from shared.http import create_app
from shared.service import Part, runtime
from tests.service.gateway.sockets import listening
from tests.service.notifications.post_office import PostOffice, open_post_office
from tests.service.notifications.receivers import Receiver, open_receiver
from tests.service.notifications.stage import Stage, notifications_settings
from tests.service.notifications.streams import Follow, Stream
from tests.service.notifications.webhooks import ACTORS
from tests.serving import ADMIN, authorization, serving


@pytest.fixture(autouse=True)
def known_hosts(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Let names be looked up without a name server; more may be added, all others are not known."""
    known = {"127.0.0.1": ["127.0.0.1"], "hooks.example.org": ["2606:2800:220:1::1", "93.184.215.14"]}

    async def look_up(host: str, _: int) -> list[str]:
        try:
            return known[host]
        except KeyError:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None

    monkeypatch.setattr(egress, "look_up", look_up)
    return known


@pytest.fixture
async def stage(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Stage]:
    service = create_service(notifications_settings(await database("notifications")))
    async with serving(service) as client, runtime(service) as shared:
        opened = Stage(service, shared, client)
        await opened.know(ADMIN)
        yield opened


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with open_post_office() as office:
        yield office


@pytest.fixture
async def delivering(stage: Stage) -> AsyncIterator[Stage]:
    """A service whose workers run."""
    loops: list[Loop] = stage.service.loops(stage.shared, [Part.WORKER])
    async with running(loops):
        yield stage
    assert [loop.error for loop in loops if loop.error] == []


@pytest.fixture
async def receive(delivering: Stage) -> AsyncIterator[Callable[..., Any]]:
    """Open a receiver and subscribe it; gives it with its address in the API."""
    async with AsyncExitStack() as opened:

        async def subscribed(
            principal: Principal | None = None, answering: Any = lambda _: None, **filters: Any
        ) -> tuple[Receiver, str]:
            receiver = await opened.enter_async_context(open_receiver(answering))
            headers = delivering.client.as_(principal) if principal else None
            if principal:
                await delivering.know(principal)
            body = {"url": receiver.url, "types": ACTORS, **filters}
            answer = await delivering.client.post("/v1/subscriptions", json=body, headers=headers)
            assert answer.status_code == 201, answer.text
            receiver.secret = answer.json()["secret"]
            return receiver, answer.headers["location"]

        yield subscribed


@pytest.fixture
async def follow(stage: Stage) -> AsyncIterator[Follow]:
    app = create_app(create_service(stage.service.settings), [Part.API])  # type: ignore[arg-type]
    async with (
        AsyncExitStack() as streams,
        listening([app]) as (url,),
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=20) as http,
    ):

        @asynccontextmanager
        async def opened(
            headers: dict[str, str] | None = None, principal: dict[str, str] | None = None, **params: Any
        ) -> AsyncIterator[Stream]:
            asked = {**(principal or authorization(ADMIN)), **(headers or {})}
            async with http.stream("GET", "/v1/events/stream", headers=asked, params=params) as response:
                yield Stream(response)

        yield opened
        del streams
