"""`harambee codelist load`: editions of code lists, their differences first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.table import Table
from rich.text import Text

from deploy.codelists.content import Content, Fault, Unreadable
from deploy.codelists.forms import read
from deploy.commands.line import Check, File, Key, Line, Url, open_line
from shared.standards import in_language

SHOWN = 20
OF_A_CODE = re.compile(r"/codes/(\d+)(.*)")

lists = typer.Typer(no_args_is_help=True, help="Code lists.")


@lists.callback()
def codelists() -> None:
    """Code lists."""


@lists.command()
def load(
    files: Annotated[list[Path], File],
    *,
    url: Url = None,
    key: Key = None,
    name: Annotated[str | None, typer.Option(help="of the list; as the file says by default")] = None,
    edition: Annotated[str | None, typer.Option(help="what it is called; the day by default")] = None,
    language: Annotated[str, typer.Option(help="of texts that do not say theirs")] = "en",
    check: Check = False,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Load editions of code lists: IATI XML, JSON and CSV, TOSSD CSV, org-id JSON. Exits with 1 at a fault.

    What differs is shown first. Codes that vanish are withdrawn, not deleted; the same file again changes nothing.
    """
    failed = False
    with open_line(url, key) as line:
        for file in files:
            try:
                found = Edition.of(read(file, language), name, edition, file)
                found.load(line, check=check, yes=yes)
            except Unreadable as error:
                failed = True
                line.say("\n".join([f"{file.name}: not taken", *(f"  {fault}" for fault in error.faults)]))
    raise typer.Exit(failed)


@dataclass(frozen=True, slots=True)
class Edition:
    """A list as it is sent, and the file it was read from."""

    name: str
    content: Content
    body: dict[str, Any]
    file: Path

    @classmethod
    def of(cls, content: Content, name: str | None, edition: str | None, file: Path) -> "Edition":
        """Make what is sent of what was read. Raises Unreadable where nobody says how the list is called."""
        called = name or content.name
        if not called:
            raise Unreadable(Fault(None, "It does not say how the list is called; say it with --name"))
        body = {**content.about, "codes": [one.fields for one in content.entries]}
        return cls(called, content, body | ({"edition": edition} if edition else {}), file)

    def load(self, line: Line, *, check: bool, yes: bool) -> None:
        """Show what differs, ask, and release it."""
        looked = self._put(line, "check")
        found = looked.json()
        line.say(f"{self.file.name}: {self.name}: {_summary(found)}")
        if not (found["differences"] or found["about"]):
            return
        line.progress.console.print(_table(found["differences"]), *_more(found["differences"]))
        if check or not (yes or _agreed(line, f"Release edition {found['edition']} of {self.name}?")):
            return
        released = self._put(line, "apply", looked.headers["etag"]).json()
        line.say(f"{self.file.name}: {self.name}: edition {released['edition']} is in use")

    def _put(self, line: Line, mode: str, version: str | None = None) -> httpx.Response:
        headers = {"If-Match": version} if version else {}
        answer = line.client.put(f"/v1/codelists/{self.name}", json=self.body, params={"mode": mode}, headers=headers)
        if not answer.is_success:
            raise Unreadable(*self._faults(answer))
        return answer

    def _faults(self, answer: httpx.Response) -> Iterator[Fault]:
        """Give what the platform refuses, with the line of the file."""
        try:
            problem = answer.json()
            faults = [(one["pointer"], one["detail"]) for one in problem.get("errors", ())]
        except (ValueError, KeyError, TypeError):
            problem, faults = {"detail": answer.text[:200]}, []
        if not faults:
            yield Fault(None, f"refused with {answer.status_code}: {problem.get('detail') or problem.get('title')}")
        for pointer, detail in faults:
            found = OF_A_CODE.fullmatch(pointer)
            if found:
                entry = self.content.entries[int(found[1])]
                yield Fault(entry.line, f"{entry.code}: {found[2]}: {detail}")
            else:
                yield Fault(None, f"{pointer}: {detail}")


def _summary(found: dict[str, Any]) -> str:
    if not (found["differences"] or found["about"]):
        return f"nothing differs from edition {found['edition']}"
    counts = ", ".join(f"{found[kind]} {kind}" for kind in ("new", "withdrawn", "changed"))
    about = f"; of the list itself: {', '.join(found['about'])}" if found["about"] else ""
    return f"{counts}{about}"


def _table(differences: list[dict[str, Any]]) -> Table:
    table = Table("Code", "What", "Before", "After")
    for one in differences[:SHOWN]:
        what = one["kind"] if one["kind"] != "changed" else f"changed: {', '.join(one['fields'])}"
        before, after = in_language(one["before"], "en"), in_language(one["after"], "en")
        table.add_row(*map(Text, (one["code"], what, before, after)))
    return table


def _more(differences: list[dict[str, Any]]) -> list[str]:
    return [f"and {len(differences) - SHOWN} more"] if len(differences) > SHOWN else []


def _agreed(line: Line, question: str) -> bool:
    line.progress.stop()  # else it would write over the question
    return typer.confirm(question)
