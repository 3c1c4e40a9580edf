"""Workbooks of strangers, read in a process of its own that has a bound on its memory and its time."""

import atexit
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from signal import SIGXCPU
from typing import IO, Any

import msgspec

from shared.tables.lines import Line, Unreadable
from shared.tables.process import CPU_SECONDS, LENGTH_BYTES, Job, Part

MOST_IDLE = 1
"""So many processes that have read a file wait for the next."""

_idle: list["subprocess.Popen[bytes]"] = []
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Part).decode


def read_workbook(path: Path, largest: int) -> Iterator[Line]:
    """Give the rows of the first sheet of a workbook that holds anything. Raises Unreadable.

    `largest` is how many bytes it may expand to.
    """
    process = _taken()
    part = Part([])
    try:
        _send(process, Job(str(path.absolute()), largest))
        while not part.ended:
            part = _received(process)
            yield from part.lines
    finally:
        if part.ended and not part.spent and len(_idle) < MOST_IDLE:
            _idle.append(process)
        else:
            _end(process)
    if part.fault is not None:
        raise Unreadable(*part.fault)


def _taken() -> "subprocess.Popen[bytes]":
    while _idle:
        process = _idle.pop()
        if process.poll() is None:
            return process
        _end(process)
    return subprocess.Popen(
        [sys.executable, "-m", "shared.tables.process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


@atexit.register
def _end_all() -> None:
    while _idle:
        _end(_idle.pop())


def _send(process: "subprocess.Popen[bytes]", job: Job) -> None:
    body = _encode(job)
    incoming = _pipe(process.stdin)
    incoming.write(len(body).to_bytes(LENGTH_BYTES, "big") + body)
    incoming.flush()


def _received(process: "subprocess.Popen[bytes]") -> Part:
    outgoing = _pipe(process.stdout)
    length = int.from_bytes(outgoing.read(LENGTH_BYTES), "big")
    body = outgoing.read(length)
    if not length or len(body) < length:
        if process.wait() == -SIGXCPU:
            raise Unreadable("size", 0, f"It takes more than {CPU_SECONDS} seconds to read")
        raise Unreadable("size", 0, "The process that read it has died over it")
    return _decode(body)


def _pipe(pipe: IO[Any] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("the reading process has no pipes")
    return pipe
