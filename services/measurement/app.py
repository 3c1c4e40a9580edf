"""The measurement service, put together."""

from services.measurement import api
from services.measurement.consumers import consumer
from services.measurement.events import TOPIC
from services.measurement.facts.country_groups import commands as groups
from services.measurement.facts.rates.commands import rates
from services.measurement.imports.delete_findings import forget_findings
from services.measurement.workers import (
    attribute_flows,
    classify_flows,
    convert_flows,
    fetch_files,
    find_pairs,
    measure_backlogs,
    run_imports,
)
from shared.auth import service_principal
from shared.service import Runtime, Service
from shared.settings import Settings
from shared.unit_of_work import unit_of_work


def create_service(settings: Settings | None = None) -> Service:
    """Make the service; its settings come from the environment where none are given."""
    return Service(
        name="measurement",
        settings=settings or Settings(),
        router=api.router,
        topics=[TOPIC],
        consumer=consumer,
        workers=[
            run_imports,
            fetch_files,
            find_pairs,
            convert_flows,
            classify_flows,
            attribute_flows,
            measure_backlogs,
        ],
        prepare=_load_facts,
        housekeeping=[forget_findings],
    )


async def _load_facts(shared: Runtime) -> None:
    async with unit_of_work(shared.resources, service_principal("measurement")) as uow:
        await rates.load_shipped(uow)
        await groups.load_shipped(uow)
