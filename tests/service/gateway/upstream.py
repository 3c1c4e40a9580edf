"""A small service behind the gateway: it answers as told and remembers what it was asked."""

import asyncio
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

BLOCK = b"x" * 65536


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: str
    headers: dict[str, str]


@dataclass
class FakeService:
    """Answers JSON by path from `answers`; a few paths show how streams behave."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    sent: int = 0
    received: int = 0
    whole: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.asked.append(Asked(scope["method"], scope["path"], scope["query_string"].decode(), headers))
        shows = {
            "slow": self.slow,
            "stream": self.stream,
            "endless": self.endless,
            "broken": self.broken,
            "torn": self.torn,
        }
        show = shows.get(scope["path"].rpartition("/")[2])
        if show:
            await show(receive, send)
        elif scope["method"] in {"POST", "PUT"}:
            await self.take(receive, send)
        else:
            await self.answer(scope, send)

    async def answer(self, scope: Scope, send: Send) -> None:
        known = self.answers.get(scope["path"])
        if isinstance(known, list):  # pages, by their cursor
            known = known[int(dict(parse_qsl(scope["query_string"].decode())).get("cursor", "0"))]
        headers = [
            (b"content-type", b"application/json"),
            (b"etag", b'"7"'),
            (b"connection", b"x-hop"),
            (b"x-hop", b"1"),
        ]
        await send({"type": "http.response.start", "status": 404 if known is None else 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(known).encode()})

    async def take(self, receive: Receive, send: Send) -> None:
        digest, more = hashlib.sha256(), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.hung_up.set()
                return
            digest.update(message.get("body", b""))
            self.received += len(message.get("body", b""))
            more = message.get("more_body", False)
        self.whole = True
        body = json.dumps({"bytes": self.received, "sha256": digest.hexdigest()}).encode()
        headers = [(b"content-type", b"application/json"), (b"location", b"/v1/imports/1")]
        await send({"type": "http.response.start", "status": 202, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def slow(self, receive: Receive, send: Send) -> None:
        await receive()
        while (await receive())["type"] != "http.disconnect":
            pass
        self.hung_up.set()

    async def stream(self, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"id: 1\ndata: first\n\n", "more_body": True})
        await self.slow(receive, send)

    async def endless(self, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        async with asyncio.TaskGroup() as group:
            pouring = group.create_task(self.pour(send))
            await self.slow(receive, send)
            pouring.cancel()

    async def pour(self, send: Send) -> None:
        while True:
            await send({"type": "http.response.body", "body": BLOCK, "more_body": True})
            self.sent += len(BLOCK)
            await asyncio.sleep(0)  # to a connection that is gone, sending does not wait

    async def broken(self, receive: Receive, send: Send) -> None:
        await receive()
        headers = [(b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise ConnectionResetError

    async def torn(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a row\n", "more_body": True})
        await asyncio.sleep(0.05)
        raise ConnectionResetError
