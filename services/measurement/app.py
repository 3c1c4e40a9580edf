"""The measurement service, put together."""

from services.measurement import api
from services.measurement.commands.rates.loading import load_shipped
from services.measurement.consumers import consumer
from services.measurement.events import TOPIC
from services.measurement.workers import attribute_flows, convert_flows, fetch_files, find_pairs, run_imports
from shared.db import driver
from shared.service import Runtime, Service
from shared.settings import Settings


def create_service(settings: Settings | None = None) -> Service:
    """Make the service; its settings come from the environment where none are given."""
    return Service(
        name="measurement",
        settings=settings or Settings(),
        router=api.router,
        topics=[TOPIC],
        consumer=consumer,
        workers=[run_imports, fetch_files, find_pairs, convert_flows, attribute_flows],
        prepare=_load_rates,
    )


async def _load_rates(shared: Runtime) -> None:
    async with shared.engine.begin() as connection:
        await load_shipped(await driver(connection))
