"""How fast IATI files come in, and how much memory that takes.

The import, from the queue to committed rows with their events, stands beside lxml's `iterparse` with the same field
extraction alone, on the same file in the same run. Files are made here, in the shape and density of real ones.
"""

import asyncio
import csv
import gc
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from lxml import etree

from services.measurement.app import create_service
from services.measurement.imports import queue
from services.measurement.reading import process
from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.iati.elements import read_activity
from services.measurement.reading.options import MEDIA, Mode
from services.measurement.reading.reader import Reader
from services.measurement.reading.tables import stream as rows
from services.measurement.reading.tables.columns import AS_IT_IS
from services.measurement.workers import run_next
from shared.auth import Grant, Kind, Principal, Role
from shared.http.routing import Upload
from shared.service import Runtime, runtime
from shared.unit_of_work import unit_of_work
from tests.load.row_by_row import import_row_by_row
from tests.serving import settings

SPEED_MEGABYTES = 12
ROW_BY_ROW_MEGABYTES = 4
TABLE_FLOWS, OF_ACTIVITY = 30_000, 10
TABLE = (
    *("reporter_ref", "activity_identifier", "recipient_countries", "transaction_ref", "transaction_type", "date"),
    *("amount", "currency", "description"),
)
MEMORY_MEGABYTES = (10, 1000)
ROUNDS = 3
ADMIN = Principal(id="bench", kind=Kind.CLIENT, grants=(Grant(role=Role.ADMIN),))

TRANSACTION = """<transaction ref="{ref}"><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>
<value currency="{currency}" value-date="{day}">{amount}</value>
<description><narrative>Payment {ref} for works and services under the agreement</narrative></description>
<provider-org ref="GB-GOV-1" type="10"><narrative>Foreign and Development Office</narrative></provider-org>
<receiver-org ref="KE-NCB-{partner}" type="22"><narrative>Partner organisation {partner}</narrative></receiver-org>
<flow-type code="10"/><finance-type code="110"/><aid-type code="C01"/><tied-status code="5"/></transaction>
"""
ACTIVITY = """<iati-activity default-currency="GBP" xml:lang="en" last-updated-datetime="2024-05-01T00:00:00">
<iati-identifier>GB-COH-{run}-{number}</iati-identifier>
<reporting-org ref="GB-COH-{run}" type="21"><narrative>Bench</narrative></reporting-org>
<title><narrative>Project {number}</narrative><narrative xml:lang="fr">Projet {number}</narrative></title>
<description type="1"><narrative>{text}</narrative></description>
<participating-org ref="GB-GOV-1" role="1" type="10"><narrative>Foreign Office</narrative></participating-org>
<participating-org ref="GB-COH-{run}" role="4" type="21"><narrative>Bench</narrative></participating-org>
<activity-status code="2"/><activity-date type="2" iso-date="2018-04-01"/>
<activity-date type="3" iso-date="2026-03-31"/>
{places}{locations}
<sector vocabulary="1" code="31120" percentage="60"/><sector vocabulary="1" code="14030" percentage="40"/>
<collaboration-type code="1"/><default-flow-type code="10"/><default-finance-type code="110"/>
<default-aid-type code="C01"/>
{budgets}{transactions}{documents}{results}</iati-activity>
"""
RESULT = """<result type="1"><title><narrative>Households reached</narrative></title><indicator measure="1">
<title><narrative>Number of households</narrative></title><baseline year="2018" value="0"/><period>
<period-start iso-date="2019-01-01"/><period-end iso-date="2019-12-31"/><target value="100"/><actual value="97"/>
</period></indicator></result>
"""
PLACES = (
    '<recipient-country code="KE"/>',
    '<recipient-country code="UG" percentage="50"/><recipient-country code="TZ" percentage="50"/>',
    '<recipient-country code="RW"/>',
    '<recipient-country code="ET" percentage="33.4"/><recipient-country code="SO" percentage="66.6"/>',
)
BUDGET = """<budget type="1" status="2"><period-start iso-date="20{year}-01-01"/><period-end iso-date="20{year}-12-31"/>
<value currency="GBP" value-date="20{year}-01-01">{amount}</value></budget>
"""
DOCUMENT = """<document-link format="text/html" url="https://example.org/{number}"><title>
<narrative>Project page</narrative></title><category code="A12"/></document-link>
"""
LOCATION = """<location><name><narrative>District {number}</narrative></name><point srsName="http://www.opengis.net/def/crs/EPSG/0/4326">
<pos>-1.28 36.82</pos></point></location>
"""
TRANSACTIONS, BUDGETS, RESULTS = 10, 6, 1
"""Real files of 18 publishers hold per activity 11 transactions, 6 budgets, 1 document, 2 locations, 0.7 indicators."""
TEXT = "Strengthening livelihoods and public services in rural districts. " * 12


def activity(number: int, run: str) -> str:
    """Write one activity with its transactions and results."""
    transactions = "".join(
        TRANSACTION.format(
            ref=f"{number}-{place}",
            kind="3" if place % 3 else "4",
            day=f"{2012 + (number + place) % 12}-{1 + place % 12:02}-{1 + number % 28:02}",
            currency=("GBP", "USD", "EUR")[place % 3],
            amount=f"{1000 + 37 * place + number % 9973}.{number % 100:02}",
            partner=number % 500,
        )
        for place in range(TRANSACTIONS)
    )
    places = PLACES[number % len(PLACES)]
    return ACTIVITY.format(
        number=number,
        run=run,
        text=TEXT,
        places=places,
        locations=LOCATION.format(number=number),
        transactions=transactions,
        budgets="".join(BUDGET.format(year=18 + place, amount=5000 * place) for place in range(BUDGETS)),
        documents=DOCUMENT.format(number=number),
        results=RESULT * RESULTS,
    )


def write_file(path: Path, megabytes: int, run: str) -> None:
    """Write a file of at least this size."""
    with path.open("w") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n')
        number = size = 0
        while size < megabytes * 1_000_000:
            size += file.write(activity(number, run))
            number += 1
        file.write("</iati-activities>\n")


def uploaded(path: Path) -> Upload:
    """Describe a file as if it had just been sent."""
    return Upload(path, path.stat().st_size, sha256(str(path).encode()).digest())


def parse_alone(path: Path) -> float:
    """Read a file with iterparse and the same field extraction; give the seconds."""
    started = time.perf_counter()
    for _, element in etree.iterparse(str(path), tag="iati-activity", remove_comments=True, remove_pis=True):
        read_activity(element)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return time.perf_counter() - started


@asynccontextmanager
async def worker(url: str) -> AsyncIterator[tuple[Runtime, Reader]]:
    """Have a worker of the service ready, its rates loaded."""
    service = create_service(settings(url, spool=Path(tempfile.gettempdir())))
    async with runtime(service) as shared, Reader() as reader:
        if service.prepare:
            await service.prepare(shared)
        gc.collect()
        gc.freeze()  # as a worker does
        waking = asyncio.create_task(shared.waker.run())
        yield shared, reader
        waking.cancel()


async def import_file(shared: Runtime, reader: Reader, upload: Upload, media: str = "application/xml") -> float:
    """Queue a file, then import it; give the seconds from the queue to the commit."""
    async with unit_of_work(shared.resources, ADMIN) as uow:
        await queue.add(uow, queue.Order(Mode.APPLY), upload, MEDIA[media])
    started = time.perf_counter()
    if not await run_next(shared, reader):
        raise RuntimeError("there was nothing to import")
    return time.perf_counter() - started


async def speed(url: str, folder: Path) -> dict[str, Any]:
    """Compare the import of new files with reading alone, and with the import of the same files again."""
    alone, first, again = [], [], []
    async with worker(url) as (shared, reader):
        for number in range(ROUNDS + 1):
            path = folder / f"speed-{number}.xml"
            write_file(path, SPEED_MEGABYTES, f"S{number}")
            figures = (
                parse_alone(path),
                await import_file(shared, reader, uploaded(path)),
                await import_file(shared, reader, uploaded(path)),
            )
            if number:  # the first round warms up
                for found, figure in zip((alone, first, again), figures, strict=True):
                    found.append(figure)
            path.unlink()
    return {
        "megabytes": SPEED_MEGABYTES,
        "parse_alone_seconds": round(median(alone), 3),
        "import_seconds": round(median(first), 3),
        "import_to_parse": round(median(alone) / median(first), 2),
        "import_again_seconds": round(median(again), 3),
    }


def write_table(path: Path, flows: int, run: str, of_activity: int) -> None:
    """Write a table of flows as CSV, so many of an activity."""
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(TABLE)
        for number in range(flows):
            owner, day = f"GB-COH-{run}", f"{2012 + number % 12}-{1 + number % 12:02}-{1 + number % 28:02}"
            money = (f"{1000 + number % 9973}.{number % 100:02}", ("GBP", "USD", "EUR")[number % 3])
            table.writerow(
                (owner, f"{owner}-{number // of_activity}", "KE", number, "3", day, *money, f"Payment {number}")
            )


async def tables(url: str, folder: Path) -> dict[str, Any]:
    """Import tables of flows, and read the same alone."""
    read, imported = [], []
    async with worker(url) as (shared, reader):
        for number in range(ROUNDS + 1):
            path = folder / f"table-{number}.csv"
            write_table(path, TABLE_FLOWS, f"T{number}", OF_ACTIVITY)
            started = time.perf_counter()
            with path.open("rb") as file:
                for _ in rows.read(file, "csv", AS_IT_IS, basis=Basis(datetime.now(UTC).date()), largest=1 << 40):
                    pass
            read.append(time.perf_counter() - started)
            imported.append(await import_file(shared, reader, uploaded(path), "text/csv"))
            path.unlink()
    return {
        "flows": TABLE_FLOWS,
        "read_flows_per_second": round(TABLE_FLOWS / median(read[1:])),
        "import_flows_per_second": round(TABLE_FLOWS / median(imported[1:])),
    }


async def beside_row_by_row(url: str, folder: Path) -> dict[str, Any]:
    """Import a file, and another of its size in the obvious way."""
    async with worker(url) as (shared, reader):
        paths = [folder / f"row-{number}.xml" for number in range(3)]
        for number, path in enumerate(paths):
            write_file(path, ROW_BY_ROW_MEGABYTES, f"R{number}")
        await import_file(shared, reader, uploaded(paths[0]))
        seconds = await import_file(shared, reader, uploaded(paths[1]))
    flows, slow = await import_row_by_row(url, paths[2])
    return {
        "flows": flows,
        "seconds": round(slow, 2),
        "import_seconds": round(seconds, 3),
        "times": round(slow / seconds),
    }


def _megabytes(processes: Sequence[psutil.Process]) -> float:
    return sum(one.memory_info().rss for one in processes) / 1e6


async def _watch(peak: list[float]) -> None:
    own = psutil.Process()
    readers = [child for child in own.children() if process.__name__ in child.cmdline()]
    processes = [own, *readers]  # asking for them again and again would cost more than the import
    while True:
        peak.append(max(peak.pop(), _megabytes(processes)))
        await asyncio.sleep(0.05)


async def memory(url: str, folder: Path, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Import files of these sizes; give the largest memory of worker and reading process together."""
    found = []
    async with worker(url) as (shared, reader):
        for megabytes in sizes:
            path = folder / f"memory-{megabytes}.xml"
            write_file(path, megabytes, f"M{megabytes}")
            peak = [0.0]
            watching = asyncio.create_task(_watch(peak))
            seconds = await import_file(shared, reader, uploaded(path))
            watching.cancel()
            path.unlink()
            found.append({"megabytes": megabytes, "peak_megabytes": round(peak[0]), "seconds": round(seconds, 1)})
    return found


async def run(url: str, sizes: Sequence[int] = MEMORY_MEGABYTES) -> dict[str, Any]:
    """Measure all in a migrated, empty database of the measurement service."""
    with tempfile.TemporaryDirectory(prefix="bench-import-") as folder:
        return {
            "speed": await speed(url, Path(folder)),
            "row_by_row": await beside_row_by_row(url, Path(folder)),
            "tables": await tables(url, Path(folder)),
            "memory": await memory(url, Path(folder), sizes),
        }
