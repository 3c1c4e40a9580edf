"""What operators look at. The door is open to everybody, so this needs an administrator's credential."""

from fastapi import APIRouter, Request, Response

from services.gateway.api.dependencies import ThePlatform
from services.gateway.queries.platform import Platform
from shared.auth import Role
from shared.http import Shared, give_metrics, tell_readiness
from shared.service import Runtime

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def read_metrics(request: Request, platform: ThePlatform, shared: Shared) -> Response:
    """Give the gateway's metrics."""
    await _require_operator(request, platform, shared)
    return await give_metrics()


@router.get("/health/ready")
async def read_readiness(request: Request, platform: ThePlatform, shared: Shared) -> Response:
    """Say whether the gateway is ready, and to an administrator how each part of it is."""
    details = "authorization" in request.headers
    if details:
        await _require_operator(request, platform, shared)
    return await tell_readiness(request, details=details)


async def _require_operator(request: Request, platform: Platform, shared: Runtime) -> None:
    passport = await platform.authentication.admit(request.headers.get("authorization"), shared)
    passport.principal.require(Role.ADMIN)
