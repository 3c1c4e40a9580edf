"""Where things are kept on this machine."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.failures import CannotStart

LEAST_FREE_BYTES = 1 << 30
SOCKET_PATH_BYTES = 107
"""The longest path of a Unix socket on Linux; macOS has three less, which the short names below stay under."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one instance: its data, and what several instances share."""

    data: Path
    cache: Path

    @property
    def credentials(self) -> Path:
        """The secrets of the instance."""
        return self.data / "credentials.json"

    @property
    def operator_key(self) -> Path:
        """An API key that may do everything, for whoever may read this folder."""
        return self.data / "operator.key"

    @property
    def demonstration(self) -> Path:
        """Says what became of the demonstration, once that is settled."""
        return self.data / "demonstration"

    @property
    def ports(self) -> Path:
        """Which part has which port."""
        return self.data / "ports.json"

    @property
    def lock(self) -> Path:
        """Held by the one process that runs this instance."""
        return self.data / "lock"

    @property
    def running(self) -> Path:
        """Which processes run, for those who come after a crash."""
        return self.data / "running.json"

    @property
    def logs(self) -> Path:
        """One file per part."""
        return self.data / "logs"

    @property
    def postgres(self) -> Path:
        """PostgreSQL's own folder."""
        return self.data / "postgres"

    @property
    def kafka(self) -> Path:
        """Kafka's settings and data."""
        return self.data / "kafka"

    @property
    def mails(self) -> Path:
        """What the mail box received."""
        return self.data / "mails"

    @property
    def sockets(self) -> Path:
        """PostgreSQL's socket; apart from the data, whose path may be too long for a socket or closed to its user."""
        mark = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"harambee-{mark}"
        fits = len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_BYTES
        return folder if fits else Path("/tmp") / folder.name  # noqa: S108 - its owner is checked before use


def prepare_data(places: Places) -> None:
    """Make the data folder, for its owner alone. Raises CannotStart where that cannot be, or the disk is full."""
    try:
        places.data.mkdir(parents=True, exist_ok=True)
        places.data.chmod(0o700)
        places.logs.mkdir(exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"The data folder {places.data} cannot be used: {error.strerror}. "
            "Give it to your user, or name another with HARAMBEE_DATA."
        ) from error
    free = shutil.disk_usage(places.data).free
    if free < LEAST_FREE_BYTES:
        raise CannotStart(
            f"Only {free >> 20} MiB are free on the disk of {places.data}; 1024 are needed. "
            "Free some, or name a folder on another disk with HARAMBEE_DATA."
        )
