"""The roadmaps service, put together."""

from fastapi import APIRouter

from services.roadmaps import reference
from services.roadmaps.api import actions, roadmaps
from services.roadmaps.commands import frameworks
from services.roadmaps.consumers import consumer
from services.roadmaps.events import TOPIC
from shared.auth import service_principal
from shared.service import Runtime, Service
from shared.settings import Settings
from shared.unit_of_work import unit_of_work

router = APIRouter()
router.include_router(roadmaps.router)
router.include_router(actions.router)


def create_service(settings: Settings | None = None) -> Service:
    """Make the service; its settings come from the environment where none are given."""
    return Service(
        name="roadmaps",
        settings=settings or Settings(),
        router=router,
        topics=[TOPIC],
        consumer=consumer,
        prepare=_publish_frameworks,
    )


async def _publish_frameworks(shared: Runtime) -> None:
    async with unit_of_work(shared.resources, service_principal("roadmaps")) as uow:
        await frameworks.publish(uow, reference.frameworks())
