"""Commands about the platform as a whole: run it, look at it, migrate it, try parked events again."""

import subprocess
from importlib.util import find_spec
from typing import Annotated

import psutil
import typer
from rich.console import Console
from rich.table import Table

from deploy.local import services
from deploy.local.databases import SERVICES
from deploy.local.failures import CannotStart
from deploy.local.instance import is_running, noted
from deploy.local.run import MIGRATION, run
from deploy.local.settings import read_settings
from deploy.local.stack import running_stack
from deploy.local.supervisor import Part

console = Console()


def up(
    *,
    demo: Annotated[bool, typer.Option(envvar="DEMO", help="fill a first start with the demonstration")] = True,
) -> None:
    """Run the whole platform on this machine until Ctrl-C."""
    run(read_settings(), console, demonstration=demo)


def status() -> None:
    """Say which parts run, and how they do. Exits with 1 where one of them is not ready."""
    settings = read_settings()
    if not is_running(settings.places.lock):
        raise CannotStart(f"Harambee does not run on {settings.places.data}. `make run` starts it.")
    stack = running_stack(settings)
    processes = noted(settings.places.running)
    parts = [*stack.database_part(), *stack.server_parts(), *stack.service_parts()]
    ready = {part.name: part.is_ready() for part in parts}
    table = Table("Part", "State", "Process", "Memory", "Address")
    for part in parts:
        table.add_row(part.name, "ready" if ready[part.name] else "not ready", *_size(part, processes), part.address)
    console.print(table)
    if not all(ready.values()):
        raise typer.Exit(1)


def migrate() -> None:
    """Bring the databases of all services to the newest schema; `up` does it too."""
    migrated = subprocess.run(MIGRATION, check=False)
    if migrated.returncode:
        raise typer.Exit(1)
    console.print(f"{', '.join(SERVICES)}: at the newest schema")


def redrive(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SERVICE]...", help="all that read events")] = None,
) -> None:
    """Try the parked events of services again, in their order."""
    stack = running_stack(read_settings())
    failed = False
    for service in names or [name for name in SERVICES if find_spec(f"services.{name}.consumers")]:
        if service not in SERVICES:
            raise CannotStart(f"There is no service {service}; there are {', '.join(SERVICES)}.")
        program = services.program(service, stack.environment(service), stack.places.logs)
        failed |= subprocess.run([*program.command, "redrive"], env=program.environment, check=False).returncode != 0
    raise typer.Exit(failed)


def _size(part: Part, processes: dict[str, psutil.Process]) -> tuple[str, str]:
    try:
        process = processes[part.name]
        family = [process, *process.children(recursive=True)]
        return str(process.pid), f"{sum(one.memory_full_info().pss for one in family) >> 20} MiB"
    except (KeyError, psutil.Error):
        return "", ""
