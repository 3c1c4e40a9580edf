"""A door before some services that lets everybody in as administrator: what the loader needs of the gateway."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.gateway.rules.routes import COLLECTIONS, Upstream
from services.roadmaps.consumers import consumer
from shared.db import connect
from shared.envelope import Envelope
from tests.hearing import take_in
from tests.serving import Client

KEPT = frozenset({"content-type", "if-match", "if-none-match", "idempotency-key"})
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@asynccontextmanager
async def door(services: Mapping[Upstream, Client]) -> AsyncIterator[str]:
    """Open the door on a free port and give its address."""
    upstream = {collection: services[name] for name in services for collection in COLLECTIONS[name]}

    async def pass_on(request: Request) -> Response:
        client = upstream[request.path_params["rest"].partition("/")[0]]
        headers = {name: value for name, value in request.headers.items() if name in KEPT}
        answer = await client.request(
            request.method,
            request.url.path,
            params=request.query_params,
            content=await request.body(),
            headers=headers,
        )
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))

    app = Starlette(routes=[Route("/v1/{rest:path}", pass_on, methods=METHODS)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def tell(registry: str, roadmaps: str) -> None:
    """Let roadmaps hear what the registry tells, as Kafka would."""
    connection, told = await connect(registry), 0
    try:
        while True:
            rows = await connection.fetch("SELECT seq, attributes, data FROM outbox WHERE seq > $1 ORDER BY seq", told)
            events = [Envelope(orjson.loads(row["attributes"]), row["data"]) for row in rows]
            await take_in(roadmaps, consumer, *(one for one in events if one.type.startswith("harambee.actor.")))
            told = max((row["seq"] for row in rows), default=told)
            await asyncio.sleep(0.05)
    finally:
        await connection.close()
