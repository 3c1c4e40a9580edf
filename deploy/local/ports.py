"""Ports on the loopback address: those that are asked for, and those that are kept from start to start."""

import json
import socket
from collections.abc import Collection
from pathlib import Path

import psutil

from deploy.local.failures import CannotStart

HOST = "127.0.0.1"


class Ports:
    """The ports of one instance, kept in a file: the same after a restart unless somebody else took one."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, int] = json.loads(file.read_text(encoding="utf8")) if file.exists() else {}

    def find(self, name: str) -> int:
        """Give the port of a part: the one it had if it is still free, else a free one."""
        port = self._kept.get(name)
        if port is None or not is_free(port):
            port = free_port(taken=self._kept.values())
            self._kept[name] = port
            self._file.write_text(json.dumps(self._kept, indent=1), encoding="utf8")
        return port

    def kept(self, name: str) -> int:
        """Give the port that a part has, for those who look for it while it runs."""
        if name not in self._kept:
            raise CannotStart("There is no instance in this data folder yet: `make run` makes one.")
        return self._kept[name]


def free_port(taken: Collection[int] = ()) -> int:
    """Find a port that nobody listens on and that is none of `taken`."""
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port: int = probe.getsockname()[1]
        if port not in taken:
            return port


def is_free(port: int, host: str = HOST) -> bool:
    """Say whether a server could listen on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_open(port: int, host: str = HOST) -> bool:
    """Say whether somebody listens on a port."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def require_free(port: int, *, purpose: str, setting: str, host: str = HOST) -> None:
    """Raise CannotStart where somebody else has a port."""
    if not is_free(port, host):
        raise CannotStart(
            f"Port {port}, for {purpose}, is taken by {_holder(port)}. "
            f"Stop it, or choose another port: {setting}={port + 1} make run"
        )


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.laddr.port == port and connection.status == psutil.CONN_LISTEN and connection.pid:
                return f"process {connection.pid} ({psutil.Process(connection.pid).name()})"
    except psutil.Error:  # not ours to know
        pass
    return "another program"
