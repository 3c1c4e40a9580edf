"""A folder of files that a process needs for a moment; what a killed process has left in its own is deleted."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK = "lock"


@contextmanager
def spool_folder(name: str, parent: Path | None = None) -> Iterator[Path]:
    """Give a new folder inside `parent`, the system's temporary one by default, until the context ends.

    Folders of the same name and user whose processes are gone are deleted first. A process holds a lock in its folder,
    which the system releases however it ends.
    """
    parent = parent or Path(tempfile.gettempdir())
    prefix = f"harambee-{os.getuid()}-{name}-"
    with _locked(parent / f"{prefix}{LOCK}"):  # so that no new folder, not locked yet, is taken for a left one
        for folder in filter(Path.is_dir, parent.glob(f"{prefix}*")):
            _delete_if_left(folder)
        own = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        held = _lock(own / LOCK)
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)
        os.close(held)


def _delete_if_left(folder: Path) -> None:
    # A temporary folder is everybody's: what another user has put there under this name stays.
    with suppress(OSError):
        if os.getuid() in {0, folder.lstat().st_uid} and not folder.is_symlink():
            with _locked(folder / LOCK, wait=False):
                shutil.rmtree(folder)


@contextmanager
def _locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    file = _lock(path, wait=wait)
    try:
        yield
    finally:
        os.close(file)


def _lock(path: Path, *, wait: bool = True) -> int:
    """Lock a file until it is closed. Raises OSError where it may not be opened, or another holds it and none waits."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        raise
    return file
