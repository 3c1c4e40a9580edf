"""`make bench`: measure everything on servers of its own and keep the figures as JSON."""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvloop

from tests.load import bench_bulk, bench_chain, bench_events, bench_import, bench_matching, bench_registry
from tests.servers import Databases, running_kafka, running_postgres

ROOT = Path(__file__).parents[2]

Bench = Callable[[str, str], Awaitable[dict[str, Any]]]


async def _import(url: str, _: str) -> dict[str, Any]:
    return await bench_import.run(url)


async def _bulk(url: str, _: str) -> dict[str, Any]:
    return await bench_bulk.run(url)


async def _registry(url: str, _: str) -> dict[str, Any]:
    return await bench_registry.run(url)


async def _matching(url: str, _: str) -> dict[str, Any]:
    return await bench_matching.run(url)


BENCHES: dict[str, tuple[str, Bench]] = {
    "events": ("roadmaps", bench_events.run),
    "import": ("measurement", _import),
    "registry": ("registry", _registry),
    "bulk": ("registry", _bulk),
    "matching": ("registry", _matching),
}


WHOLE = {"chain": bench_chain.run}
"""What starts the platform itself, from any checkout."""


async def measure(admin_url: str, servers: str, wanted: list[str]) -> dict[str, Any]:
    """Run the wanted benches, each on a fresh database."""
    databases = Databases(admin_url)
    results = {}
    for name in wanted:
        service, bench = BENCHES[name]
        database, url = await databases.create(service)
        results[name] = await bench(url, servers)
        await databases.drop(database)
        print(name, json.dumps(results[name], indent=1))
    return results


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=(*BENCHES, *WHOLE), action="append", help="one of them; may be given again")
    parser.add_argument("--checkout", type=Path, default=ROOT, help=f"the build that is started for {', '.join(WHOLE)}")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "performance.json")
    asked = parser.parse_args()
    wanted = asked.only or [*BENCHES, *WHOLE]
    figures = {}
    if of_services := [name for name in wanted if name in BENCHES]:
        with (
            tempfile.TemporaryDirectory() as folder,
            running_postgres(Path(folder)) as url,
            running_kafka(Path(folder)) as servers,
        ):
            figures = uvloop.run(measure(url, servers, of_services))
    for name in wanted:
        if name in WHOLE:
            figures[name] = uvloop.run(WHOLE[name](asked.checkout))
            print(name, json.dumps(figures[name], indent=1))
    known = json.loads(asked.out.read_text("utf8")) if asked.out.exists() else {}
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "when": f"{datetime.now(UTC):%Y-%m-%d}"}
    asked.out.write_text(json.dumps({**known, **figures, "machine": machine}, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    main()
