import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import httpx
import pytest

from deploy.demonstration.load import LoadFailed, load
from deploy.demonstration.plan import make_plan
from services.gateway.rules.routes import Upstream
from services.roadmaps.rules import ReportStatus, RoadmapStatus
from shared.service import Part
from tests.service.demonstration.door import door, tell
from tests.serving import serving, settings

SERVICES = (Upstream.REGISTRY, Upstream.ROADMAPS, Upstream.MEASUREMENT)
PLAN = make_plan(datetime.now(UTC).date())
FLOWS = {"activities": 20, "flows": 100}


@pytest.fixture
async def address(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[str]:
    async with AsyncExitStack() as stack:
        running, urls = {}, {name: await database(name) for name in SERVICES}
        for name, url in urls.items():
            service = import_module(f"services.{name}.app").create_service(settings(url))
            running[name] = await stack.enter_async_context(serving(service, Part.API, Part.WORKER))
        telling = asyncio.create_task(tell(urls[Upstream.REGISTRY], urls[Upstream.ROADMAPS]))
        stack.push_async_callback(_end, telling)
        yield await stack.enter_async_context(door(running))


async def _end(telling: asyncio.Task[None]) -> None:
    telling.cancel()
    with suppress(asyncio.CancelledError):
        await telling


async def listed(address: str, name: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        return list((await client.get(f"/v1/{name}", params={"limit": 1000})).json()["items"])


async def test_everything_planned_is_there_afterwards(address: str) -> None:
    seen: list[tuple[int, int, str]] = []
    await asyncio.to_thread(load, address, "hk_", lambda *step: seen.append(step), **FLOWS)
    assert [done for done, _, _ in seen] == list(range(1, PLAN.steps + 1))
    assert {total for _, total, _ in seen} == {PLAN.steps}
    assert len(await listed(address, "actors")) == len(PLAN.organisations)
    assert len(await listed(address, "focal-points")) == len(PLAN.offices)
    assert {one["status"] for one in await listed(address, "roadmaps")} == set(RoadmapStatus)
    assert {one["status"] for one in await listed(address, "reports")} == set(ReportStatus)
    [done] = await listed(address, "imports")
    found = {name: done["counts"][name] for name in ("new", "flows_new", "critical", "error", "warning")}
    assert found == {"new": 20, "flows_new": 100, "critical": 0, "error": 0, "warning": 0}


async def test_loading_again_doubles_nothing(address: str) -> None:
    for _ in range(2):
        await asyncio.to_thread(load, address, "hk_", lambda *_: None, **FLOWS)
    actors = await listed(address, "actors")
    assert (len(actors), {one["version"] for one in actors}) == (len(PLAN.organisations), {1})
    assert len(await listed(address, "focal-points")) == len(PLAN.offices)
    assert len(await listed(address, "roadmaps")) == len(PLAN.roadmaps)
    assert len(await listed(address, "reports")) == sum(1 for one in PLAN.roadmaps if one.report)
    assert len(await listed(address, "flows")) == 100


async def test_a_refusal_is_said(address: str) -> None:
    wrong = f"{address}/nowhere"
    with pytest.raises(LoadFailed, match="404"):
        await asyncio.to_thread(load, wrong, "hk_", lambda *_: None, **FLOWS)
