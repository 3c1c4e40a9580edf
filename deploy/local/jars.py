"""Jars: exactly those that a lock names, fetched once into the user's cache.

`python -m deploy.local.jars` writes Kafka's lock anew from the versions below.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jgo
import requests
from jgo.maven import MavenContext

from deploy.local.failures import CannotStart
from shared.spool import spool_folder

KAFKA_VERSION = "4.3.0"
KAFKA = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}"
LOG_BINDING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
DOWNLOADS = 4

Progress = Callable[[], None]
"""Is called for each jar that arrived."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock: Maven coordinates and what the file must hash to."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def filename(self) -> str:
        """Name of the file, as Maven has it."""
        return f"{self.artifact}-{self.version}.jar"


@dataclass(frozen=True, slots=True)
class Jars:
    """The jars of a program, as its lock names them; `name` begins that of their folder."""

    name: str
    lock: Path

    def read(self) -> list[Jar]:
        """Read which jars there must be, in the order of the class path."""
        return [_read(line) for line in self.lock.read_text(encoding="utf8").splitlines()]

    def class_path(self, cache: Path) -> list[Path]:
        """Say where the jars are once they are fetched."""
        return [self._folder(cache) / jar.filename for jar in self.read()]

    def are_fetched(self, cache: Path) -> bool:
        """Say whether the jars are there already."""
        return self._folder(cache).exists()

    def fetch(self, cache: Path, progress: Progress) -> None:
        """Fetch the jars unless they are there. Raises CannotStart where that fails."""
        if not self.are_fetched(cache):
            _fill(self._folder(cache), self.read(), progress)

    def write(self, artifacts: Iterable[Any]) -> None:
        """Write the lock anew, of artifacts as `jgo.resolve` gives them."""
        lines = [
            f"{artifact.groupId}:{artifact.artifactId}:{artifact.version} {_sha256(artifact.resolve())}\n"
            for artifact in sorted(artifacts, key=lambda found: (found.groupId, found.artifactId))
        ]
        self.lock.write_text("".join(lines), encoding="utf8")

    def _folder(self, cache: Path) -> Path:
        return cache / f"{self.name}-{hashlib.sha256(self.lock.read_bytes()).hexdigest()[:8]}"


KAFKA_JARS = Jars(f"kafka-{KAFKA_VERSION}", Path(__file__).with_name("kafka.lock"))


def _read(line: str) -> Jar:
    coordinates, sha256 = line.split()
    group, artifact, version = coordinates.split(":")
    return Jar(group, artifact, version, sha256)


def _fill(folder: Path, jars: list[Jar], progress: Progress) -> None:
    # The folder appears whole or not at all: an interrupted download leaves nothing that looks finished.
    folder.parent.mkdir(parents=True, exist_ok=True)
    with spool_folder("jars", folder.parent) as unfinished:
        draft = unfinished / "jars"
        draft.mkdir()
        context = MavenContext(repo_cache=unfinished / "repository", local_repos=[], timeout=30)
        with ThreadPoolExecutor(DOWNLOADS) as pool:
            for _ in pool.map(lambda jar: _fetch(context, jar, draft), jars):
                progress()
        with contextlib.suppress(OSError):  # somebody else was quicker, with the same files
            draft.rename(folder)


def _fetch(context: MavenContext, jar: Jar, folder: Path) -> None:
    try:
        found = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
    except (requests.RequestException, RuntimeError) as error:
        raise CannotStart(
            f"{jar.filename} could not be fetched from the Maven repository: {error}. "
            "Check the network (and the proxy settings) and start again; it is needed this one time."
        ) from error
    if _sha256(found) != jar.sha256:
        raise CannotStart(f"{jar.filename} arrived damaged or was tampered with. Start again to fetch it anew.")
    shutil.move(found, folder / jar.filename)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    # The binding needs nothing that Kafka has not; resolved together, its own versions would win over Kafka's.
    KAFKA_JARS.write([*jgo.resolve(KAFKA), jgo.resolve(LOG_BINDING)[0]])
