"""`harambee actors`: organisations by the thousand."""

from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.commands.line import Check, File, Key, Line, Url, counted, open_line

SHOWN = 20

actors = typer.Typer(no_args_is_help=True, help="Organisations.")


@actors.callback()
def organisations() -> None:
    """Organisations."""


@actors.command("import")
def import_actors(
    files: Annotated[list[Path], File],
    *,
    url: Url = None,
    key: Key = None,
    check: Check = False,
    encoding: Annotated[str, typer.Option(help="of CSV: utf-8, utf-16, latin-1 or windows-1252")] = "utf-8",
) -> None:
    """Register or change organisations: CSV, XLSX, JSON, NDJSON, IATI organisation files. Exits with 1 at a fault."""
    rejected = False
    with open_line(url, key) as line:
        for file in files:
            params = {"mode": "check" if check else "apply", "encoding": encoding, "limit": str(SHOWN)}
            answer, _ = line.upload("/v1/actors/bulk", file, params)
            found = answer.json()
            line.say(f"{file.name}: {counted(found['counts'])}")
            _show(line, found)
            rejected |= found["counts"]["rejected"] > 0
    raise typer.Exit(rejected)


def _show(line: Line, found: dict[str, Any]) -> None:
    for one in found["findings"]:
        place = f"line {one['line']}" if one["line"] else f"row {one['row']}"
        line.say(f"  {place}: {one['pointer'] or 'the row'}: {one['detail']} ({one['code']})")
    if found["more"]:
        line.say(f"  and {found['more']} more")
    for one in found["duplicates"] or ():
        other = f"/v1/actors/{one['actor']}" if one["actor"] else f"row {one['other_row']}"
        reasons = "; ".join(reason["detail"] for reason in one["reasons"])
        line.say(f"  row {one['row']} may be {other}, {one['score']}: {reasons}")
