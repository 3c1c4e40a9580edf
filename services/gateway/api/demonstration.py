"""The platform's clock, which only a demonstration may move."""

from datetime import UTC

from services.gateway import schemas
from services.gateway.api.dependencies import PartReader, ThePlatform
from shared.auth import Role
from shared.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from shared.http import Caller, Shared, problems, service_router
from shared.settings import Mode

router = service_router()


@router.get("/demo/clock", response_model=schemas.Moment, responses=problems(NotFound), tags=["demonstration"])
async def read_clock(shared: Shared) -> schemas.Moment:
    """Say what time it is on the platform. There is no such address outside of demonstrations."""
    _refuse_in_production(shared)
    return schemas.Moment(now=shared.clock.now())


@router.post(
    "/demo/clock",
    response_model=schemas.Moment,
    responses=problems(NotFound, Unauthenticated, Forbidden, Unavailable),
    tags=["demonstration"],
)
async def move_clock(
    body: schemas.Moment, shared: Shared, platform: ThePlatform, caller: Caller, reader: PartReader
) -> schemas.Moment:
    """Make it another time for all services at once; the answer comes when all of them have it."""
    _refuse_in_production(shared)
    caller.require(Role.ADMIN)
    await platform.clocks.move(body.now.astimezone(UTC), reader.token)
    await shared.move_clock(body.now)
    return schemas.Moment(now=shared.clock.now())


def _refuse_in_production(shared: Shared) -> None:
    if shared.settings.mode is not Mode.DEMONSTRATION:
        raise NotFound
