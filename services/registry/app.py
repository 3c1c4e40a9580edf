"""The registry, put together."""

from services.registry.api import router
from services.registry.events import CONTACTS, TOPIC
from services.registry.regions.commands import reference
from services.registry.regions.queries.memberships import SPELLS
from shared.auth import service_principal
from shared.service import Runtime, Service
from shared.settings import Settings
from shared.unit_of_work import unit_of_work


def create_service(settings: Settings | None = None) -> Service:
    """Make the service; its settings come from the environment where none are given."""
    return Service(
        name="registry",
        settings=settings or Settings(),
        router=router,
        topics=[TOPIC, CONTACTS],
        prepare=_publish_reference,
        spells=SPELLS,
    )


async def _publish_reference(shared: Runtime) -> None:
    async with unit_of_work(shared.resources, service_principal("registry")) as uow:
        await reference.publish(uow)
