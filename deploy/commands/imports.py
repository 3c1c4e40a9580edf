"""`harambee import`: sends files to the platform, or says where they are, and tells what became of them."""

import time
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import TaskID

from deploy.commands.line import Check, Key, Line, Url, counted, open_line, require_success

LOOK_SECONDS = 0.5
SHOWN_FINDINGS = 10
FINISHED = frozenset({"finished", "failed"})
TAKEN = ("new", "changed", "unchanged")
"""What is counted of activities that are taken, or would be."""


def _are_there(sources: list[str]) -> list[str]:
    """Refuse files that are not there before the first is sent."""
    for source in sources:
        if not (_is_address(source) or Path(source).is_file()):
            raise typer.BadParameter(f"There is no file {source}")
    return sources


Sources = Annotated[list[str], typer.Argument(metavar="FILE_OR_ADDRESS...", callback=_are_there)]


def import_files(
    sources: Sources,
    *,
    url: Url = None,
    key: Key = None,
    check: Check = False,
    accept: Annotated[str | None, typer.Option(help="recordable, or clean: no activity with an error")] = None,
    missing: Annotated[str | None, typer.Option(help="withdraw or keep what a file no longer holds")] = None,
    mapping: Annotated[str | None, typer.Option(help="the remembered mapping of a table")] = None,
    encoding: Annotated[str | None, typer.Option(help="of a table: utf-8, utf-16, latin-1, windows-1252")] = None,
    delimiter: Annotated[str | None, typer.Option(help="the sign between its columns")] = None,
    decimals: Annotated[str | None, typer.Option(help="the sign before its decimals")] = None,
    dates: Annotated[str | None, typer.Option(help="the order of its dates: ymd, dmy, mdy")] = None,
    partial_dates: Annotated[
        str | None, typer.Option(help="the day of a year or month that is meant: first, last")
    ] = None,
    instants: Annotated[str | None, typer.Option(help="the day of a moment with a time zone: written, utc")] = None,
    language: Annotated[str | None, typer.Option(help="the language of its titles: two letters, as fr")] = None,
    sheet: Annotated[str | None, typer.Option(help="the sheet of a workbook that holds it")] = None,
) -> None:
    """Import files of activities and flows, or have them fetched. Exits with 1 where nothing of a file is taken."""
    failed = False
    said = {
        "mode": "check" if check else "apply",
        "accept": accept,
        "missing": missing,
        "mapping": mapping,
        "encoding": encoding,
        "delimiter": delimiter,
        "decimals": decimals,
        "dates": dates,
        "partial_dates": partial_dates,
        "instants": instants,
        "language": language,
        "sheet": sheet,
    }
    asked = {name: value for name, value in said.items() if value is not None}
    with open_line(url, key) as line:
        for source in sources:
            outcome = _send(line, source, asked)
            line.say(f"{_name(source)}: {outcome['status']}, {counted(outcome['counts'])}")
            _show_findings(line, outcome["id"])
            failed |= outcome["status"] == "failed" or not any(outcome["counts"][name] for name in TAKEN)
    raise typer.Exit(failed)


def _is_address(source: str) -> bool:
    return "://" in source


def _name(source: str) -> str:
    return source if _is_address(source) else Path(source).name


def _send(line: Line, source: str, asked: dict[str, str]) -> dict[str, Any]:
    """Send one file and wait until it was worked off; gives the import as it ended."""
    answer, task = (
        _name_address(line, source, asked) if _is_address(source) else line.upload("/v1/imports", Path(source), asked)
    )
    found: dict[str, Any] = answer.json()
    while found["status"] not in FINISHED:
        time.sleep(LOOK_SECONDS)
        looked = line.client.get(f"/v1/imports/{found['id']}")
        require_success(looked, source)
        found = looked.json()
        line.progress.update(task, description=f"{_name(source)}: {counted(found['counts'])}")
    return found


def _name_address(line: Line, address: str, params: dict[str, str]) -> tuple[httpx.Response, TaskID]:
    answer = line.client.post("/v1/imports", params=params, json={"url": address})
    require_success(answer, address)
    return answer, line.progress.add_task(address, total=None)


def _show_findings(line: Line, import_id: str) -> None:
    answer = line.client.get(f"/v1/imports/{import_id}/findings", params={"limit": SHOWN_FINDINGS})
    found = answer.json().get("items", []) if answer.is_success else []
    for one in found:
        line.say(f"  line {one['line']}: {one['severity']} {one['rule']}: {one['message']} ({one['detail']})")
    link = line.client.post(f"/v1/imports/{import_id}/page") if found else None
    if link and link.is_success:
        line.say(f"  all findings, for a day: {link.json()['url']}")
