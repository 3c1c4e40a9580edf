"""Any file that an import takes, read as the kind that it is; of an archive all files, one after the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from services.measurement.reading.archives.gzip_files import Unpackable, chunks
from services.measurement.reading.archives.zip_files import Archive, is_archive
from services.measurement.reading.batches import Job
from services.measurement.reading.checks import Checked
from services.measurement.reading.findings import Finding, Severity
from services.measurement.reading.iati import stream as iati
from services.measurement.reading.options import Kind
from services.measurement.reading.tables import stream as rows
from shared.tables.packed import SIGN


def read(job: Job) -> Iterator[Checked]:
    """Read a file. Raises Scattered where rows have to be gathered first and the job does not say so."""
    with Path(job.path).open("rb") as file:
        try:
            if job.kind is not Kind.XLSX and is_archive(file):
                yield from _read_archive(file, job)
            else:
                kind = _unpacked_kind(file, job.largest) if job.kind is Kind.PACKED else job.kind
                yield from _read(file, kind, job)
        except Unpackable as fault:
            yield Checked(None, [Finding("harambee-packed", 0, "/", str(fault))])


def _read(file: BinaryIO, kind: Kind, job: Job) -> Iterator[Checked]:
    if kind is Kind.IATI:
        yield from iati.read(file, basis=job.basis, largest=job.largest)
    else:
        folder = Path(job.path).parent if job.gather else None
        yield from rows.read(file, kind.value, job.reading, basis=job.basis, largest=job.largest, folder=folder)


def _read_archive(file: BinaryIO, job: Job) -> Iterator[Checked]:
    archive = Archive(file, job.largest, Path(job.path).parent)
    if archive.is_workbook():
        yield from _read(file, Kind.XLSX, job)
        return
    for name, content in archive.files():
        for checked in _read(content, _kind(content.peek()), job):
            found = [one._replace(path=f"{name}: {one.path}") for one in checked.findings]
            yield checked._replace(findings=found)
            if any(one.severity is Severity.CRITICAL for one in found):
                return


def _unpacked_kind(file: BinaryIO, largest: int) -> Kind:
    """Say what a packed file is. Raises Unpackable."""
    beginning = next(chunks(file, largest), b"")
    file.seek(0)
    if beginning.startswith(SIGN):
        raise Unpackable("There is a zip archive inside gzip; send it by itself")
    return _kind(beginning)


def _kind(beginning: bytes) -> Kind:
    """Say by its first signs what a file is."""
    if beginning.startswith(SIGN):
        return Kind.XLSX
    text = beginning.replace(b"\0", b"").decode("latin-1")
    sign = text.lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    return {"<": Kind.IATI, "{": Kind.NDJSON, "": Kind.IATI}.get(sign, Kind.CSV)
