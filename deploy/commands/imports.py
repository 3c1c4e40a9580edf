"""`harambee import`: sends files to the platform and says what became of them."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.commands.asking import Check, File, Key, Line, Url, counted, open_line, require_success

LOOK_SECONDS = 0.5
SHOWN_FINDINGS = 10
FINISHED = frozenset({"finished", "failed"})


def import_files(files: Annotated[list[Path], File], *, url: Url = None, key: Key = None, check: Check = False) -> None:
    """Import files of activities and flows. Exits with 1 where one of them was not taken."""
    failed = False
    with open_line(url, key) as line:
        for file in files:
            outcome = _send(line, file, "check" if check else "apply")
            line.say(f"{file.name}: {outcome['status']}, {counted(outcome['counts'])}")
            _show_findings(line, outcome["id"])
            failed |= outcome["status"] == "failed"
    raise typer.Exit(failed)


def _send(line: Line, file: Path, mode: str) -> dict[str, Any]:
    """Send one file and wait until it was worked off; gives the import as it ended."""
    answer, task = line.upload("/v1/imports", file, {"mode": mode})
    found: dict[str, Any] = answer.json()
    while found["status"] not in FINISHED:
        time.sleep(LOOK_SECONDS)
        looked = line.client.get(f"/v1/imports/{found['id']}")
        require_success(looked, file)
        found = looked.json()
        line.progress.update(task, description=f"{file.name}: {counted(found['counts'])}")
    return found


def _show_findings(line: Line, import_id: str) -> None:
    answer = line.client.get(f"/v1/imports/{import_id}/findings", params={"limit": SHOWN_FINDINGS})
    for one in answer.json().get("items", []) if answer.is_success else []:
        line.say(f"  line {one['line']}: {one['severity']} {one['rule']}: {one['message']} ({one['detail']})")
