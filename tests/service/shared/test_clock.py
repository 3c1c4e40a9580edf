import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from services.roadmaps.app import create_service
from shared.service import runtime
from tests.serving import settings


async def test_a_move_is_not_undone_by_a_look_that_began_before_it(
    database: Callable[[str], Awaitable[str]],
) -> None:
    async with runtime(create_service(settings(await database("roadmaps")))) as shared:
        for days in range(1, 101):
            moment = datetime.now(UTC) + timedelta(days=days)
            await asyncio.gather(shared.read_clock(), shared.move_clock(moment), shared.read_clock())
            assert shared.clock.now() >= moment
