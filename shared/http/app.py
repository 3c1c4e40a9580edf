"""The application around a service's routes: lifespan, health, metrics, and one edge for traces, logs and faults."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache, partial

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from opentelemetry.trace import SpanKind
from prometheus_client import CONTENT_TYPE_LATEST, Histogram, generate_latest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.auth import Role
from shared.background import Loop, running
from shared.errors import Problem
from shared.http import problems
from shared.http.description import describe
from shared.observability import span
from shared.service import Part, Runtime, Service, runtime
from shared.settings import Mode
from shared.standards import Instant

_SECONDS = Histogram("harambee_http_seconds", "time to answer", ["service", "method", "route", "status"])
QUIET = frozenset({"/health/live", "/health/ready", "/metrics"})

log = structlog.get_logger()


class Edge:
    """Around everything: a span per request, its log line and its metrics, and a problem for what nobody caught."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["path"] in QUIET:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        with span(f"{scope['method']} {self._service}", kind=SpanKind.SERVER, parent=headers):
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            if scope["method"] == "HEAD":
                await _answer_head(self._app, scope, receive, watch)
            else:
                await self._app(scope, receive, watch)
        except Exception as error:
            if status:
                raise
            await problems.answer(problems.to_problem(error), scope["path"])(scope, receive, watch)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "unknown")
            _SECONDS.labels(self._service, scope["method"], route, status).observe(seconds)
            log.info("request", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000, 1))


async def _answer_head(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer HEAD as GET without the body, which is not made to its end: a stream would have none."""
    answered = asyncio.Event()

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            answered.set()

    answering = asyncio.ensure_future(app({**scope, "method": "GET"}, receive, send_head))
    waiting = asyncio.create_task(answered.wait())
    await asyncio.wait([answering, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if answered.is_set():
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
    else:
        await answering


def create_app(service: Service, parts: Sequence[Part] = tuple(Part)) -> FastAPI:
    """Make the application that runs these parts of a service."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with runtime(service) as shared:
            app.state.runtime = shared
            if service.settings.mode is Mode.DEMONSTRATION:
                await shared.read_clock()
            if service.prepare:
                await service.prepare(shared)
            app.state.loops = service.loops(shared, parts)
            async with running(app.state.loops):
                yield

    app = FastAPI(
        title=f"Harambee {service.name}",
        lifespan=lifespan,
        openapi_url=service.openapi_url,
        redirect_slashes=False,  # a redirect would name this service's own address
        docs_url=None,
        redoc_url=None,
    )
    app.openapi = cache(partial(describe, app))  # type: ignore[method-assign]
    if Part.API in parts:
        # To include the router would build all its routes again for each application.
        app.router.routes.extend(service.router.routes)
    _add_operations(app)
    if service.settings.mode is Mode.DEMONSTRATION:
        app.add_api_route("/internal/clock", _move_clock, methods=["POST"], include_in_schema=False)
    for kind in (Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, problems.handle)
    for layer in service.middleware:
        app.add_middleware(layer)
    app.add_middleware(Edge, service=service.name)
    app.state.literal_paths = _literal_paths(app)
    return app


def _literal_paths(app: FastAPI) -> dict[str, set[str]]:
    """Give the methods of each address without parameters: /actors/duplicates is none of /actors/{actor_id}."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for route in iter_route_contexts(app.routes):
        if route.path and route.methods and "{" not in route.path:
            found[route.path] |= route.methods
    return dict(found)


class ClockBody(BaseModel):
    """Where to move the platform's clock."""

    now: Instant


async def _move_clock(request: Request, body: ClockBody) -> dict[str, datetime]:
    shared: Runtime = request.app.state.runtime
    shared.tokens.check(request.headers.get("authorization")).require(Role.ADMIN)
    await shared.move_clock(body.now)
    return {"now": shared.clock.now()}


def _add_operations(app: FastAPI) -> None:
    app.add_api_route("/health/live", _live, include_in_schema=False)
    app.add_api_route("/health/ready", _ready, include_in_schema=False)
    app.add_api_route("/metrics", give_metrics, include_in_schema=False)


async def _live() -> dict[str, str]:
    return {"status": "alive"}


async def _ready(request: Request) -> JSONResponse:
    return await tell_readiness(request, details=True)


async def tell_readiness(request: Request, *, details: bool) -> JSONResponse:
    """Say by its status whether a service has all it needs; the details say what each part of it lacks."""
    loops: list[Loop] = request.app.state.loops
    checks = {loop.name: loop.error or "running" for loop in loops}
    try:
        async with request.app.state.runtime.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        checks["database"] = "running"
        ready = all(loop.error is None for loop in loops)
    except (SQLAlchemyError, OSError) as error:
        checks["database"] = type(error).__name__
        ready = False
    said = {"status": "ready" if ready else "not ready", **({"checks": checks} if details else {})}
    return JSONResponse(said, 200 if ready else 503)


async def give_metrics() -> Response:
    """Give the metrics of this process as Prometheus reads them."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
