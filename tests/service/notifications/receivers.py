"""Receivers of webhooks that keep what they get and answer as they are told."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web
from standardwebhooks import Webhook

Answering = Callable[[dict[str, Any]], web.Response | None]
"""Gives the answer to an event, None for 204."""


@dataclass
class Receiver:
    """What came, accepted or not, in order."""

    url: str = ""
    secret: str = ""
    answering: Answering = lambda _: None
    before_answer: Callable[[], Awaitable[None]] | None = None
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    accepted: list[dict[str, Any]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Take a delivery; the signature has to be right whatever the answer will be."""
        body = await request.read()
        headers = dict(request.headers)
        self.came.append((headers, body))
        if self.secret:
            Webhook(self.secret).verify(body, headers)
        if self.before_answer:
            await self.before_answer()
        event = orjson.loads(body)
        answer = self.answering(event) or web.Response(status=204)
        if answer.status < 300:
            self.accepted.append(event)
        return answer

    def names(self) -> list[str]:
        """Give the names of the actors that accepted events tell of."""
        return [event["data"]["names"]["en"] for event in self.accepted if "names" in event["data"]]


@asynccontextmanager
async def open_receiver(answering: Answering = lambda _: None) -> AsyncIterator[Receiver]:
    """Run one on a free port."""
    receiver = Receiver(answering=answering)
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()
