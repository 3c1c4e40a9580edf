"""`python -m services.<name> [all|api|relay|consumer|worker|redrive]`: a service's parts, all of them by default."""

import argparse
import asyncio
import gc
from collections.abc import Sequence

import uvicorn

from shared.http.app import create_app
from shared.observability import configure
from shared.service import Part, Service, runtime

ALL = "all"
REDRIVE = "redrive"
DRAIN_SECONDS = 5


def main(service: Service, arguments: Sequence[str] | None = None) -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}")
    parser.add_argument("parts", nargs="*", choices=[ALL, *Part, REDRIVE], default=ALL)
    asked = parser.parse_args(arguments).parts
    settings = service.settings
    configure(service.name, level=settings.log_level, trace_endpoint=settings.trace_endpoint)
    if REDRIVE in asked:
        asyncio.run(_redrive(service))
        return
    app = create_app(service, list(Part) if ALL in asked else [Part(part) for part in asked])
    gc.freeze()  # what was loaded stays: walking all of it in a full collection stops every request for 100 ms
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        server_header=False,
    )


async def _redrive(service: Service) -> None:
    async with runtime(service) as shared:
        applied, remaining = await service.intake(shared).redrive()
    print(f"{service.name}: {applied} applied, {remaining} still parked")  # noqa: T201 - the command's answer
