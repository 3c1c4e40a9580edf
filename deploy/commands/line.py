"""How commands speak with the platform: where it is, the operator's key, files sent as they are read, and refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

from deploy.local.failures import CannotStart
from deploy.local.instance import running_address
from deploy.local.services import GATEWAY
from deploy.local.settings import LocalSettings, read_settings

CHUNK_BYTES = 1 << 20
SINGULAR = {
    "activities": "activity",
    "flows": "flow",
    "indicators": "indicator",
    "observations": "observation",
    "rows": "row",
}
"""Of what is counted by its plural."""
ANSWER_SECONDS = 120.0
MEDIA = {
    ".xml": "application/xml",
    ".csv": "text/csv",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".gz": "application/gzip",
    ".zip": "application/zip",
}

console = Console()

Url = Annotated[str | None, typer.Option(envvar="HARAMBEE_URL", help="the platform; this machine's by default")]
Key = Annotated[str | None, typer.Option(envvar="HARAMBEE_KEY", help="API key; the operator's by default")]
Check = Annotated[bool, typer.Option(help="only say what would be found")]
File = typer.Argument(metavar="FILE...", exists=True, dir_okay=False, readable=True)


@dataclass(frozen=True, slots=True)
class Line:
    """The way to the platform, and where progress is shown."""

    client: httpx.Client
    progress: Progress

    def upload(self, address: str, file: Path, params: dict[str, str]) -> tuple[httpx.Response, TaskID]:
        """Send a file; give the answer, and the task that shows its progress. Raises CannotStart at a refusal."""
        task = self.progress.add_task(file.name, total=file.stat().st_size)
        headers = {"Content-Type": MEDIA.get(file.suffix.lower(), "application/xml")}
        answer = self.client.post(address, params=params, content=self._chunks(file, task), headers=headers)
        require_success(answer, file)
        return answer, task

    def say(self, text: str) -> None:
        """Print a line above the progress."""
        self.progress.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _chunks(self, file: Path, task: TaskID) -> Iterator[bytes]:
        with file.open("rb") as content:
            while chunk := content.read(CHUNK_BYTES):
                yield chunk
                self.progress.advance(task, len(chunk))


@contextmanager
def open_line(url: str | None, key: str | None) -> Iterator[Line]:
    """Open the way to the platform. Raises CannotStart where it does not answer."""
    settings = read_settings()
    address = url or _address_here(settings)
    headers = {"Authorization": f"Bearer {key or _operator_key(settings.places.operator_key)}"}
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    try:
        with (
            httpx.Client(base_url=address, headers=headers, timeout=ANSWER_SECONDS) as client,
            Progress(*columns, console=console, disable=not console.is_terminal) as progress,
        ):
            yield Line(client, progress)
    except httpx.HTTPError as error:
        raise CannotStart(
            f"{address} does not answer ({error}). Start Harambee with `make run`, or name another with --url."
        ) from error


def _address_here(settings: LocalSettings) -> str:
    """Give the address of this machine's instance; a key is sent to no other program that happens to listen there."""
    running = running_address(settings.places.running, GATEWAY)
    if running is None and settings.model_fields_set.isdisjoint({"port", "public_url"}):
        raise CannotStart(
            f"No instance runs on {settings.places.data}. Start Harambee with `make run`, name another folder with "
            "HARAMBEE_DATA, or name the platform with --url."
        )
    return running or settings.url


def _operator_key(file: Path) -> str:
    if not file.exists():
        raise CannotStart("There is no operator's key in the data folder. Give a key with --key or HARAMBEE_KEY.")
    return file.read_text(encoding="utf8").strip()


def require_success(answer: httpx.Response, source: Path | str) -> None:
    """Raise CannotStart with all faults where the platform has refused."""
    if answer.is_success:
        return
    try:
        problem = answer.json()
        faults = (f"{fault['pointer']} {fault['detail']}".lstrip() for fault in problem.get("errors", ()))
        why = "; ".join([problem["detail"] or problem["title"], *faults])
    except (ValueError, KeyError, TypeError):
        why = answer.text[:200]
    raise CannotStart(f"{source} was refused with {answer.status_code}: {why}")


def counted(counts: dict[str, int]) -> str:
    """Write what was counted, as `1 activity, 1 new, 2 flows, 2 flows new`, without what there was none of."""
    return ", ".join(_counted(count, *name.split("_")) for name, count in counts.items() if count) or "nothing yet"


def _counted(count: int, thing: str, *more: str) -> str:
    return " ".join((str(count), SINGULAR.get(thing, thing) if count == 1 else thing, *more))
