"""The jars that Kafka is made of: exactly those of `kafka.lock`, fetched once into the user's cache.

`python -m deploy.local.jars` writes the lock anew from the versions below.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import jgo
import requests
from jgo.maven import MavenContext

from deploy.local.failures import CannotStart
from shared.spool import spool_folder

KAFKA_VERSION = "4.3.0"
KAFKA = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}"
LOG_BINDING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
LOCK = Path(__file__).with_name("kafka.lock")
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


def read_lock() -> list[Jar]:
    """Read which jars there must be, in the order of the class path."""
    return [_read(line) for line in LOCK.read_text(encoding="utf8").splitlines()]


def class_path(cache: Path) -> list[Path]:
    """Say where the jars are once they are fetched."""
    return [_folder(cache) / jar.filename for jar in read_lock()]


def are_fetched(cache: Path) -> bool:
    """Say whether the jars are there already."""
    return _folder(cache).exists()


def fetch_jars(cache: Path, progress: Progress) -> None:
    """Fetch the jars unless they are there. Raises CannotStart where that fails."""
    if not are_fetched(cache):
        _fill(_folder(cache), read_lock(), progress)


def _folder(cache: Path) -> Path:
    return cache / f"kafka-{KAFKA_VERSION}-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:8]}"


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


def _locked() -> Iterator[str]:
    # The binding needs nothing that Kafka has not; resolved together, its own versions would win over Kafka's.
    artifacts = [*jgo.resolve(KAFKA), jgo.resolve(LOG_BINDING)[0]]
    for artifact in sorted(artifacts, key=lambda found: (found.groupId, found.artifactId)):
        yield f"{artifact.groupId}:{artifact.artifactId}:{artifact.version} {_sha256(artifact.resolve())}\n"


if __name__ == "__main__":
    LOCK.write_text("".join(_locked()), encoding="utf8")
