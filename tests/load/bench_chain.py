"""How long a large file takes to reach those who listen, and how many bytes its events have.

The platform is started from a checkout as a user starts it, and asked from outside, so that builds of any age are
measured alike. A table and an IATI file are imported, each into a platform of its own; seconds are counted from the
moment that the file has been sent.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from deploy.local.ports import free_port
from shared.db import connect
from tests.load.bench_import import write_file, write_table
from tests.servers import ending_with_us, running_kafka, running_postgres

TABLE_FLOWS, OF_ACTIVITY = 500_000, 25
IATI_MEGABYTES = 43
READY_SECONDS = 180
MOST_SECONDS = 400
LOOK_SECONDS = 0.2
EVENTS_OF_FLOWS = (b'"type":"harambee.activity.flows_', b'"type":"harambee.flow.')
"""In which events flows are: in this build, and in those where each was one of its own."""
A_FLOW = b'"amount":'


@dataclass(slots=True)
class Heard:
    """What a reader of the stream has got: how many flows, when the last, and at which position that stood."""

    flows: int = 0
    events: int = 0
    last_at: float = 0.0
    position: int = 0

    def take(self, block: bytes) -> None:
        """Count an event."""
        self.events += 1
        if any(kind in block for kind in EVENTS_OF_FLOWS):
            self.flows += block.count(A_FLOW)
            self.last_at = time.perf_counter()
            self.position = int(block[block.index(b"id: ") + 4 : block.index(b"\n", block.index(b"id: "))])


@dataclass(slots=True)
class Platform:
    """A platform that runs: where it is reached, its servers, and the processes of all of it."""

    url: str
    key: str
    folder: Path
    database: str
    heard: Heard = field(default_factory=Heard)
    readable: dict[int, float] = field(default_factory=dict)

    def cpu_seconds(self) -> float:
        """Add up what all processes but this one have used, those that have ended included."""
        times = []
        for one in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                times.append(one.cpu_times())
        return sum(sum(one[:4]) for one in times)

    def kafka_bytes(self) -> int:
        """Add up the files of the topic of measurement."""
        return sum(one.stat().st_size for one in self.folder.rglob("harambee.measurement-*/*.log"))

    async def log_bytes(self) -> int:
        """Give the size of the log with its indexes."""
        connection = await connect(self.database.replace("/postgres?", "/harambee_notifications?"))
        found = await connection.fetchval("SELECT pg_total_relation_size('event_log')")
        await connection.close()
        return int(found)


@contextmanager
def platform(checkout: Path) -> Iterator[Platform]:
    """Run a build on servers of its own, without the demonstration."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-chain-") as place,
        running_postgres(Path(place)) as database,
        running_kafka(Path(place)) as kafka,
    ):
        data, port = Path(place) / "data", free_port()
        data.mkdir()
        environment = {
            **os.environ,
            "PYTHONPATH": str(checkout),
            "HARAMBEE_DATA": str(data),
            "HARAMBEE_PORT": str(port),
            "HARAMBEE_MAILBOX_PORT": str(free_port(taken={port})),
            "HARAMBEE_POSTGRES": database,
            "HARAMBEE_KAFKA": kafka,
            "DEMO": "0",
        }
        log = data / "up.log"
        with log.open("wb") as output:
            command = [sys.executable, "-m", "deploy.cli", "up"]
            process = subprocess.Popen(command, cwd=checkout, env=environment, stdout=output, stderr=output)
        with ending_with_us(process.pid):
            try:
                until = time.monotonic() + READY_SECONDS
                while "Harambee is ready" not in log.read_text("utf8"):
                    if process.poll() is not None or time.monotonic() > until:
                        raise RuntimeError(f"the platform did not start:\n{log.read_text('utf8')}")
                    time.sleep(0.1)
                key = (data / "operator.key").read_text("utf8").strip()
                yield Platform(f"http://127.0.0.1:{port}", key, Path(place), database)
            finally:
                process.terminate()
                process.wait(60)


async def follow(client: aiohttp.ClientSession, heard: Heard) -> None:
    """Read the stream from the log's start, as a client that keeps up."""
    rest = b""
    async with client.get("/v1/events/stream", params={"after": "0"}) as answer:
        async for part in answer.content.iter_any():
            *blocks, rest = (rest + part).split(b"\n\n")
            for block in blocks:
                if b"data: " in block:
                    heard.take(block)


async def look(client: aiohttp.ClientSession, readable: dict[int, float]) -> None:
    """Ask again and again for the last event of the log, and keep when each position could be read first."""
    while True:
        async with client.get("/v1/events", params={"order": "newest", "limit": "1"}) as answer:
            for event in (await answer.json())["items"]:
                readable.setdefault(event["position"], time.perf_counter())
        await asyncio.sleep(LOOK_SECONDS)


@asynccontextmanager
async def listening(client: aiohttp.ClientSession, found: Platform) -> AsyncIterator[None]:
    """Have the log followed."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in (follow(client, found.heard), look(client, found.readable))]
        yield
        for task in tasks:
            task.cancel()


async def send(client: aiohttp.ClientSession, file: Path, media: str) -> tuple[dict[str, Any], float, float]:
    """Import a file; give the import at its end, and when it had been sent and was committed."""
    with file.open("rb") as body:
        headers = {"Content-Type": media}
        async with client.post("/v1/imports", params={"mode": "apply"}, data=body, headers=headers) as answer:
            if answer.status != 202:
                raise RuntimeError(await answer.text())
            address = answer.headers["location"]
    sent = time.perf_counter()
    while True:
        async with client.get(address) as answer:
            job: dict[str, Any] = await answer.json()
        if job["status"] == "finished":
            return job, sent, time.perf_counter()
        if job["status"] == "failed" or time.perf_counter() - sent > MOST_SECONDS:
            raise RuntimeError(str(job))
        await asyncio.sleep(LOOK_SECONDS)


async def measure(found: Platform, file: Path, media: str) -> dict[str, Any]:
    """Import a file, and wait until all of its flows have been heard of."""
    timeout = aiohttp.ClientTimeout(total=None)
    headers = {"Authorization": f"Bearer {found.key}"}
    cpu, kafka, log = found.cpu_seconds(), found.kafka_bytes(), await found.log_bytes()
    async with (
        aiohttp.ClientSession(found.url, headers=headers, timeout=timeout) as client,
        listening(client, found),
    ):
        job, sent, committed = await send(client, file, media)
        flows = job["counts"]["flows_new"]
        while found.heard.flows < flows or max(found.readable, default=0) < found.heard.position:
            if time.perf_counter() - sent > MOST_SECONDS:
                raise RuntimeError(f"{found.heard.flows} of {flows} flows were heard of")
            await asyncio.sleep(LOOK_SECONDS)
    readable = min(at for position, at in found.readable.items() if position >= found.heard.position)
    return {
        "flows": flows,
        "events": found.heard.events,
        "to_committed_seconds": round(committed - sent, 1),
        "to_last_event_pulled_seconds": round(readable - sent, 1),
        "to_last_event_streamed_seconds": round(found.heard.last_at - sent, 1),
        "cpu_seconds": round(found.cpu_seconds() - cpu, 1),
        "kafka_megabytes": round((found.kafka_bytes() - kafka) / 1e6, 1),
        "log_megabytes": round((await found.log_bytes() - log) / 1e6, 1),
    }


async def run(checkout: Path, kinds: Sequence[str] = ("table", "iati")) -> dict[str, Any]:
    """Measure a build."""
    figures = {}
    for kind in kinds:
        with platform(checkout) as found:
            file = found.folder / "file"
            if kind == "table":
                write_table(file, TABLE_FLOWS, "CHAIN", OF_ACTIVITY)
            else:
                write_file(file, IATI_MEGABYTES, "CHAIN")
            figures[kind] = await measure(found, file, "text/csv" if kind == "table" else "application/xml")
    return figures
