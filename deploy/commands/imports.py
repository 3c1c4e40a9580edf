"""`harambee import`: sends files to the platform and says what became of them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

from deploy.local.failures import CannotStart
from deploy.local.settings import read_settings

CHUNK_BYTES = 1 << 20
LOOK_SECONDS = 0.5
ANSWER_SECONDS = 120.0
SHOWN_FINDINGS = 10
FINISHED = frozenset({"finished", "failed"})
MEDIA = {
    ".xml": "application/xml",
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".gz": "application/gzip",
    ".zip": "application/zip",
}

console = Console()


@dataclass(frozen=True, slots=True)
class Sender:
    """The way to the platform, and where progress is shown."""

    client: httpx.Client
    progress: Progress

    def send(self, file: Path, mode: str) -> dict[str, Any]:
        """Send one file and wait until it was worked off; gives the import as it ended."""
        task = self.progress.add_task(file.name, total=file.stat().st_size)
        answer = self.client.post(
            "/v1/imports",
            params={"mode": mode},
            content=self._chunks(file, task),
            headers={"Content-Type": MEDIA.get(file.suffix.lower(), "application/xml")},
        )
        _require_success(answer, file)
        found: dict[str, Any] = answer.json()
        while found["status"] not in FINISHED:
            time.sleep(LOOK_SECONDS)
            looked = self.client.get(f"/v1/imports/{found['id']}")
            _require_success(looked, file)
            found = looked.json()
            self.progress.update(task, description=f"{file.name}: {_counted(found)}")
        return found

    def findings(self, import_id: str) -> list[dict[str, Any]]:
        """Give the first findings of an import."""
        answer = self.client.get(f"/v1/imports/{import_id}/findings", params={"limit": SHOWN_FINDINGS})
        items: list[dict[str, Any]] = answer.json().get("items", []) if answer.is_success else []
        return items

    def _chunks(self, file: Path, task: TaskID) -> Iterator[bytes]:
        with file.open("rb") as content:
            while chunk := content.read(CHUNK_BYTES):
                yield chunk
                self.progress.advance(task, len(chunk))


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False, readable=True)],
    *,
    url: Annotated[
        str | None, typer.Option(envvar="HARAMBEE_URL", help="the platform; this machine's by default")
    ] = None,
    key: Annotated[str | None, typer.Option(envvar="HARAMBEE_KEY", help="API key; the operator's by default")] = None,
    check: Annotated[bool, typer.Option(help="only say what would be found")] = False,
) -> None:
    """Import files of activities and flows. Exits with 1 where one of them was not taken."""
    failed = False
    with _open_sender(url, key) as sender:
        for file in files:
            outcome = sender.send(file, "check" if check else "apply")
            sender.progress.console.print(f"{file.name}: {outcome['status']}, {_counted(outcome)}", highlight=False)
            _show_findings(sender, outcome["id"])
            failed |= outcome["status"] == "failed"
    raise typer.Exit(failed)


@contextmanager
def _open_sender(url: str | None, key: str | None) -> Iterator[Sender]:
    settings = read_settings()
    address = url or settings.url
    headers = {"Authorization": f"Bearer {key or _operator_key(settings.places.operator_key)}"}
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    try:
        with (
            httpx.Client(base_url=address, headers=headers, timeout=ANSWER_SECONDS) as client,
            Progress(*columns, console=console, disable=not console.is_terminal) as progress,
        ):
            yield Sender(client, progress)
    except httpx.HTTPError as error:
        raise CannotStart(
            f"{address} does not answer ({error}). Start Harambee with `make run`, or name another with --url."
        ) from error


def _operator_key(file: Path) -> str:
    if not file.exists():
        raise CannotStart("There is no operator's key in the data folder. Give a key with --key or HARAMBEE_KEY.")
    return file.read_text(encoding="utf8").strip()


def _require_success(answer: httpx.Response, file: Path) -> None:
    if answer.is_success:
        return
    try:
        problem = answer.json()
        why = "; ".join([problem["detail"] or problem["title"], *(fault["detail"] for fault in problem["errors"])])
    except (ValueError, KeyError, TypeError):
        why = answer.text[:200]
    raise CannotStart(f"{file} was refused with {answer.status_code}: {why}")


def _counted(found: dict[str, Any]) -> str:
    return ", ".join(f"{count} {name}" for name, count in found["counts"].items() if count) or "nothing yet"


def _show_findings(sender: Sender, import_id: str) -> None:
    for finding in sender.findings(import_id):
        line = f"  line {finding['line']}: {finding['severity']} {finding['rule']}: {finding['message']}"
        sender.progress.console.print(f"{line} ({finding['detail']})", markup=False, highlight=False, soft_wrap=True)
