"""The notifications service on a database of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from services.notifications.app import create_service
from shared.service import runtime
from tests.service.notifications.post_office import PostOffice, open_post_office
from tests.service.notifications.stage import Stage, notifications_settings
from tests.serving import serving


@pytest.fixture
async def stage(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Stage]:
    service = create_service(notifications_settings(await database("notifications")))
    async with serving(service) as client, runtime(service) as shared:
        yield Stage(service, shared, client)


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with open_post_office() as office:
        yield office
