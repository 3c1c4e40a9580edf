"""One answer made of all services'."""

from fastapi import Request, Response

from services.gateway import schemas
from services.gateway.api.dependencies import PartReader, ThePlatform
from services.gateway.queries import composed
from shared.errors import NotFound
from shared.http import problems, respond, service_router
from shared.standards import CountryCode

router = service_router()


@router.get(
    "/countries/{country}/profile",
    response_model=schemas.CountryProfile,
    responses=problems(NotFound),
    tags=["countries"],
)
async def get_profile(request: Request, country: CountryCode, platform: ThePlatform, reader: PartReader) -> Response:
    """Give all that is known of a country. A part whose service does not answer says so; the rest is there."""
    return respond(request, await composed.get_profile(platform.parts, reader, country))


@router.get("/overview", response_model=schemas.Overview, tags=["overview"])
async def get_overview(request: Request, platform: ThePlatform, reader: PartReader) -> Response:
    """Give every country's roadmap, deadlines and flows at a glance, and the latest events."""
    return respond(request, await composed.get_overview(platform.parts, reader))
