"""Programs that run beside us: how each is started and ended."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.accounts import Account, run_as

LOG_BYTES = 10 << 20
KILL_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Program:
    """A program with all it needs to run in the foreground; its output goes to `log`."""

    command: Sequence[str | Path]
    log: Path
    folder: Path | None = None
    environment: Mapping[str, str] | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 15


def launch(program: Program) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C reaches the supervisor alone."""
    turn_over(program.log)
    with program.log.open("ab") as output:
        return subprocess.Popen(
            program.command,
            cwd=program.folder,
            env=program.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **run_as(program.account),
        )


def end(process: subprocess.Popen[bytes], program: Program) -> bool:
    """Ask a program to stop and wait; false where it had to be killed."""
    if process.poll() is not None:
        return True
    process.send_signal(program.stop_signal)
    try:
        process.wait(program.grace_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(KILL_SECONDS)
        return False
    return True


def last_lines(log: Path, count: int = 5) -> str:
    """Give the end of a log, to say why its program ended."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 8192))
        return "\n".join(file.read().decode(errors="replace").strip().splitlines()[-count:])


def turn_over(log: Path) -> None:
    """Begin a log anew once it is long; what was in it is kept until the next time.

    It is emptied in place: the program that writes appends to the file that it has open, however long it runs.
    """
    if log.exists() and log.stat().st_size > LOG_BYTES:
        shutil.copyfile(log, log.with_suffix(".old.log"))
        os.truncate(log, 0)
