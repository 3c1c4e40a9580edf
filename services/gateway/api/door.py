"""The public door: finds out who asks, passes on what belongs to a service, keeps the rest."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.clients.pass_through import Target
from services.gateway.queries.platform import OpenPlatform, Platform
from services.gateway.rules.routes import find_route
from shared.errors import NotFound, Unauthenticated
from shared.service import Runtime


class Door:
    """Stands between the edge and the gateway's own routes, which get an internal token like every service's."""

    def __init__(self, app: ASGIApp, open_platform: OpenPlatform) -> None:
        self._app = app
        self._open_platform = open_platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; open and close what that needs with the application."""
        if scope["type"] == "lifespan":
            async with self._open_platform() as platform:
                scope["app"].state.platform = platform
                await self._app(scope, receive, send)
        elif scope["path"].startswith("/internal/"):
            raise NotFound
        elif scope["type"] == "http" and scope["path"].startswith("/v1/"):
            await self._let_in(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        platform: Platform = scope["app"].state.platform
        shared: Runtime = scope["app"].state.runtime
        authorization = Headers(scope=scope).get("authorization")
        passport = await platform.authentication.admit(authorization, shared)

        async def may() -> bool:
            try:
                return (await platform.authentication.admit(authorization, shared)).principal == passport.principal
            except Unauthenticated:
                return False

        if route := find_route(scope["path"]):
            scope["route"] = route
            await platform.pass_through.serve(scope, receive, send, Target(route.upstream, passport.token, may))
        else:
            await self._app(_admitted(scope, passport.token), receive, send)


def _admitted(scope: Scope, token: str) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
    scope["headers"] = [*kept, (b"authorization", f"Bearer {token}".encode())]
    return scope
