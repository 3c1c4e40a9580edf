"""The reading process: takes jobs on its input, gives batches on its output. `python -m` runs it.

A process of its own because it takes what strangers wrote: it has a bound on its memory, may die, and leaves the
other core to the database.
"""

import fcntl
import gc
import os
import resource
import signal
import socket
import stat
import sys
from typing import BinaryIO

from services.measurement.reading.batches import LENGTH_BYTES, Batch, Job, batches, packed, unpacked_job
from services.measurement.reading.files import read
from services.measurement.reading.findings import Finding
from services.measurement.reading.tables.stream import Scattered

ADDRESS_SPACE = 1 << 30
PIPE_BYTES = 1 << 20
"""So much is read ahead while the one who takes it is busy."""


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer jobs until the input ends."""
    gc.disable()  # nothing it makes refers to itself, and files would be searched for such things again and again
    while length := incoming.read(LENGTH_BYTES):
        job = unpacked_job(incoming.read(int.from_bytes(length, "big")))
        try:
            _answer(job, outgoing)
        except Scattered:
            outgoing.write(packed(Batch([], [], [], ended=True, scattered=True)))
        except MemoryError:
            finding = Finding("harambee-resources", 0, "/", "There is not enough memory to read it")
            outgoing.write(packed(Batch([], [finding], [], ended=True)))
        outgoing.flush()


def _answer(job: Job, outgoing: BinaryIO) -> None:
    for batch in batches(read(job)):
        outgoing.write(packed(batch))
        outgoing.flush()


def main() -> None:
    """Run as a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the service stops this by closing its input
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as outgoing:
        sys.stdout = sys.stderr
        _widen(outgoing)
        serve(sys.stdin.buffer, outgoing)


def _widen(outgoing: BinaryIO) -> None:
    """Make room for what is read ahead; uvloop connects processes by sockets, asyncio by pipes."""
    if stat.S_ISFIFO(os.fstat(outgoing.fileno()).st_mode):
        fcntl.fcntl(outgoing, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        return
    with socket.socket(fileno=os.dup(outgoing.fileno())) as end:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PIPE_BYTES)


if __name__ == "__main__":
    main()
