"""Any file that an import takes, read as the kind that it is."""

from collections.abc import Iterator
from pathlib import Path

from services.measurement.formats import iati, rows
from services.measurement.formats.batches import Job
from services.measurement.formats.unpacking import Unpackable, chunks
from services.measurement.rules.checks import Checked
from services.measurement.rules.imports import Kind


def read(job: Job) -> Iterator[Checked]:
    """Read a file."""
    path = Path(job.path)
    kind = _unpacked_kind(path, job.largest) if job.kind is Kind.PACKED else job.kind
    with path.open("rb") as file:
        if kind is Kind.IATI:
            yield from iati.read(file, today=job.today, largest=job.largest)
        else:
            yield from rows.read(file, kind.value, job.reading, today=job.today, largest=job.largest)


def _unpacked_kind(path: Path, largest: int) -> Kind:
    """Say by its first sign what a packed file is; what cannot be unpacked is left to the reading to find."""
    try:
        with path.open("rb") as file:
            beginning = next(chunks(file, largest), b"").replace(b"\0", b"").decode("latin-1")
    except Unpackable:
        return Kind.IATI
    sign = beginning.lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    return {"<": Kind.IATI, "{": Kind.NDJSON, "": Kind.IATI}.get(sign, Kind.CSV)
