"""The process that reads workbooks: takes jobs on its input, gives rows on its output. `python -m` runs it."""

import os
import resource
import signal
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from shared.tables.lines import Line, Unreadable
from shared.tables.workbooks import Workbook

ADDRESS_SPACE = 1 << 30
CPU_SECONDS = 120
LENGTH_BYTES = 4
LINES = 500
"""Rows are handed over by so many."""
LARGEST_IDLE = 256 << 10
"""KiB; a process that has once been larger reads no other file."""


class Job(NamedTuple):
    """A workbook to read, and how many bytes it may expand to."""

    path: str
    largest: int


class Part(NamedTuple):
    """Rows; `fault` is what ends the reading before its time, `spent` says that the process is to be ended too."""

    lines: list[Line]
    fault: tuple[str, int, str] | None = None
    ended: bool = False
    spent: bool = False


def parts(job: Job) -> Iterator[Part]:
    """Read a workbook; the last part says that it is the last."""
    try:
        with Path(job.path).open("rb") as file:
            lines = _first_filled(Workbook(file, job.largest))
            while found := list(islice(lines, LINES)):
                yield Part(found)
        yield _last(None)
    except Unreadable as fault:
        yield _last((fault.code, fault.line, fault.detail))
    except MemoryError:
        yield _last(("size", 0, "There is not enough memory to read it"))


def _last(fault: tuple[str, int, str] | None) -> Part:
    spent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > LARGEST_IDLE
    return Part([], fault, ended=True, spent=spent)


def _first_filled(book: Workbook) -> Iterator[Line]:
    """Give the rows of the first visible sheet that holds anything."""
    for sheet in book.sheets:
        if sheet.visible:
            empty = True
            for line in book.lines(sheet):
                empty = False
                yield line
            if not empty:
                return


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer jobs until the input ends."""
    encode, decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Job).decode
    while length := incoming.read(LENGTH_BYTES):
        job = decode(incoming.read(int.from_bytes(length, "big")))
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        for part in parts(job):
            body = encode(part)
            outgoing.write(len(body).to_bytes(LENGTH_BYTES, "big") + body)
            outgoing.flush()


def main() -> None:
    """Run as a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the service stops this by closing its input
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as outgoing:
        sys.stdout = sys.stderr
        serve(sys.stdin.buffer, outgoing)


if __name__ == "__main__":
    main()
