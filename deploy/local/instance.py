"""One instance at a time on one data folder, and no process left over from the last."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from deploy.local.failures import CannotStart

GRACE_SECONDS = 20
NOWHERE: Mapping[str, str] = {}


@contextmanager
def only_instance(lock: Path) -> Iterator[None]:
    """Hold the lock of a data folder. Raises CannotStart where another process has it.

    The lock goes with its process, however that ends; the number in the file only tells who it is.
    """
    with lock.open("a+", encoding="utf8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CannotStart(
                f"Harambee runs already on {lock.parent} (process {file.read().strip() or 'unknown'}). "
                "Stop that one with Ctrl-C, or give this one a folder and ports of its own: "
                "HARAMBEE_DATA, HARAMBEE_PORT, HARAMBEE_MAILBOX_PORT."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_running(lock: Path) -> bool:
    """Say whether a process holds the lock of a data folder."""
    if not lock.exists():
        return False
    with lock.open("r", encoding="utf8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def note_running(file: Path, processes: Mapping[str, int], addresses: Mapping[str, str] = NOWHERE) -> None:
    """Write down which processes run, and their addresses; each with when it was started, as numbers are used again."""
    found: dict[str, list[int | float | str]] = {}
    for name, number in processes.items():
        with contextlib.suppress(psutil.NoSuchProcess):
            found[name] = [number, psutil.Process(number).create_time()]
            found[name] += [addresses[name]] if name in addresses else []
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(found), encoding="utf8")
    draft.replace(file)


def noted(file: Path) -> dict[str, psutil.Process]:
    """Give the processes that were written down and still run."""
    found: dict[str, psutil.Process] = {}
    if not file.exists():
        return found
    for name, (number, started, *_) in json.loads(file.read_text(encoding="utf8")).items():
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(number)
            if process.create_time() == started:
                found[name] = process
    return found


def running_address(file: Path, name: str) -> str | None:
    """Give the address of a part that was written down and still runs."""
    if name not in noted(file):
        return None
    _, _, *address = json.loads(file.read_text(encoding="utf8"))[name]
    return address[0] if address else None


def end_leftovers(file: Path) -> list[str]:
    """End what a supervisor left behind when it was killed itself; gives the names of those parts."""
    left = noted(file)
    for process in left.values():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, deaf = psutil.wait_procs(left.values(), timeout=GRACE_SECONDS)
    for process in deaf:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(deaf, timeout=GRACE_SECONDS)
    file.unlink(missing_ok=True)
    return list(left)
