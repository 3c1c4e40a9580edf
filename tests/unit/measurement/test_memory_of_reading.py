"""The reading process needs little memory, however large what it reads."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from services.measurement.reading.batches import Batch, Job
from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.options import Kind
from services.measurement.reading.reader import Reader
from tests.unit.measurement.documents import activity, document, transaction

MOST_MEGABYTES = 300
SECTORS, ROWS = 300_000, 100_000
COLUMNS = "reporter_ref,activity_identifier,recipient_countries,transaction_type,date,amount,currency,description"


def one_activity() -> bytes:
    """Write an activity with as many sectors as fit."""
    sectors = "".join(f'<sector code="{10_000 + place}" percentage="0.0003"/>' for place in range(SECTORS))
    return document(activity("", transaction(), sectors=sectors))


def one_transaction() -> bytes:
    sectors = "".join(f'<sector code="{10_000 + place}"/>' for place in range(SECTORS))
    return document(activity("", transaction(inner=sectors), sectors=""))


def table() -> bytes:
    rows = (
        f"GB-COH-1,GB-COH-1-{place % (ROWS // 10)},KE,3,2020-03-{1 + place % 28:02},{place}.25,USD,Payment {place}"
        for place in range(ROWS)
    )
    return "\n".join([COLUMNS, *rows]).encode()


async def read(path: Path, kind: Kind, *, gather: bool = False) -> tuple[int, float, list[Batch]]:
    """Give the flows that were read, the most memory that the process held, in megabytes, and the last batch."""
    flows = 0
    async with Reader() as reader:
        job = Job(str(path), Basis(date(2026, 11, 23)), 1 << 30, kind, gather=gather)
        last = []
        async for batch in reader.batches(job):
            flows += sum(len(one.flows) for one in batch.activities)
            last = [batch]
        process = reader._process
        assert process is not None
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert peak
    return flows, int(peak[1]) * 1024 / 1e6, last


@pytest.mark.parametrize(
    ("write", "kind", "flows"),
    [(one_activity, Kind.IATI, 1), (one_transaction, Kind.IATI, 1), (table, Kind.CSV, ROWS)],
)
@pytest.mark.slow
async def test_it_stays_below_its_bound(tmp_path: Path, write: Callable[[], bytes], kind: Kind, flows: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(write())
    found, megabytes, last = await read(path, kind, gather=kind is Kind.CSV)
    assert [one.rule for batch in last for one in batch.findings if one.rule == "harambee-resources"] == []
    assert found == flows
    assert megabytes < MOST_MEGABYTES
